#pragma once
// Molecules as drawings.

#include <string>
#include <utility>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

struct DrawSettings {
    int width = 200, height = 150;  ///< pixels; 0, 0: as large as the molecule asks for
    /// Atoms (index in the canonical SMILES) and bonds (pairs of them) to be marked.
    std::vector<int> atoms;
    std::vector<std::pair<int, int>> bonds;
    std::string mark = "#f0b429";  ///< colour of the marks, #rrggbb
    bool stereo_labels = false;    ///< R, S, E, Z
};

/// A whole <svg> element with a transparent ground, ids none, so that many fit into one page.
std::string svg(const Molecule&, const DrawSettings& = {});

}  // namespace crucible::chem
