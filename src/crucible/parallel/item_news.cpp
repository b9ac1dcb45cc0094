#include "crucible/parallel/item_news.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/text.hpp"

namespace crucible {

std::string event_line(const Event& e) {
    std::string text(e.text);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return fmt::format("{} {} {} {}\t{}", static_cast<int>(e.kind), e.value, e.total, e.unit, text);
}

std::optional<Event> parse_event_line(std::string_view line) {
    const std::size_t tab = line.find('\t');
    if (tab == line.npos) return std::nullopt;
    const auto parts = words(line.substr(0, tab));
    if (parts.size() < 3) return std::nullopt;
    const auto kind = to_integer(parts[0].text);
    const auto value = to_double(parts[1].text), total = to_double(parts[2].text);
    if (!kind || !value || !total) return std::nullopt;
    return Event{static_cast<Event::Kind>(*kind),       "",     line.substr(tab + 1),
                 parts.size() > 3 ? parts[3].text : "", *value, *total};
}

}  // namespace crucible
