#include "crucible/live/event_digest.hpp"

#include <fmt/format.h>

#include <fstream>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"

namespace crucible::live {

void EventDigest::take(const Value& e) {
    const std::string &name = e["step"].text, &kind = e["kind"].text, &said = e["text"].text;
    Step& step = steps[name];
    date = e["time"].text;
    step.last = e["seconds"].real();
    if (kind == "progress") {
        step.done = e["value"].real(), step.total = e["total"].real(), step.unit = e["unit"].text;
        text = fmt::format("{}: {}/{} {}", name, number_text(step.done, 4),
                           number_text(step.total, 4), step.unit);
    }
    if (kind == "warning" || kind == "state") ++turns;
    if (kind != "state") return;
    text = fmt::format("{}: {}", name, said);
    if (said == "running") step = {step.last, step.last, 0, 0, 0, ""};
    if (said == "done") step.seconds = step.last - step.began;
}

void EventDigest::read_on(const std::filesystem::path& events) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(events, error);
    if (error || size == place_) return;
    if (size < place_) *this = {};
    std::ifstream file(events, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(place_));
    std::string text_now(size - place_, '\0');
    file.read(text_now.data(), static_cast<std::streamsize>(text_now.size()));
    text_now.resize(static_cast<std::size_t>(file.gcount()));
    const std::size_t end = text_now.rfind('\n');
    if (end == std::string::npos) return;  // a line that is still being written
    text_now.resize(end + 1);
    place_ += text_now.size();
    LineReader lines(text_now, events.string());
    for (std::string_view line; lines.next(line);) {
        try {
            take(parse_json(line, lines.file()));
        } catch (const InputError&) {
            ++turns;  // a line cut short by a kill
        }
    }
}

}  // namespace crucible::live
