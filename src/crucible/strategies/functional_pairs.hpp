#pragma once
// Pairs of functional groups by their distance: which bonds between them ordinary polarity makes
// (D. A. Evans; Seebach 1979, Angew. Chem. Int. Ed. 18, 239, doi:10.1002/anie.197902393).

#include <string>
#include <vector>

#include "crucible/transforms/perception.hpp"

namespace crucible::strategies {

/// Two carbon atoms that bear hetero atoms, at most five bonds of carbon apart.
struct FunctionalPair {
    std::vector<int> path;      ///< from one to the other, both included
    bool has_carbonyl = false;  ///< one of them is C=O, C=N, C#N
    /// 2 for neighbours: a 1,2-pair; 3 a 1,3-pair...
    int distance() const { return static_cast<int>(path.size()); }
    /// 1,3 and 1,5: donor and acceptor alternate without a clash.
    bool is_consonant() const { return distance() % 2 == 1; }
};

/// Pairs at distances 2 to 6, over shortest paths of carbon atoms that are not aromatic and bear
/// no group themselves but at the ends.
std::vector<FunctionalPair> functional_pairs(const transforms::Perception&);

/// Carbon that bears a hetero atom; aromatic ones do not count.
bool bears_hetero(const chem::MoleculeGraph&, int atom);
/// C=O, C=N, C#N.
bool is_carbonyl_like(const chem::MoleculeGraph&, int atom);

}  // namespace crucible::strategies
