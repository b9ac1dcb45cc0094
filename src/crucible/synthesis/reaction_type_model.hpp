#pragma once
// A net that tells what kind of textbook reaction happens (Wei et al. 2016,
// doi:10.1021/acscentsci.6b00219): fingerprints of substrate, partner and reagents side by side,
// Morgan's or learned ones, one hidden layer, a softmax over the types.

#include <span>
#include <variant>

#include "crucible/learn/classifier_training.hpp"
#include "crucible/learn/graph_classifier.hpp"
#include "crucible/synthesis/reaction_types.hpp"

namespace crucible::synthesis {

enum class TypeFingerprint { morgan, neural };

struct TypeModelSettings {
    TypeFingerprint fingerprint = TypeFingerprint::morgan;
    std::uint32_t bits = 1024;  ///< of each of the three fingerprints of Morgan
    int radius = 2;
    std::uint32_t length = 160, atom_width = 20;  ///< of a learned one
    int depth = 4;
    std::uint32_t width = 112;
    /// Learned fingerprints know no dropout; they are trained on one thread.
    learn::ClassifierTrainingSettings training;
};

class ReactionTypeModel {
public:
    /// Learns from examples. `keep_on`, asked after every batch; false: Stopped is thrown. Throws
    /// InputError (E-smiles, E-dense-shape, E-classifier-training).
    ReactionTypeModel(std::span<const TypedExample>, const TypeModelSettings&,
                      const std::function<bool()>& keep_on = {});

    /// Of each type. Throws InputError (E-smiles).
    std::vector<double> probabilities(const TypedQuestion&) const;
    std::size_t parameters() const;

private:
    void learn_morgan(std::span<const TypedExample>, const std::function<bool()>&);
    void learn_graphs(std::span<const TypedExample>, const std::function<bool()>&);
    void add_row(learn::SparseRows&, const TypedQuestion&) const;

    TypeModelSettings settings_;
    std::variant<learn::Classifier, learn::GraphClassifier> net_;
};

/// Sum over types of probability times the likeness (Tanimoto, Morgan radius 2) of what its rule
/// gives to a true product; the mean where a rule gives several, 0 where it gives none.
double weighted_likeness(const TypedQuestion&, std::span<const double> probabilities,
                         const std::string& product);

/// Whole substrates are held out: every fifth.
struct SplitExamples {
    std::vector<TypedExample> learned, held_out;
};
SplitExamples split_by_substrate(std::vector<TypedExample>, std::uint64_t seed);

}  // namespace crucible::synthesis
