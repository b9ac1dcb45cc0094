#pragma once
// A transform of a library as a move of a strategy.

#include <vector>

#include "crucible/synthesis/moves.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::strategies {

struct AppliedTransform {
    const transforms::Rule* rule = nullptr;
    int rating = 0;
    synthesis::Move move;      ///< without a prior and without protecting groups
    std::vector<int> changed;  ///< atoms of the molecule
};

/// What the transform makes of the molecule, highest rating first, none below `least_rating`.
std::vector<AppliedTransform> apply_transform(const transforms::Rule&, const transforms::Analysed&,
                                              const transforms::Vocabulary&, int least_rating);

/// The precursor with most atoms of the molecule; -1 where none of them is known.
int main_precursor(const synthesis::Move&);

}  // namespace crucible::strategies
