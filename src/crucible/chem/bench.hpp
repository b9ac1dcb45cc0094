#pragma once

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// Templates against molecules of CRUCIBLE_REACTIONS, a folder with uspto50k_train.csv.gz,
/// uspto50k_valid.csv.gz and uspto50k_original_mapping_valid.csv.gz; nothing where it is not set.
/// The same by RDKit alone is benchmarks/peers/templates.py.
std::vector<Benchmark> template_benchmarks();

}  // namespace crucible
