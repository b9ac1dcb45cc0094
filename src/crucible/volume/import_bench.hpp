#pragma once
// The benchmark of reading a folder of DICOM.

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// volume.import: 640 slices of 512 x 512 voxels from plain DICOM into a NIfTI file.
const std::vector<Benchmark>& import_benchmarks();

}  // namespace crucible
