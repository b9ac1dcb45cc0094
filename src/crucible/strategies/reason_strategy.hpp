#pragma once
// Which strategy speaks in a reason of a move.

#include <string_view>

namespace crucible::strategies {

/// The strategy, as a study names it ("topological"), whose sentence this is; "" for none of them.
/// Moves keep their reasons as sentences alone, in files too: the opening words tell.
std::string_view strategy_of_reason(std::string_view reason);

}  // namespace crucible::strategies
