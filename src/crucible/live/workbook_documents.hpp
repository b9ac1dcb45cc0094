#pragma once
// Workbooks as documents for a page: what docs/live.md calls STATE, moves and comparisons.

#include <string>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/live/named_reactions.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible::live {

/// Routes that a page is shown of a search.
inline constexpr std::size_t shown_routes = 12;

/// Tree, score, constraints, kept and found routes, and the drawings of all of it.
Value state_document(const synthesis::Workbook&, PageMemory&);

/// Moves of a molecule in groups by the strategy that speaks for them; the group with the likeliest
/// move comes first, numbers are those of the whole list.
Value moves_document(const synthesis::Workbook&, int molecule,
                     const std::vector<synthesis::ListedMove>&, PageMemory&);

/// Two routes by the names that `Workbook::route_called` knows; steps of both are marked.
Value comparison_document(const synthesis::Workbook&, const std::string& first,
                          const std::string& second, PageMemory&);

/// How many molecules of the tree are neither made nor bought.
int count_open(const synthesis::Workbook&);
Value score_document(const synthesis::RouteScore&);

/// What an action did, for those who undo it: "freeze bond 4-5 of molecule 1".
std::string action_words(const synthesis::WorkbookAction&);

}  // namespace crucible::live
