#pragma once
// Moves as a page shows them.

#include <string_view>

#include "crucible/base/value.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible::live {

/// Under what a page lists the move: the strategy of its first reason; "learned", "library",
/// "translator" or "recorded", where none speaks for it.
std::string_view strategy_of(const synthesis::Workbook&, const synthesis::Move&);

/// Name, rule, prior, reasons with their strategies, warnings, conditions, reference, bonds.
Value move_document(const synthesis::Workbook&, const synthesis::Move&);

}  // namespace crucible::live
