#pragma once
// The routes of the live page. docs/live.md has what each answers.

#include "crucible/live/runs.hpp"
#include "crucible/serve/server.hpp"
#include "crucible/study/registry.hpp"

namespace crucible::live {

/// Runs, their events, reports, figures; stop. The shelf must outlive the server.
void add_run_routes(serve::Router&, RunShelf&);
/// Tables, structures, files and previews of runs.
void add_output_routes(serve::Router&, RunShelf&);
/// Step types as forms, templates.
void add_step_routes(serve::Router&, const Registry&);
/// Studies: checked, started, resumed. `program` is started for them.
void add_study_routes(serve::Router&, RunShelf&, const Registry&,
                      const std::filesystem::path& program);
/// Files that studies may name, and uploads, which arrive in `uploads` below the root.
void add_input_routes(serve::Router&, RunShelf&);
/// The page itself, its scripts, and what program this is.
void add_page_routes(serve::Router&, const RunShelf&, serve::Access);

/// Of a query: a whole number that is not negative, or `otherwise`. Throws InputError
/// (E-serve-request).
std::int64_t query_number(const serve::Request&, const std::string& name, std::int64_t otherwise);

}  // namespace crucible::live
