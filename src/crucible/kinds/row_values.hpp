#pragma once
// Results rows as JSON, which every --json and the live page give, and what each row is.

#include <string>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/data/store.hpp"

namespace crucible {

/// [{id, value, unit, error, n, reference: {value, error, source}, check: pass, fail or info}]
Value rows_json(const std::vector<Row>&);

/// What the step that gave the row "step.row" says that it is, from a run's plan; "" where the
/// plan, perhaps of an older program, does not say.
std::string row_meaning(const Value& plan, const std::string& id);

}  // namespace crucible
