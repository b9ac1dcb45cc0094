#pragma once
// What a long computation is given: where to talk, when to stop, which random numbers.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "crucible/base/random.hpp"

namespace crucible {

/// Something that happened, for terminal, log, Python and page alike.
struct Event {
    enum class Kind { log, warning, progress, metric, state } kind = Kind::log;
    std::string_view step, text, unit;
    double value = 0, total = 0;
};
using EventSink = std::function<void(const Event&)>;

/// Asked to stop: 0 no, 1 finish the item in hand and save, 2 now. Safe in a signal handler.
class StopToken {
public:
    void request() { level_.fetch_add(1, std::memory_order_relaxed); }
    int level() const { return level_.load(std::memory_order_relaxed); }

private:
    std::atomic<int> level_{0};
};

/// Thrown by `RunContext::check`, caught by the runner alone.
struct Stopped {};

class RunContext {
public:
    RunContext(std::string step, std::uint64_t seed, EventSink sink, const StopToken* stop)
        : step_(std::move(step)), seed_(seed), sink_(std::move(sink)), stop_(stop) {}

    void log(std::string_view text) const { send({Event::Kind::log, step_, text, "", 0, 0}); }
    void warn(std::string_view text) const { send({Event::Kind::warning, step_, text, "", 0, 0}); }
    /// Call freely; sinks throttle.
    void progress(double done, double total, std::string_view unit) const {
        send({Event::Kind::progress, step_, "", unit, done, total});
    }
    /// The one number that matters now.
    void metric(std::string_view name, double value, std::string_view unit) const {
        send({Event::Kind::metric, step_, name, unit, value, 0});
    }
    bool stopping() const { return stop_level() > 0; }
    /// As `StopToken::level`; 0 where nobody can ask.
    int stop_level() const { return stop_ ? stop_->level() : 0; }
    /// Throws Stopped once a stop was asked for; call at least once a second.
    void check() const {
        if (stopping()) throw Stopped{};
    }
    RandomStream stream(StreamId id, std::uint64_t item = 0, std::uint32_t step = 0) const {
        return {seed_, id, item, step};
    }
    /// For a part of the work: its progress from 0 to all counts as `from` to `to` of 1.
    RunContext part(double from, double to) const {
        RunContext c = *this;
        if (sink_)
            c.sink_ = [sink = sink_, from, to](const Event& e) {
                Event out = e;
                if (e.kind == Event::Kind::progress && e.total > 0)
                    out.value = from + (to - from) * e.value / e.total, out.total = 1;
                sink(out);
            };
        return c;
    }
    const std::string& step() const { return step_; }
    std::uint64_t seed() const { return seed_; }

private:
    void send(const Event& e) const {
        if (sink_) sink_(e);
    }
    std::string step_;
    std::uint64_t seed_;
    EventSink sink_;
    const StopToken* stop_;
};

}  // namespace crucible
