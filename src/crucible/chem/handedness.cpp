#include "crucible/chem/handedness.hpp"

#include <rdkit/GraphMol/ROMol.h>

#include <algorithm>

#include "crucible/chem/rdkit_molecule.hpp"

namespace crucible::chem {

std::vector<Centre> centres_of(const Molecule& m) {
    std::vector<Centre> out;
    const RDKit::ROMol& mol = *m.data().mol;
    for (const auto* atom : mol.atoms()) {
        const auto tag = atom->getChiralTag();
        const bool is_counterclockwise = tag == RDKit::Atom::CHI_TETRAHEDRAL_CCW;
        if ((!is_counterclockwise && tag != RDKit::Atom::CHI_TETRAHEDRAL_CW) ||
            atom->getDegree() < 3 || atom->getDegree() > 4)
            continue;
        Centre c;
        c.atom = static_cast<int>(atom->getIdx());
        c.around.fill(-1);
        std::size_t k = 0;
        for (const auto* bond : mol.atomBonds(atom))
            c.around[k++] = static_cast<int>(bond->getOtherAtomIdx(atom->getIdx()));
        if (!is_counterclockwise) std::swap(c.around[0], c.around[1]);
        out.push_back(c);
    }
    return out;
}

bool is_even_permutation(const std::array<int, 4>& around, std::array<int, 4> other) {
    bool is_even = true;
    for (std::size_t i = 0; i < around.size(); ++i) {
        const auto at = std::ranges::find(other, around[i]);
        const auto k = static_cast<std::size_t>(at - other.begin());
        if (k == i || k == other.size()) continue;
        std::swap(other[i], other[k]);
        is_even = !is_even;
    }
    return is_even;
}

}  // namespace crucible::chem
