#pragma once
// events.jsonl as it grows, line by line, for browsers that listen.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "crucible/serve/server.hpp"

namespace crucible::live {

/// Sends every line behind byte `from` with the place behind it as id, then what comes, until
/// nobody listens, or `is_over` and all was said ("gone"). A place inside of a line or behind the
/// end counts as the beginning: then the file is another.
void tail_events(const std::filesystem::path& events, std::uint64_t from,
                 const std::function<bool()>& is_over, serve::EventStream&);

}  // namespace crucible::live
