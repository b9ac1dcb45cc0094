// new, check, plan, run.

#include <fmt/format.h>

#include "app.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/study/plan.hpp"
#include "options.hpp"
#include "output.hpp"

namespace crucible::app {
namespace {

constexpr const char* state_words[] = {"cached", "ready", "waiting", "interrupted",
                                       "failed", "done",  "running"};

RunDirectory run_of(const Study& study, const std::string& output) {
    if (!output.empty()) return {output};
    return {std::filesystem::path("runs") / (study.name.empty() ? "study" : study.name)};
}

Value states_json(const std::vector<StepState>& states) {
    Value list = Value::make_list();
    for (const StepState& s : states) {
        Value v;
        v.set("step", s.name), v.set("state", state_words[static_cast<int>(s.state)]);
        v.set("why", s.why), v.set("key", s.key);
        list.push(std::move(v));
    }
    return list;
}

int end_of_run(const RunDirectory& run, RunEnd end, Flag json) {
    const std::filesystem::path report = write_report(run, viewer_scripts());
    const std::vector<Row> rows = run_rows(run);
    const bool bad = std::any_of(rows.begin(), rows.end(),
                                 [](const Row& r) { return r.check == Row::Check::fail; });
    if (json == Flag::on) {
        Value v;
        v.set("schema", 1), v.set("run", run.root.string());
        v.set("state", end == RunEnd::done ? "done" : "interrupted");
        v.set("rows", rows_json(rows)), v.set("report", report.string());
        fmt::print("{}", to_json(v, JsonStyle::pretty));
    } else if (end == RunEnd::done) {
        fmt::print("{}\nreport: {}\n", rows_text(rows), report.string());
    }
    if (end == RunEnd::interrupted) {
        fmt::print(stderr, "interrupted; run the same command again to go on\n");
        return Exit::interrupted;
    }
    return bad ? Exit::check_failed : Exit::ok;
}

/// What --dry-run prints: a paragraph for each step that would run and has work items.
int print_launches(const App& app, const Study& study, const RunDirectory& run,
                   const ExecutorChoice& where) {
    for (const StepState& s : plan_study(study, run)) {
        const StudyStep& step = *study.step(s.name);
        if (s.state == StepState::State::cached) {
            fmt::print("# {} is done\n", s.name);
        } else if (!step.type->work) {
            fmt::print("# {} runs in this process\n", s.name);
        } else {
            fmt::print("# {}\n{}", s.name, launch_text(where, app.program, run.step(s.name)));
        }
    }
    return Exit::ok;
}

}  // namespace

int verb_new(App&, const CommandLine& line) {
    const auto o = read_options<NewOptions>(line);
    std::vector<std::string> known;
    for (const Kind& k : kinds()) {
        known.emplace_back(k.name);
        if (k.name != o.kind) continue;
        const std::filesystem::path file = std::filesystem::path(o.directory) / "study.toml";
        if (std::filesystem::exists(file))
            throw IoError("E-new-exists", "there is a study already", "choose another directory",
                          {file.string()});
        make_directories(o.directory);
        write_atomic(file, k.study);
        fmt::print("{}\n", file.string());
        fmt::print(stderr, "next: crucible run {}\n", file.string());
        return Exit::ok;
    }
    throw InputError(
        "E-cli-kind",
        fmt::format("unknown kind {}{}", in_quotes(o.kind), did_you_mean(o.kind, known)),
        fmt::format("expected one of: {}", fmt::join(known, ", ")));
}

int verb_check(App& app, const CommandLine& line) {
    const auto o = read_options<StudyOptions>(line);
    try {
        const Study study = load_study(o.study, o.set, app.registry);
        if (o.json == Flag::on)
            fmt::print("{{\"schema\":1,\"problems\":[]}}\n");
        else
            fmt::print("{}: {} step{}, {} check{}, no faults\n", o.study, study.steps.size(),
                       study.steps.size() == 1 ? "" : "s", study.checks.size(),
                       study.checks.size() == 1 ? "" : "s");
        return Exit::ok;
    } catch (const StudyError& e) {
        if (o.json == Flag::off) throw;
        Value v;
        v.set("schema", 1), v.set("problems", e.problems.json());
        fmt::print("{}", to_json(v, JsonStyle::pretty));
        return Exit::usage;
    }
}

int verb_plan(App& app, const CommandLine& line) {
    const auto o = read_options<StudyOptions>(line);
    const Study study = load_study(o.study, o.set, app.registry);
    const auto states = plan_study(study, run_of(study, o.output));
    if (o.json == Flag::on) {
        Value v;
        v.set("schema", 1), v.set("steps", states_json(states)),
            v.set("plan", plan_document(study));
        fmt::print("{}", to_json(v, JsonStyle::pretty));
        return Exit::ok;
    }
    std::vector<std::vector<std::string>> table = {{"step", "type", "would", "because", "costs"}};
    for (const StepState& s : states) {
        const bool cached = s.state == StepState::State::cached;
        const StudyStep& step = *study.step(s.name);
        const std::string costs =
            step.type->forecast && !cached ? step.type->forecast(step.object.get()) : std::string();
        table.push_back({s.name, step.type->name,
                         cached                                     ? "be skipped"
                         : s.state == StepState::State::interrupted ? "go on"
                                                                    : "run",
                         s.why, costs});
    }
    fmt::print("{}", text_table(table));
    return Exit::ok;
}

int verb_run(App& app, const CommandLine& line) {
    const auto o = read_options<RunVerbOptions>(line);
    const Study study = load_study(o.study, o.set, app.registry);
    const RunDirectory run = run_of(study, o.output);
    if (o.dry_run == Flag::on) return print_launches(app, study, run, parse_executor(o.on));
    Progress progress;
    RunOptions options;
    options.executor = parse_executor(o.on);
    options.only = o.only, options.fresh = o.fresh;
    options.verify = o.verify == Flag::on ? Verify::full : Verify::quick;
    options.program = app.program;
    options.sink = [&](const Event& e) { progress.take(e); };
    options.stop = &app.stop;
    for (const auto* names : {&o.only, &o.fresh})
        for (const std::string& n : *names)
            if (!study.step(n))
                throw InputError("E-cli-step", fmt::format("no step is called {}", in_quotes(n)),
                                 "see `crucible plan`");
    RunEnd end;
    try {
        end = run_study(study, run, options);
    } catch (const Error& e) {
        if (std::filesystem::exists(run.plan()) && e.code() != "E-run-locked") {
            try {
                fmt::print(stderr, "report: {}\n", write_report(run, viewer_scripts()).string());
            } catch (const Error&) {
                // The first error is the one to hear about.
            }
        }
        throw;
    }
    return end_of_run(run, end, o.json);
}

}  // namespace crucible::app
