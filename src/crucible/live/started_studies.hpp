#pragma once
// Studies that this program started as children: told to stop, heard to their end.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace crucible::live {

class StartedStudies {
public:
    StartedStudies();
    /// Stops what still runs, as Ctrl-C would, and waits for it.
    ~StartedStudies();
    StartedStudies(const StartedStudies&) = delete;
    StartedStudies& operator=(const StartedStudies&) = delete;

    /// `command[0]` is the program. Throws InconsistentError (E-run-locked) while a child works
    /// for this run, ResourceError (E-worker-start).
    void start(const std::string& run, const std::vector<std::string>& command);
    /// Whether a child was started for this run, whatever became of it.
    bool has(const std::string& run) const;
    bool is_running(const std::string& run) const;
    /// What the last child of this run wrote to its error stream, the end of it.
    std::string said(const std::string& run) const;
    /// As Ctrl-C: it finishes the items in hand and saves; asked twice it ends at once. False
    /// without a running child.
    bool stop(const std::string& run);
    /// Nothing is known of this run any more, unless its child still runs.
    void forget(const std::string& run);
    int running() const;
    void stop_all();

private:
    struct Study;
    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Study>> studies_;
};

}  // namespace crucible::live
