#pragma once
// Speed of labelling and of the pore metrics; see `crucible bench`.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// Data: CRUCIBLE_PORES names a file of 8-bit voxels that Crucible can read, the phase being
/// CRUCIBLE_PORES_PHASE (0 if not given), best Berea sandstone of 400^3; else smooth random blobs
/// of as many voxels and as large a share.
const std::vector<Benchmark>& pore_benchmarks();

}  // namespace crucible
