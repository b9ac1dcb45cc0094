#pragma once
// Moves by templates that a policy ranks.

#include <memory>
#include <string>
#include <vector>

#include "crucible/parallel/shared_ranges.hpp"
#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/policy.hpp"
#include "crucible/synthesis/template_library.hpp"

namespace crucible::synthesis {

/// Judges moves: the probability that these precursors give the molecule.
class MoveFilter {
public:
    virtual ~MoveFilter() = default;
    virtual std::vector<double> feasibility(const chem::Molecule& product,
                                            const std::vector<Move>&) const = 0;
    virtual std::string hash() const = 0;
};

struct TemplateMoveSettings {
    std::size_t most_moves = 50;      ///< distinct sets of precursors
    double most_probability = 0.995;  ///< templates are taken until theirs sum to this
    int reaction_class = 0;           ///< told to a policy that can use it
    int threads = 1;                  ///< that share the molecules of one question
};

class TemplateMoves final : public MoveSource {
public:
    TemplateMoves(std::shared_ptr<const TemplateLibrary>, std::shared_ptr<const Policy>,
                  std::shared_ptr<const MoveFilter>, const TemplateMoveSettings&);

    /// The same answers on any number of threads.
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override;
    RuleCard rule(std::int64_t index) const override {
        return library_->cards.at(static_cast<std::size_t>(index));
    }
    bool has_rule(std::int64_t index) const override {
        return index >= 0 && static_cast<std::size_t>(index) < library_->cards.size();
    }
    std::string describe() const override;

    /// Of one molecule; safe to call from several threads, each with its own counts.
    std::vector<Move> moves_of(const chem::Molecule&, int reaction_class,
                               chem::ApplyCounts* = nullptr) const;
    const chem::ApplyCounts& counts() const { return counts_; }

private:
    std::shared_ptr<const TemplateLibrary> library_;
    std::shared_ptr<const Policy> policy_;
    std::shared_ptr<const MoveFilter> filter_;
    TemplateMoveSettings settings_;
    SharedRanges ranges_;
    chem::ApplyCounts counts_;
};

}  // namespace crucible::synthesis
