#pragma once
// Benchmarks of reverse Monte Carlo, for `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// rmc.moves.
const std::vector<Benchmark>& rmc_benchmarks();

/// Proposals per second of CPU time: N = 10,000 with S(q) to half the box and to 12 angstrom; N =
/// 2,048 with an embedded-atom energy alone and with S(q), EXAFS and energy; wall-clock ratio of
/// two threads to one.
std::vector<Measurement> bench_rmc_moves();

}  // namespace crucible
