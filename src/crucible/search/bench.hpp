#pragma once
// Benchmarks of energies, relaxations and searches, for `crucible bench`.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// energy.buckingham, energy.eam, polymorphs.generate, polymorphs.relax.
const std::vector<Benchmark>& polymorph_benchmarks();

// One each; the table above holds them.
std::vector<Measurement> bench_buckingham();
std::vector<Measurement> bench_eam();
std::vector<Measurement> bench_generate();
std::vector<Measurement> bench_relax();

}  // namespace crucible
