#include "crucible/live/event_tail.hpp"

#include <fstream>
#include <string>

namespace crucible::live {
namespace {

constexpr std::chrono::milliseconds pause(250);

bool is_line_start(const std::filesystem::path& file, std::uint64_t place) {
    if (place == 0) return true;
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(place - 1));
    return in.get() == '\n';
}

/// Sends the whole lines behind `place` and moves it; false once nobody listens.
bool send_lines(const std::filesystem::path& file, std::uint64_t& place,
                serve::EventStream& listener) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return true;
    in.seekg(static_cast<std::streamoff>(place));
    for (std::string line; std::getline(in, line) && !in.eof();) {
        place += line.size() + 1;
        if (!listener.send(std::to_string(place), "", line)) return false;
    }
    return true;
}

}  // namespace

void tail_events(const std::filesystem::path& events, std::uint64_t from,
                 const std::function<bool()>& is_over, serve::EventStream& listener) {
    std::uint64_t place = is_line_start(events, from) ? from : 0;
    while (true) {
        const bool was_over = is_over();  // asked first: what comes last is still read below
        if (!send_lines(events, place, listener)) return;
        if (was_over) break;
        if (!listener.wait(pause)) return;
        std::error_code error;
        if (std::filesystem::file_size(events, error) < place && !error) place = 0;
    }
    listener.send(std::to_string(place), "gone", "");
}

}  // namespace crucible::live
