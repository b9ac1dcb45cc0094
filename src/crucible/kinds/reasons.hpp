#pragma once
// Why things were left out, as rows of a step.

#include <cstdint>
#include <map>
#include <string>

#include "crucible/study/step_run.hpp"

namespace crucible {

/// Rows without.1, without.2 ...: the reasons that came up most often, at most `most`.
void give_reasons(StepRun&, const std::map<std::string, std::int64_t>& counts, std::size_t most);

}  // namespace crucible
