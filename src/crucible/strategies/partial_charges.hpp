#pragma once
// Charges of atoms by partial equalisation of orbital electronegativity (Gasteiger and Marsili
// 1980, Tetrahedron 36, 3219, doi:10.1016/0040-4020(80)80168-2).

#include <vector>

#include "crucible/chem/molecule_graph.hpp"

namespace crucible::strategies {

struct PartialCharges {
    std::vector<double> atoms;      ///< of each atom of the graph, in units of e
    std::vector<double> hydrogens;  ///< of one hydrogen on it; 0 where there is none
};

/// Six rounds with damping 1/2, as published; formal charges are where the atoms begin. Aromatic
/// atoms count as sp2. Elements without parameters are taken as sp3 carbon.
PartialCharges partial_charges(const chem::MoleculeGraph&);

}  // namespace crucible::strategies
