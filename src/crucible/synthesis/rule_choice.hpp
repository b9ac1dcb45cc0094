#pragma once
// Choosing among written transforms by fingerprints, as Segler and Waller did (2017,
// doi:10.1002/chem.201605499): backwards from the product, forwards from the reactants; and the two
// choosers that learn nothing, chance and the expert system.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "crucible/learn/classifier_training.hpp"
#include "crucible/learn/label_scores.hpp"
#include "crucible/learn/logistic.hpp"
#include "crucible/synthesis/rule_labels.hpp"

namespace crucible::synthesis {

enum class RuleDirection { retro, forward };

/// Transforms as labels of nets: those that a reaction was told as, by number.
class RuleNumbers {
public:
    /// Of the labels of all these; 0 is none.
    explicit RuleNumbers(std::span<const RuleLabel>);
    std::size_t size() const { return numbers_.size(); }
    int rule(std::size_t label) const { return numbers_[label]; }
    /// Throws std::out_of_range for a transform that is none of them.
    std::uint32_t label(int rule) const;
    bool has(int rule) const;

private:
    std::vector<int> numbers_;  ///< ascending
};

struct RuleFingerprint {
    int radius = 2;
    std::uint32_t bits = 2048;
};

/// Reactions that a transform explains, as nets see them from one side.
struct RuleRows {
    learn::SparseRows rows;              ///< log(1 + count) of Morgan fingerprints, summed over
                                         ///< reactants; without chirality
    std::vector<std::uint32_t> labels;   ///< of each row
    learn::LabelLists options;           ///< transforms that apply, or fit, as labels; ascending
    learn::LabelLists options_or_label;  ///< the same, with the right one where it is not there
    learn::LabelLists label_lists;       ///< `labels`, one in each list
};
RuleRows rule_rows(std::span<const RuleLabel>, const RuleNumbers&, RuleDirection,
                   const RuleFingerprint&);

/// Reactions of each transform.
std::vector<std::size_t> rule_frequencies(const RuleRows&, std::size_t rules);
/// Any transform, all equally likely; the same for one seed.
std::vector<learn::LabelGuess> random_guesses(const RuleRows&, std::size_t rules,
                                              std::uint64_t seed);
/// Those that apply, or fit: the commonest of the training first.
std::vector<learn::LabelGuess> expert_guesses(const RuleRows&,
                                              std::span<const std::size_t> frequencies);
std::vector<learn::LabelGuess> guesses(const learn::LogisticRegression&, const RuleRows&);
std::vector<learn::LabelGuess> guesses(const learn::Classifier&, const RuleRows&);
/// Among the options of each row alone.
std::vector<learn::LabelGuess> masked_guesses(const learn::Classifier&, const RuleRows&);

}  // namespace crucible::synthesis
