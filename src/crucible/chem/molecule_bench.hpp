#pragma once

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// Molecules: parsing, canonical SMILES, fingerprints, drawings, keys. What RDKit alone takes for
/// the same molecules is benchmarks/peers/molecules.py.
std::vector<Benchmark> molecule_benchmarks();

}  // namespace crucible
