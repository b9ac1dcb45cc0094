#pragma once
// Events of a run: passed on to the caller, written to events.jsonl and the step's log and trace.

#include <chrono>
#include <cstdio>
#include <map>
#include <string>

#include "crucible/base/run_context.hpp"
#include "crucible/study/run_directory.hpp"

namespace crucible {

class RunEvents {
public:
    RunEvents(const RunDirectory&, EventSink next);
    ~RunEvents();
    RunEvents(const RunEvents&) = delete;
    RunEvents& operator=(const RunEvents&) = delete;

    EventSink sink();
    void state(std::string_view step, std::string_view what);

private:
    void take(const Event&);
    void write(const Event&);
    const RunDirectory& run_;
    EventSink next_;
    std::FILE* file_;
    std::chrono::steady_clock::time_point start_, last_progress_, last_shown_;
};

}  // namespace crucible
