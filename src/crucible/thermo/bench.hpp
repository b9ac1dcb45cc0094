#pragma once
// Benchmarks of lattice dynamics, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// polymorphs.phonons: CPU time of a dynamical matrix, of its eigenvalues, of all modes at one
/// volume beside force constants sampled in a supercell, and of a whole phase.
const std::vector<Benchmark>& thermo_benchmarks();

}  // namespace crucible
