#pragma once
// What a page does in a workbook, in the words of the terminal.

#include "crucible/base/value.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible::live {

/// One action: `action` is a command of docs/workbook.md, the other fields are what it names
/// (docs/live.md). Throws InputError (E-workbook-request, E-workbook-action), and the workbook is
/// as it was. Undoing where nothing was done changes nothing.
void act_on(synthesis::Workbook&, const Value& request);

}  // namespace crucible::live
