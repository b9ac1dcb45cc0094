#include "crucible/serve/event_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crucible::serve {
namespace {

/// A field of one line: what would end it is left out.
std::string one_line(std::string_view text) {
    std::string out(text);
    std::erase_if(out, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
    return out;
}

}  // namespace

std::string event_text(std::string_view id, std::string_view name, std::string_view data) {
    std::string out;
    if (!id.empty()) out += fmt::format("id: {}\n", one_line(id));
    if (!name.empty()) out += fmt::format("event: {}\n", one_line(name));
    while (true) {
        const std::size_t end = data.find('\n');
        out += fmt::format("data: {}\n", one_line(data.substr(0, end)));
        if (end == std::string_view::npos) break;
        data.remove_prefix(end + 1);
    }
    return out + "\n";
}

bool EventWriter::chunk(std::string_view text) {
    if (state_ == State::gone) return false;
    last_ = Clock::now();
    if (!connection_.write(fmt::format("{:x}\r\n{}\r\n", text.size(), text))) state_ = State::gone;
    return state_ == State::open;
}

bool EventWriter::send(std::string_view id, std::string_view name, std::string_view data) {
    return chunk(event_text(id, name, data));
}

bool EventWriter::wait(std::chrono::milliseconds time) {
    const Clock::time_point end = Clock::now() + time;
    while (state_ == State::open) {
        const Clock::time_point beat = last_ + heartbeat_;
        const auto pause =
            std::chrono::ceil<std::chrono::milliseconds>(std::min(end, beat) - Clock::now());
        if (!connection_.listens(std::max(pause, std::chrono::milliseconds(0)))) {
            state_ = State::gone;
            return false;
        }
        if (Clock::now() >= beat && !chunk(": still here\n\n")) return false;
        if (Clock::now() >= end) return true;
    }
    return false;
}

void EventWriter::close() {
    if (state_ == State::open) connection_.write("0\r\n\r\n");
}

}  // namespace crucible::serve
