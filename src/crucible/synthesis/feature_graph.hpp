#pragma once
// A molecule as nets of graphs see it.

#include <cstdint>

#include "crucible/chem/molecule.hpp"
#include "crucible/learn/graph_fingerprint.hpp"

namespace crucible::synthesis {

/// Element, neighbours, hydrogens, charge, aromaticity (as Duvenaud et al. 2015, arXiv:1509.09292,
/// but for the implicit valence).
inline constexpr std::uint32_t atom_feature_count = 44;
/// Single, double, triple, aromatic, any other.
inline constexpr std::uint32_t bond_feature_count = 5;

/// Throws InputError (E-smiles) for more atoms than graphs have.
learn::FeatureGraph feature_graph(const chem::Molecule&);

}  // namespace crucible::synthesis
