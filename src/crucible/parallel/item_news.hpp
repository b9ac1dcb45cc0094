#pragma once
// Events of work items as one line of text: how workers, ranks and their owner pass them on.

#include <optional>
#include <string>
#include <string_view>

#include "crucible/base/run_context.hpp"

namespace crucible {

/// "KIND VALUE TOTAL UNIT<tab>TEXT", without line ends.
std::string event_line(const Event&);
/// The views of the event point into `line`; nothing for what is no such line.
std::optional<Event> parse_event_line(std::string_view line);

}  // namespace crucible
