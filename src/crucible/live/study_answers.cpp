// Studies from the page: checked, started, gone on with. What starts is this program with a study
// file that was checked; no shell is between.

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/live/answers.hpp"
#include "crucible/study/runner.hpp"
#include "crucible/study/study_file.hpp"
#include "crucible/study/toml.hpp"

namespace crucible::live {
namespace {

using serve::Request;
using serve::Response;

constexpr const char* study_state_words[] = {"cached", "ready", "waiting", "interrupted",
                                             "failed", "done",  "running"};

/// A name that can be a folder: what studies are called, too.
bool is_folder_name(const std::string& s) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    return !s.empty() && s.size() <= 64 && s[0] != '-' && std::all_of(s.begin(), s.end(), is_plain);
}

/// What was posted: a whole study, or one step with its parameters.
struct Posted {
    std::string text, name;
};

Posted read_posted(const Request& q) {
    const Value body = parse_json(q.body, "request");
    Posted p{body["study"].text, body["name"].text};
    if (!p.text.empty()) return p;
    const std::string use = body["use"].text, step = use.substr(use.find('.') + 1);
    if (use.find('.') == std::string::npos)
        throw InputError("E-serve-request", "there is neither a study nor a step in the request",
                         "send {\"study\": TEXT} or {\"use\": STEP, \"parameters\": {...}}");
    Value parameters = Value::make_table();
    parameters.set("use", use);
    for (const Member& m : body["parameters"].table) parameters.set(m.key, m.value);
    Value document = Value::make_table();
    document.set("crucible", 1), document.set("kind", use.substr(0, use.find('.')));
    document.set("name", p.name.empty() ? step : p.name), document.set("seed", 1);
    document.set("step", Value::make_table()).set(step, std::move(parameters));
    p.text = to_toml(document);
    return p;
}

Study read_study(const std::string& text, const std::filesystem::path& root,
                 const Registry& registry) {
    return make_study(parse_toml(text, "study.toml"), text, root, registry);
}

Value problems_json(const Problems& problems) {
    Value list = Value::make_list();
    for (const Problem& p : problems.all()) {
        Value v;
        v.set("message", p.message), v.set("cure", p.expected), v.set("code", p.code);
        v.set("line", p.origin.line), v.set("column", p.origin.column), v.set("key", p.where);
        list.push(std::move(v));
    }
    return list;
}

Value steps_json(const Study& study, const RunDirectory& run) {
    Value list = Value::make_list();
    for (const StepState& s : plan_study(study, run)) {
        const StudyStep& step = *study.step(s.name);
        Value v;
        v.set("name", s.name), v.set("use", step.type->name);
        v.set("state", study_state_words[static_cast<int>(s.state)]), v.set("why", s.why);
        v.set("forecast", step.type->forecast ? step.type->forecast(step.object.get()) : "");
        list.push(std::move(v));
    }
    return list;
}

std::string run_name(const Posted& posted, const Study& study) {
    const std::string& name = posted.name.empty() ? study.name : posted.name;
    if (is_folder_name(name)) return name;
    throw InputError("E-serve-request", fmt::format("{} cannot be a folder", in_quotes(name)),
                     "name the study with letters, digits, '-' and '_'");
}

Response check_answer(const RunShelf& shelf, const Registry& registry, const Request& q) {
    Value v, problems = Value::make_list(), steps = Value::make_list();
    std::string text;
    try {
        const Posted posted = read_posted(q);
        text = posted.text;
        const Study study = read_study(text, shelf.root(), registry);
        steps = steps_json(study, {shelf.root() / run_name(posted, study)});
    } catch (const StudyError& e) {
        problems = problems_json(e.problems);
    }
    v.set("problems", std::move(problems)), v.set("study", text), v.set("steps", std::move(steps));
    return serve::json_response(v);
}

/// A folder and a study file of this name that are not there yet: NAME, NAME-2, NAME-3...
std::string free_name(const std::filesystem::path& root, const std::string& wanted) {
    for (int i = 1;; ++i) {
        std::string name = i == 1 ? wanted : fmt::format("{}-{}", wanted, i);
        std::error_code error;
        const auto is_there = [&](const std::filesystem::path& p) {
            return std::filesystem::exists(std::filesystem::symlink_status(p, error));
        };
        if (!is_there(root / name) && !is_there(root / (name + ".toml"))) return name;
    }
}

class StudyAnswers {
public:
    StudyAnswers(RunShelf& shelf, const Registry& registry, std::filesystem::path program)
        : shelf_(shelf), registry_(registry), program_(std::move(program)) {}

