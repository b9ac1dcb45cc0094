#pragma once
// A pattern that is only partly there: its skeleton lies in the molecule, bond orders and branches
// may differ. What a look-ahead asks before it prepares a transform.

#include <memory>
#include <string>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace RDKit {
class ROMol;
}

namespace crucible::chem {

/// The skeleton of a pattern are its atoms in rings and its other carbon atoms, each as its element
/// alone, with the bonds between them as any bonds (those in rings of the pattern in rings). May be
/// used by several threads.
class PartialPattern {
public:
    /// Throws std::invalid_argument with one clause.
    explicit PartialPattern(const std::string& smarts);

    /// One way in which the skeleton lies in a molecule.
    struct Site {
        std::vector<int> atoms;  ///< of the molecule, for each atom of the skeleton
        int mismatches = 0;      ///< bonds that are of another kind, branches that are not there
    };
    /// Those with the fewest mismatches first; at most `most`, one for each set of atoms and
    /// number of mismatches.
    std::vector<Site> sites(const Molecule&, unsigned most = 200) const;
    std::size_t size() const { return skeleton_atoms_.size(); }

private:
    int mismatches(const Molecule&, const std::vector<int>& atoms) const;
    std::shared_ptr<const RDKit::ROMol> query_, skeleton_;
    std::vector<int> skeleton_atoms_;  ///< of the query
    std::vector<int> place_;           ///< in the skeleton of each atom of the query, or -1
};

}  // namespace crucible::chem
