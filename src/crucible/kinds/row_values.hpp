#pragma once
// Results rows as JSON: what every --json and the live page give.

#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/data/store.hpp"

namespace crucible {

/// [{id, value, unit, error, n, reference: {value, error, source}, check: pass, fail or info}]
Value rows_json(const std::vector<Row>&);

}  // namespace crucible
