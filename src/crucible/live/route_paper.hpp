#pragma once
// Routes of a workbook on paper.

#include <string>

#include "crucible/synthesis/workbook.hpp"

namespace crucible::live {

/// The tree as it is and the kept routes, one to a page, as PDF; "" where the program was built
/// without what prints.
std::string printed_routes(const synthesis::Workbook&, const std::string& title);

}  // namespace crucible::live
