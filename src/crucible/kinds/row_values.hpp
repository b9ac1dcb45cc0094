#pragma once
// Results rows as JSON, the same in `crucible show --json`, Python's documents and the live page.

#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/data/store.hpp"

namespace crucible {

/// [{id, value, unit, error, n, reference: {value, error, source}, check: pass, fail or info}]
Value rows_json(const std::vector<Row>&);

}  // namespace crucible
