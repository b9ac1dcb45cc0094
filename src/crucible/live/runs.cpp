#include "crucible/live/runs.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/live/event_digest.hpp"
#include "crucible/live/run_owner.hpp"
#include "crucible/report/typography.hpp"
#include "crucible/serve/file_beneath.hpp"
#include "crucible/study/runner.hpp"

namespace crucible::live {
namespace {

constexpr int deepest = 6;            // folders below the served one
constexpr std::size_t most = 20'000;  // folders that are looked into
constexpr std::size_t most_reports = 8;

/// Changes with the file's content: inode, time and size; "" where there is none.
std::string stamp_of(const std::filesystem::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return "";
    return fmt::format("{}:{}.{}:{}", about.st_ino, about.st_mtim.tv_sec, about.st_mtim.tv_nsec,
                       about.st_size);
}

bool is_folder(const std::filesystem::directory_entry& e) {
    std::error_code error;
    return !e.is_symlink(error) && e.is_directory(error) &&
           !e.path().filename().string().starts_with(".");
}

void find_runs(const std::filesystem::path& folder, const std::string& id, int depth,
               std::size_t& looked, std::map<std::string, std::filesystem::path>& out) {
    std::error_code error;
    if (depth > deepest || ++looked > most) return;
    for (const auto& e : std::filesystem::directory_iterator(folder, error)) {
        if (!is_folder(e)) continue;
        const std::string name = e.path().filename().string();
        const std::string inner = id.empty() ? name : id + ":" + name;
        const auto plan = std::filesystem::symlink_status(e.path() / "plan.json", error);
        if (std::filesystem::is_regular_file(plan))
            out.emplace(inner, e.path());
        else
            find_runs(e.path(), inner, depth + 1, looked, out);
    }
}

std::string state_word(const RunSummary& s, bool is_at_work) {
    if (is_at_work) return "running";
    if (!s.steps.empty() && s.done == static_cast<int>(s.steps.size())) return "complete";
    for (const StepSummary& step : s.steps)
        if (step.state == "failed") return "failed";
    return s.date.empty() ? "empty" : "stopped";
}

}  // namespace

bool is_plain_file(const RunDirectory& run, const std::filesystem::path& file) {
    std::error_code error;
    return !std::filesystem::exists(std::filesystem::symlink_status(run.root / file, error)) ||
           serve::is_beneath(run.root, file);
}

/// What was read of a run, and the stamps of the files that it was read from.
struct RunShelf::Known {
    std::mutex mutex;
    EventDigest events;
    std::string plan_stamp, rows_stamp;
    Value plan;
    std::map<std::string, std::pair<std::string, Value>> statuses;  ///< stamp and content
    int passed = 0, missed = 0, informing = 0;
    std::shared_ptr<const MadeReport> report;

    const Value& status(const RunDirectory& run, const std::string& step) {
        auto& [stamp, content] = statuses[step];
        const std::string now = stamp_of(run.status(step));
        if (now != stamp) {
            content = is_plain_file(run, std::filesystem::path("steps") / step / "status.json")
                          ? read_status(run, step)
                          : Value();
            stamp = now;
        }
        return content;
    }
    void count_checks(const RunDirectory& run, const std::string& stamp) {
        if (stamp == rows_stamp) return;
        passed = missed = informing = 0;
        rows_stamp = stamp;
        if (!std::filesystem::exists(run.store()) || !is_plain_file(run, "results.db")) return;
        for (const Row& r : run_rows(run)) {
            passed += r.check == Row::Check::pass;
            missed += r.check == Row::Check::fail;
            informing += r.check == Row::Check::info;
        }
    }
    StepSummary step(const RunDirectory& run, const Value& planned) {
        StepSummary s;
        s.name = planned["name"].text, s.use = planned["use"].text;
        s.parameters = planned["parameters"], s.outputs = planned["outputs"];
        const Value& now = status(run, s.name);
        s.state = now.is(Value::Kind::none) ? "not run" : now["state"].text;
        s.error = now["error"], s.made = now["outputs"];
        const EventDigest::Step& seen = events.steps[s.name];
        s.seconds = s.state == "done" ? seen.seconds : seen.last - seen.began;
        s.done = seen.done, s.total = seen.total;
        return s;
    }
};

RunShelf::RunShelf(const std::filesystem::path& root, std::string only)
    : root_(std::filesystem::canonical(root)), only_(std::move(only)), viewers_(viewer_scripts()) {}

RunShelf::~RunShelf() = default;

void RunShelf::look() {
    const auto now = std::chrono::steady_clock::now();
    if (has_looked_ && now - looked_ < std::chrono::seconds(1)) return;
    std::map<std::string, std::filesystem::path> found;
    std::size_t looked = 0;
    if (only_.empty())
        find_runs(root_, "", 1, looked, found);
    else
        found.emplace(only_, root_ / only_);
    for (const auto& [id, folder] : folders_) {
        if (found.contains(id))
            expected_.erase(id);
        else if (expected_.contains(id) || started.is_running(id))
            found.emplace(id, folder);
        else
            started.forget(id);  // its folder was taken away
    }
    folders_ = std::move(found);
    std::erase_if(known_, [&](const auto& k) { return !folders_.contains(k.first); });
    looked_ = std::chrono::steady_clock::now(), has_looked_ = true;
}

std::vector<std::string> RunShelf::ids() {
    const std::lock_guard lock(mutex_);
    look();
    std::vector<std::string> out;
    for (const auto& [id, folder] : folders_) out.push_back(id);
    return out;
}

RunDirectory RunShelf::find(const std::string& id) {
    const std::lock_guard lock(mutex_);
    look();
    const auto found = folders_.find(id);
    if (found == folders_.end())
        throw IoError("E-serve-run-missing", "there is no such run below the served folder",
                      "it may have been moved; see the list of runs");
    return {found->second};
}

void RunShelf::expect(const std::string& id) {
    const std::lock_guard lock(mutex_);
    std::string path = id;
    std::replace(path.begin(), path.end(), ':', '/');
    folders_.emplace(id, root_ / path);
    expected_.insert(id);
}

std::shared_ptr<RunShelf::Known> RunShelf::known(const std::string& id) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Known>& k = known_[id];
    if (!k) k = std::make_shared<Known>();
    return k;
}

