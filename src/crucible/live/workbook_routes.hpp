#pragma once
// What the server answers about workbooks (docs/live.md, "Workbooks").

#include <filesystem>

#include "crucible/serve/server.hpp"

namespace crucible::live {

/// Adds all requests below /api/workbooks, for the workbooks of `root`/workbooks. Where a page only
/// shows, what rules answered is not written into their files.
void add_workbook_routes(serve::Router&, const std::filesystem::path& root,
                         serve::Access = serve::Access::full);

}  // namespace crucible::live
