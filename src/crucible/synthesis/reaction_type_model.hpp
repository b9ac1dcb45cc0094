#pragma once
// A net that tells what kind of textbook reaction happens (Wei et al. 2016,
// doi:10.1021/acscentsci.6b00219): Morgan fingerprints of substrate, partner and reagents side by
// side, one hidden layer, a softmax over the types.

#include <span>

#include "crucible/learn/classifier_training.hpp"
#include "crucible/synthesis/reaction_types.hpp"

namespace crucible::synthesis {

struct TypeModelSettings {
    std::uint32_t bits = 1024;  ///< of each of the three fingerprints
    int radius = 2;
    std::uint32_t width = 112;
    learn::ClassifierTrainingSettings training;
};

class ReactionTypeModel {
public:
    /// Learns from examples. Throws InputError (E-smiles, E-classifier-training).
    ReactionTypeModel(std::span<const TypedExample>, const TypeModelSettings&);

    /// Of each type. Throws InputError (E-smiles).
    std::vector<double> probabilities(const TypedQuestion&) const;

private:
    void add_row(learn::SparseRows&, const TypedQuestion&) const;

    TypeModelSettings settings_;
    learn::Classifier net_;
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
