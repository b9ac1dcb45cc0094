// The program: a table of verbs, and every step type as `crucible GROUP VERB`.

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "app.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/told_error.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/parallel/ranked_worker.hpp"
#include "options.hpp"
#include "output.hpp"

namespace crucible::app {
namespace {

StopToken stop_token;

/// Ctrl-C once: finish the items in hand and save. Twice: stop now; workers die with this process.
void on_stop(int) {
    stop_token.request();
    if (stop_token.level() >= 2) ::_exit(Exit::interrupted);
}

void catch_signals() {
    struct sigaction action {};
    action.sa_handler = on_stop;
    for (int s : {SIGINT, SIGTERM, SIGUSR1}) ::sigaction(s, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

/// Hidden verb: what executors start. With --pool it claims items and starts a worker of its own.
int worker(const App& app, const std::vector<std::string>& words) {
    std::filesystem::path log, pool;
    std::int64_t memory = 0;
    for (std::size_t i = 3; i + 1 < words.size(); i += 2) {
        if (words[i] == "--log") log = words[i + 1];
        if (words[i] == "--pool") pool = words[i + 1];
        if (words[i] == "--memory") memory = to_integer(words[i + 1]).value_or(0);
    }
    if (!pool.empty()) return serve_pool(app.program, words[2], pool);
    if (words.size() < 5 || log.empty()) return Exit::usage;
    return run_worker(words[2], log, memory, app.registry);
}

int unknown_verb(const Registry& registry, const std::string& word) {
    std::vector<std::string> known;
    for (const Verb& v : verbs()) known.emplace_back(v.name);
    for (const StepType& t : registry.all()) known.push_back(t.name.substr(0, t.name.find('.')));
    if (const StepType* step = registry.find(word)) {
        std::string words = step->name;
        words[words.find('.')] = ' ';
        throw InputError("E-cli-verb", fmt::format("{} is a step, not a verb", in_quotes(word)),
                         fmt::format("write crucible {}", words));
    }
    throw InputError("E-cli-verb",
                     fmt::format("unknown verb {}{}", in_quotes(word), did_you_mean(word, known)),
                     "see `crucible --help`");
}

int run_verb(App& app, const Verb& v, const CommandLine& line) {
    if (!line.wants_help()) return v.run(app, line);
    fmt::print("{}", verb_help(v));
    return Exit::ok;
}

int step_group(App& app, const std::vector<std::string>& words) {
    const std::string& group = words[1];
    std::vector<std::string> known;
    std::string page;
    const auto list = [&](std::string verb, std::string_view sentence) {
        page += fmt::format("  crucible {} {:<12} {}\n", group, verb, sentence);
        known.push_back(std::move(verb));
    };
    for (const StepType& t : app.registry.all())
        if (t.name.starts_with(group + ".")) list(t.name.substr(group.size() + 1), t.sentence);
    if (known.empty()) return unknown_verb(app.registry, group);
    const std::string verb = words.size() > 2 ? words[2] : "";
    for (const Verb& v : group_verbs()) {
        if (v.name == group + " " + verb) return run_verb(app, v, CommandLine(words, 3));
        if (v.name.starts_with(group + " "))
            list(std::string(v.name.substr(group.size() + 1)), v.sentence);
    }
    if (verb == "--help" || verb == "-h" || verb.empty()) {
        fmt::print("{}", page);
        return verb.empty() ? Exit::usage : Exit::ok;
    }
    const StepType* type = app.registry.find(group + "." + verb);
    if (!type)
        throw InputError(
            "E-cli-verb",
            fmt::format("'{}' has no verb {}{}", group, in_quotes(verb), did_you_mean(verb, known)),
            fmt::format("expected one of: {}", fmt::join(known, ", ")));
    return run_step_command(app, *type, words);
}

int dispatch(std::vector<std::string> words) {
    if (words.size() < 2 || words[1] == "--help" || words[1] == "-h" || words[1] == "help") {
        Registry registry;
        register_all(registry);
        fmt::print("{}", overall_help(registry));
        return words.size() < 2 ? Exit::usage : Exit::ok;
    }
    if (words[1] == "--version") {
        fmt::print("{}\n", program_version());
        return Exit::ok;
    }
    ::unsetenv("CRUCIBLE_PROGRAM");  // said to libraries in other programs; this one is itself
    App app{{}, program_file(), stop_token};
    register_all(app.registry);
    if (words[1] == "worker") return worker(app, words);
    catch_signals();
    if (words[1] == "info") words[1] = "structure", words.insert(words.begin() + 2, "info");
    for (const Verb& v : verbs())
        if (v.name == words[1]) return run_verb(app, v, CommandLine(words, 2));
    return step_group(app, words);
}

int report_error(const std::exception& e) {
    if (const auto* s = dynamic_cast<const StudyError*>(&e)) {
        fmt::print(stderr, "{}", s->problems.text());
        return Exit::usage;
    }
    fmt::print(stderr, "crucible: {}\n", told_error(e).what());
    if (const auto* x = dynamic_cast<const InputError*>(&e))
        return x->code().starts_with("E-cli-") ? Exit::usage : Exit::failed;
    return dynamic_cast<const NotBuiltError*>(&e) ? Exit::not_built : Exit::failed;
}

}  // namespace

std::string overall_help(const Registry& registry) {
    std::string out =
        "crucible: glass structures, crystal phases, melting, soil cores and syntheses from one "
        "program\n\n"
        "  crucible new polymorphs my-study && crucible run my-study/study.toml\n"
        "  crucible structure info quartz.cif\n\nStudies:\n";
    for (const Verb& v : verbs()) {
        if (v.name == "list") out += "\nAbout itself:\n";
        out += fmt::format("  {:<34}{}\n", fmt::format("{} {}", v.name, v.arguments), v.sentence);
    }
    out += "\nSteps (crucible GROUP VERB INPUTS --parameter value):\n";
    for (const StepType& t : registry.all()) {
        std::string words = t.name;
        words[words.find('.')] = ' ';
        out += fmt::format("  {:<34}{}\n", words, t.sentence);
    }
    for (const Verb& v : group_verbs())
        out += fmt::format("  {:<34}{}\n", fmt::format("{} {}", v.name, v.arguments), v.sentence);
    return out +
           "\nEach verb and step has --help. Exit: 0 ok, 1 failed or input that cannot be read,\n"
           "2 usage or invalid study, 3 a check failed, 4 component not built, 130 interrupted\n"
           "(run again to resume).\n";
}

const std::vector<Verb>& verbs() {
    static const std::vector<Verb> all = {
        {"new", "KIND DIR", "Start a study from a template", "crucible new polymorphs my-study",
         verb_new, describe_options<NewOptions>},
        {"check", "STUDY", "Find every fault of a study without running it",
         "crucible check study.toml", verb_check, describe_options<StudyOptions>},
        {"plan", "STUDY", "Say what would run, and why", "crucible plan study.toml", verb_plan,
         describe_options<StudyOptions>},
        {"run", "STUDY", "Run a study, or go on where it stopped",
         "crucible run study.toml\ncrucible run study.toml --set search.trials=200 --on local:2",
         verb_run, describe_options<RunVerbOptions>},
        {"status", "RUN", "Say how far a run has come", "crucible status runs/tio2", verb_status,
         describe_options<RunOptionsOnly>},
        {"show", "RUN [ID]", "Print results with their references",
         "crucible show runs/tio2 search.best", verb_show, describe_options<ShowOptions>},
        {"compare", "A B", "Print what differs between two runs", "crucible compare runs/a runs/b",
         verb_compare, describe_options<CompareOptions>},
        {"report", "RUN", "Write report.html again", "crucible report runs/tio2 --open",
         verb_report, describe_options<ReportOptions>},
        {"serve", "DIR", "Show the runs below a folder live, in a browser",
         "crucible serve runs\ncrucible serve runs --port 8080 --read-only", verb_serve,
         describe_serve},
        {"list", "WHAT", "List steps, kinds, models or formats", "crucible list formats", verb_list,
         describe_options<ListOptions>},
        {"explain", "CODE|STEP", "Explain an error code or a step",
         "crucible explain E-unit\ncrucible explain polymorphs.search", verb_explain,
         describe_options<ExplainOptions>},
        {"doctor", "", "Say what this installation has and lacks", "crucible doctor", verb_doctor,
         describe_options<DoctorOptions>},
        {"bench", "[NAME]", "Run built-in benchmarks", "crucible bench polymorphs.relax --json",
         verb_bench, describe_options<BenchOptions>},
        {"completion", "SHELL", "Print a completion script",
         "crucible completion bash > /etc/bash_completion.d/crucible", verb_completion,
         describe_options<CompletionOptions>},
        {"man", "[VERB|STEP]", "Print a manual page", "crucible man run | man -l -", verb_man,
         describe_options<ManOptions>},
    };
    return all;
}

const std::vector<Verb>& group_verbs() {
    static const std::vector<Verb> all = {
        {"synthesis workbook", "SMILES|FILE", "Work on a synthesis step by step, by commands",
         "crucible synthesis workbook \"CC(=O)Nc1ccc(O)cc1\" -o paracetamol.json\n"
         "crucible synthesis workbook paracetamol.json < commands.txt",
         verb_workbook, describe_workbook},
    };
    return all;
}

}  // namespace crucible::app

int main(int argc, char** argv) {
    // Hidden verb: this process becomes mpirun or srun, tied to the one that started it.
    if (argc > 2 && std::string_view(argv[1]) == "launch") crucible::launch_ranks(argv + 2);
    try {
        return crucible::app::dispatch({argv, argv + argc});
    } catch (const std::exception& e) {
        return crucible::app::report_error(e);
    }
}
