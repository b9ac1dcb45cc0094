#pragma once
// What RDKit perceives of a molecule beyond its graph: symmetry, stereo, rings.

#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

struct AtomFacts {
    int symmetry = 0;        ///< equal for atoms that symmetry makes the same, stereo included
    char cip = ' ';          ///< 'R', 'S'; '?' for a centre that is left open; ' ' for none
    bool is_centre = false;  ///< a stereocentre that is told
};

struct StereoBond {
    int a = 0, b = 0;
    char label = '?';  ///< 'E', 'Z'; '?' where it is left open
};

struct MoleculeSkeleton {
    std::vector<AtomFacts> atoms;
    std::vector<std::vector<int>> rings;   ///< the smallest set, symmetrised; in order around each
    std::vector<StereoBond> double_bonds;  ///< those that can have stereo
};

/// O(atoms) but for symmetry, which is O(atoms log atoms).
MoleculeSkeleton skeleton_of(const Molecule&);

}  // namespace crucible::chem