    Response start(const Request& q) {
        if (!shelf_.only().empty())
            throw InconsistentError("E-serve-one-run", "one run is served, not a folder of runs",
                                    "serve the folder that it lies in");
        const Posted posted = read_posted(q);
        const Study study = read_study(posted.text, shelf_.root(), registry_);
        const std::lock_guard lock(mutex_);
        const std::string name = free_name(shelf_.root(), run_name(posted, study));
        const auto file = shelf_.root() / (name + ".toml");
        write_atomic(file, posted.text);
        shelf_.started.start(
            name, {program_.string(), "run", file.string(), "-o", (shelf_.root() / name).string()});
        shelf_.expect(name);
        return begun(name);
    }

    Response resume(const std::string& id) {
        const std::lock_guard lock(mutex_);
        if (shelf_.summary(id).state == "running")
            throw InconsistentError("E-run-locked", "this run is going on already",
                                    "stop it first");
        const RunDirectory run = shelf_.find(id);
        std::vector<std::string> command = {program_.string(), "run", study_of(run).string(), "-o",
                                            run.root.string()};
        if (std::filesystem::exists(run.plan()))
            for (const Value& o : read_json(run.plan().string())["overrides"].list)
                command.push_back("--set"), command.push_back(o.text);
        shelf_.started.start(id, command);
        return begun(id);
    }

private:
    /// The study file that the run came from: NAME.toml beside its folder, where it is the same;
    /// else the run's copy, which serves where it names no files.
    std::filesystem::path study_of(const RunDirectory& run) const {
        std::filesystem::path beside = run.root;
        beside += ".toml";
        std::error_code error;
        if (!std::filesystem::exists(run.study(), error) && std::filesystem::exists(beside, error))
            return beside;
        if (std::filesystem::is_regular_file(beside, error) &&
            read_file(beside) == read_file(run.study()))
            return beside;
        try {
            load_study(run.study(), {}, registry_);
        } catch (const StudyError&) {
            throw InconsistentError("E-serve-elsewhere",
                                    "this run was started from a study file elsewhere",
                                    "give the command that started it again");
        }
        return run.study();
    }

    /// Waits until the child has the run in hand, or has said why not.
    Response begun(const std::string& id) {
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(3);
        const auto is_there = [&] { return !shelf_.summary(id).steps.empty(); };
        while (shelf_.started.is_running(id) && !is_there() &&
               std::chrono::steady_clock::now() < patience)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const RunSummary s = shelf_.summary(id);
        if (s.steps.empty() && !shelf_.started.is_running(id))
            throw ResourceError("E-serve-start", fmt::format("the study did not begin: {}", s.text),
                                "see the message; `crucible run` on a terminal tells more");
        Value v;
        v.set("run", id), v.set("state", s.state);
        return serve::json_response(v);
    }

    RunShelf& shelf_;
    const Registry& registry_;
    std::filesystem::path program_;
    std::mutex mutex_;
};

/// A study with faults is told with all of them.
template <class Act>
Response with_problems(const Act& act) {
    try {
        return act();
    } catch (const StudyError& e) {
        Value error, v;
        error.set("code", e.code()), error.set("message", e.message());
        error.set("cure", e.cure()), error.set("file", e.where().file);
        error.set("line", e.where().line), error.set("column", e.where().column);
        v.set("error", std::move(error)), v.set("problems", problems_json(e.problems));
        return serve::json_response(v, 400);
    }
}

}  // namespace

void add_study_routes(serve::Router& router, RunShelf& shelf, const Registry& registry,
                      const std::filesystem::path& program) {
    const auto answers = std::make_shared<StudyAnswers>(shelf, registry, program);
    router.post("/api/check", [&](const Request& q) { return check_answer(shelf, registry, q); });
    router.post("/api/runs", [answers](const Request& q) {
        return with_problems([&] { return answers->start(q); });
    });
    router.post("/api/runs/{run}/resume", [answers](const Request& q) {
        return with_problems([&] { return answers->resume(q.parts.at("run")); });
    });
}

}  // namespace crucible::live
