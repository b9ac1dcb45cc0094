#pragma once
// Names of transforms as a chemist says them.

#include <string>
#include <string_view>

namespace crucible::strategies {

/// "ROBINSON ANNULATION" as "Robinson annulation": lower case but for people and formulas.
std::string spoken_name(std::string_view name);

}  // namespace crucible::strategies
