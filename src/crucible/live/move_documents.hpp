#pragma once
// Moves as a page shows them.

#include <string_view>

#include "crucible/base/value.hpp"
#include "crucible/live/named_reactions.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible::live {

/// Under what a page lists the move: the strategy of its first reason; "learned", "library",
/// "translator" or "recorded", where none speaks for it.
std::string_view strategy_of(const synthesis::Workbook&, const synthesis::Move&);

/// What chemists call the step that makes `product`: the name of its rule, or of a written
/// transform that does the same as a learned template.
std::string step_name(const synthesis::Workbook&, const std::string& product,
                      const synthesis::Move&, const NamedReactions&);

/// Name, rule, prior, reasons with their strategies, warnings, conditions, reference, bonds.
Value move_document(const synthesis::Workbook&, const std::string& product, const synthesis::Move&,
                    NamedReactions&);

}  // namespace crucible::live
