#pragma once
// What the server answers about workbooks (docs/live.md, "Workbooks").

#include <filesystem>

#include "crucible/serve/server.hpp"

namespace crucible::live {

/// Adds all requests below /api/workbooks, for the workbooks of `root`/workbooks.
void add_workbook_routes(serve::Router&, const std::filesystem::path& root);

}  // namespace crucible::live
