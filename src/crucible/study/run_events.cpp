#include "crucible/study/run_events.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "crucible/base/text.hpp"

namespace crucible {
namespace {
constexpr const char* event_words[] = {"log", "warning", "progress", "metric", "state"};

void append_line(const std::filesystem::path& file, const std::string& line) {
    if (std::FILE* f = std::fopen(file.c_str(), "ae")) {
        std::fputs(line.c_str(), f);
        std::fclose(f);
    }
}
}  // namespace

RunEvents::RunEvents(const RunDirectory& run, EventSink next)
    : run_(run),
      next_(std::move(next)),
      file_(std::fopen(run.events().c_str(), "ae")),
      start_(std::chrono::steady_clock::now()) {}

RunEvents::~RunEvents() {
    if (file_) std::fclose(file_);
}

EventSink RunEvents::sink() {
    return [this](const Event& e) { take(e); };
}

void RunEvents::state(std::string_view step, std::string_view what) {
    take({Event::Kind::state, step, what, "", 0, 0});
}

/// Progress is called freely: the caller is shown 10 a second, the file gets one.
void RunEvents::take(const Event& e) {
    const auto now = std::chrono::steady_clock::now();
    const bool last = e.kind != Event::Kind::progress || e.value >= e.total;
    if (next_ && (last || now - last_shown_ > std::chrono::milliseconds(100))) {
        last_shown_ = now;
        next_(e);
    }
    if (e.kind == Event::Kind::progress && !last) {
        if (now - last_progress_ < std::chrono::seconds(1)) return;
        last_progress_ = now;
    }
    write(e);
}

void RunEvents::write(const Event& e) {
    if (!file_) return;  // a log that cannot be written must not stop the science
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    Value v;
    v.set("time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))));
    v.set("seconds", Value(static_cast<double>(static_cast<std::int64_t>(seconds * 1000)) / 1000));
    v.set("kind", event_words[static_cast<int>(e.kind)]), v.set("step", e.step);
    if (!e.text.empty()) v.set("text", e.text);
    if (e.kind == Event::Kind::progress || e.kind == Event::Kind::metric) v.set("value", e.value);
    if (e.kind == Event::Kind::progress) v.set("total", e.total);
    if (!e.unit.empty()) v.set("unit", e.unit);
    std::fputs((to_json(v) + "\n").c_str(), file_);
    std::fflush(file_);
    if (e.kind == Event::Kind::log || e.kind == Event::Kind::warning)
        append_line(run_.step(e.step) / "log.txt",
                    fmt::format("{}: {}\n", event_words[static_cast<int>(e.kind)], e.text));
    if (e.kind == Event::Kind::metric)
        append_line(
            run_.step(e.step) / "trace.csv",
            fmt::format("{:.3f},{},{},{}\n", seconds, e.text, number_text(e.value), e.unit));
}

}  // namespace crucible
