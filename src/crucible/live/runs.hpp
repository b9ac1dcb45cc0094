#pragma once
// The runs below the served folder: found, looked up by id, and what is known of each.

#include <chrono>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/live/started_studies.hpp"
#include "crucible/report/page.hpp"
#include "crucible/study/run_directory.hpp"

namespace crucible::live {

struct StepSummary {
    std::string name, use, state;  ///< "not run", "running", "done", "failed", "interrupted"
    double seconds = 0, done = 0, total = 0;
    Value error, parameters, outputs, made;  ///< of step and status documents
};

struct RunSummary {
    std::string id, name, kind, state;  ///< running, complete, stopped, failed, empty
    std::vector<StepSummary> steps;
    int done = 0;
    double fraction = 0, seconds = 0;
    std::string text, date;
    int passed = 0, missed = 0, informing = 0;  ///< checks
    bool is_own = false;                        ///< started here
    std::string stamp;                          ///< changes when the report would
};

/// The report of a run as it was when its files said so.
struct MadeReport {
    std::string stamp;
    report::Page page;
    std::vector<Row> rows;
    std::string html;
};

class RunShelf {
public:
    /// `only`: the one run below `root` to be shown, or "" for all. `root` is made absolute.
    explicit RunShelf(const std::filesystem::path& root, std::string only = "");
    ~RunShelf();

    const std::filesystem::path& root() const { return root_; }
    const std::string& only() const { return only_; }
    /// Ids of all runs, those that are starting as well. Looks at the disk at most once a second.
    std::vector<std::string> ids();
    /// Throws IoError (E-serve-run-missing) for an id that is not among `ids`.
    RunDirectory find(const std::string& id);
    RunSummary summary(const std::string& id);
    /// Throws InconsistentError (E-serve-run-link) for a run with links in place of its files.
    RunData read(const std::string& id);
    /// Made again when the run's stamp is another.
    std::shared_ptr<const MadeReport> made_report(const std::string& id);
    /// A run that was started and may not have made its directory yet.
    void expect(const std::string& id);

    StartedStudies started;

private:
    struct Known;
    std::shared_ptr<Known> known(const std::string& id);
    void look();
    /// Of many runs only the reports made last stay in memory. Under `making_`.
    void keep_report(const std::shared_ptr<Known>&);
    std::filesystem::path root_;
    std::string only_;
    std::mutex mutex_, making_;
    std::chrono::steady_clock::time_point looked_{};
    bool has_looked_ = false;
    std::map<std::string, std::filesystem::path> folders_;
    std::set<std::string> expected_;  ///< started, and still without a plan
    std::map<std::string, std::shared_ptr<Known>> known_;
    std::deque<std::shared_ptr<Known>> reported_;  ///< with a report, the oldest first
    const ViewerScripts viewers_;
};

/// Whether the file or folder is beneath the run and no part of its way is a link; what is not
/// there is fine.
bool is_plain_file(const RunDirectory&, const std::filesystem::path& file);

}  // namespace crucible::live