RunSummary RunShelf::summary(const std::string& id) {
    const RunDirectory run = find(id);
    const auto k = known(id);
    const std::lock_guard lock(k->mutex);
    RunSummary s;
    s.id = id, s.is_own = started.has(id);
    const bool is_at_work = started.is_running(id) || is_running(run);
    if (const std::string now = stamp_of(run.plan()); now != k->plan_stamp) {
        k->plan = now.empty() ? Value() : read_json(run.plan().string());
        k->plan_stamp = now;
    }
    if (is_plain_file(run, "events.jsonl")) k->events.read_on(run.events());
    s.name = k->plan["name"].text, s.kind = k->plan["kind"].text;
    if (s.name.empty()) s.name = run.root.filename().string();
    s.stamp = k->plan_stamp;
    for (const Value& planned : k->plan["steps"].list) {
        StepSummary step = k->step(run, planned);
        s.stamp += "/" + k->statuses[step.name].first;
        if (step.state == "running" && !is_at_work) step.state = "interrupted";  // it was killed
        s.done += step.state == "done";
        if (step.state == "done")
            s.fraction += 1;
        else if (step.total > 0)
            s.fraction += std::clamp(step.done / step.total, 0.0, 1.0);
        s.seconds += step.seconds;
        s.steps.push_back(std::move(step));
    }
    if (!s.steps.empty()) s.fraction /= static_cast<double>(s.steps.size());
    k->count_checks(run, s.stamp);
    s.passed = k->passed, s.missed = k->missed, s.informing = k->informing;
    s.date = k->events.date, s.text = k->events.text;
    if (s.steps.empty()) s.text = is_at_work ? "starting" : started.said(id);
    s.state = s.steps.empty() && s.is_own && !is_at_work ? "failed" : state_word(s, is_at_work);
    s.stamp += fmt::format("/{}/{}", k->events.turns, s.state);
    return s;
}

RunData RunShelf::read(const std::string& id) {
    const RunDirectory run = find(id);
    std::vector<std::filesystem::path> files = {"plan.json", "study.toml", "events.jsonl",
                                                "results.db"};
    if (!std::filesystem::exists(run.plan()))
        throw IoError("E-serve-run-missing", "the run has not begun yet", "wait a moment");
    const Value plan = read_json(run.plan().string());
    for (const Value& s : plan["steps"].list) {
        const auto step = std::filesystem::path("steps") / s["name"].text;
        files.push_back(step / "status.json");
        if (!is_plain_file(run, step / "status.json")) break;  // told below
        const Value status = read_status(run, s["name"].text);
        for (const Member& m : status["outputs"].table)
            files.push_back(step / "out" / m.value["file"].text);
    }
    for (const auto& file : files)
        if (!is_plain_file(run, file))
            throw InconsistentError(
                "E-serve-run-link",
                fmt::format("{} of this run is a link or leads out of it", file.string()),
                "put the file itself there", {run.root.string()});
    return RunData(run);
}

namespace {

/// What a reader of a run that goes on wants to know; the page itself says "stopped".
void say_state(const RunSummary& s, report::Page& page) {
    if (s.state != "running") return;
    page.state = report::State::running;
    std::string at;
    for (const StepSummary& step : s.steps)
        if (step.state == "running") at = " at step " + report::marked(step.name);
    page.state_note = fmt::format("Running{}; {} of {} steps done.", at, s.done, s.steps.size());
}

}  // namespace

void RunShelf::keep_report(const std::shared_ptr<Known>& of) {
    std::erase(reported_, of);
    reported_.push_back(of);
    if (reported_.size() <= most_reports) return;
    const std::shared_ptr<Known> oldest = reported_.front();
    reported_.pop_front();
    const std::lock_guard lock(oldest->mutex);
    oldest->report.reset();
}

std::shared_ptr<const MadeReport> RunShelf::made_report(const std::string& id) {
    const RunSummary s = summary(id);
    const auto k = known(id);
    const std::lock_guard making(making_);  // pages are made one at a time
    {
        const std::lock_guard lock(k->mutex);
        if (k->report && k->report->stamp == s.stamp) return k->report;
    }
    const RunData run = read(id);
    auto made = std::make_shared<MadeReport>();
    made->stamp = s.stamp, made->rows = run.rows;
    made->page = run_page(run);
    say_state(s, made->page);
    made->page.files.clear();  // its links are to what lies beside report.html on disk
    made->page.documents.clear();
    made->html = report::render(made->page, {viewers_.structures, viewers_.volumes});
    {
        const std::lock_guard lock(k->mutex);
        k->report = made;
    }
    keep_report(k);
    return made;
}

}  // namespace crucible::live
