#pragma once
// The run directory: where things are, and the lock.

#include <filesystem>
#include <string>

#include "crucible/base/value.hpp"

namespace crucible {

struct RunDirectory {
    std::filesystem::path root;

    std::filesystem::path study() const { return root / "study.toml"; }
    std::filesystem::path plan() const { return root / "plan.json"; }
    std::filesystem::path events() const { return root / "events.jsonl"; }
    std::filesystem::path store() const { return root / "results.db"; }
    std::filesystem::path report() const { return root / "report.html"; }
    std::filesystem::path lock() const { return root / "LOCK"; }
    std::filesystem::path step(std::string_view name) const { return root / "steps" / name; }
    std::filesystem::path old_step(std::string_view name, const std::string& key) const {
        return root / "steps" / ".old" / (std::string(name) + "-" + key.substr(0, 12));
    }
    std::filesystem::path status(std::string_view name) const { return step(name) / "status.json"; }
};

/// status.json of a step, or an empty value.
Value read_status(const RunDirectory&, std::string_view step);
/// Throws IoError (E-run-missing) unless `root` is a run directory.
RunDirectory open_run(const std::filesystem::path& root);

/// Held for the life of a run; a dead process frees it. Throws IoError (E-run-locked) naming the
/// owner.
class RunLock {
public:
    explicit RunLock(const RunDirectory&);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

private:
    int fd_;
};

}  // namespace crucible
