#pragma once
// One workbook that a page works on: locked, saved after every action, searched in the background.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "crucible/base/run_context.hpp"
#include "crucible/live/named_reactions.hpp"
#include "crucible/live/opened_plans.hpp"
#include "crucible/serve/server.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible::live {

/// What is told of a workbook besides what is in its file.
struct WorkbookLabel {
    std::string name;
    Value setup;  ///< as the page sent it
};

/// Where a workbook lies: FOLDER/ID.json is what the terminal writes, FOLDER/ID.settings.json its
/// label, FOLDER/ID.files/ what was exported.
struct WorkbookPlace {
    std::filesystem::path folder;
    std::string id;
    serve::Access access = serve::Access::full;

    std::filesystem::path book() const { return folder / (id + ".json"); }
    std::filesystem::path label() const { return folder / (id + ".settings.json"); }
    std::filesystem::path files() const { return folder / (id + ".files"); }
};

/// May be called from several threads. While a search runs the workbook can be looked at, and
/// every action throws InconsistentError (E-workbook-busy).
class ShelvedWorkbook {
public:
    ShelvedWorkbook(WorkbookPlace, WorkbookLabel, WorkbookSetup, synthesis::Workbook, OpenedPlans&,
                    PageMemory&);
    /// Ends a search, keeps what it has found.
    ~ShelvedWorkbook();

    /// {id, target, name, depiction, open, score}.
    Value summary();
    Value state();
    /// Asks the rules where the molecule was not asked about before.
    Value moves(int molecule);
    /// `act_on`; then saves and gives the state.
    Value act(const Value& request);
    /// Begins a search for routes to a molecule; {search: its number}.
    Value search(const Value& request);
    void stop();
    Value compare(const std::string& first, const std::string& second);
    /// Writes the files that the terminal's `export` writes, and pages of paper where the program
    /// can print: {files: [{name, bytes}]}.
    Value export_files();
    /// Tells how far a search is, until it has ended or nobody listens.
    void follow(serve::EventStream&);

    /// The workbook as the terminal writes it; its label.
    void save() const;
    void save_label() const;

private:
    /// How far a search is.
    struct Progress {
        int number = 0, molecule = 0;
        bool is_running = false, is_waiting = false;
        double done = 0, total = 0, seconds = 0;
        std::string unit, end, fault;
        std::size_t routes = 0;
        std::int64_t version = 0;
    };

    void require_free() const;
    std::unique_lock<std::timed_mutex> ask_plan();
    struct Search;
    void run_search(Search);
    void finish_search(Search*, std::string fault);
    void tell(const Event&);
    Value progress_document() const;
    Value state_unlocked();

    const WorkbookPlace place_;
    WorkbookLabel label_;
    WorkbookSetup setup_;
    OpenedPlans& plans_;
    PageMemory& page_;

    std::mutex mutex_;  ///< of all below but progress
    synthesis::Workbook book_;
    std::shared_ptr<SharedPlan> plan_;  ///< once it was needed
    std::shared_ptr<StopToken> stop_;
    std::thread searching_;

    mutable std::mutex progress_mutex_;
    Progress progress_;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace crucible::live
