// list, explain, doctor, bench, completion, and the help of verbs.

#include <fmt/format.h>

#include <sys/utsname.h>
#include <unistd.h>

#include <filesystem>

#include "app.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/plugin.hpp"
#include "crucible/base/text.hpp"
#include "crucible/dynamics/md_job.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/potential_files.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/parallel/ranked_program.hpp"
#include "crucible/study/fill.hpp"
#include "options.hpp"
#include "output.hpp"

namespace crucible::app {
namespace {

std::string instruction_set() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return "AVX-512";
    if (__builtin_cpu_supports("avx2")) return "AVX2";
    return "SSE2";
#else
    return "as the compiler chose";
#endif
}

struct Listing {
    std::string name, sentence;
};

std::vector<Listing> listing_of(const App& app, const std::string& what) {
    std::vector<Listing> out;
    if (what == "steps")
        for (const StepType& t : app.registry.all()) out.push_back({t.name, t.sentence});
    else if (what == "kinds")
        for (const Kind& k : kinds()) out.push_back({std::string(k.name), std::string(k.question)});
    else if (what == "models")
        for (const ModelName& m : model_names()) out.push_back({m.name, m.sentence});
    else if (what == "formats")
        for (const Format& f : formats())
            out.push_back({std::string(f.name), fmt::format("{} ({})", f.sentence,
                                                            !f.write  ? "reads"
                                                            : !f.read ? "writes"
                                                                      : "reads, writes")});
    else
        throw InputError("E-cli-argument",
                         fmt::format("cannot list {}{}", in_quotes(what),
                                     did_you_mean(what, {"steps", "kinds", "models", "formats"})),
                         "expected steps, kinds, models or formats");
    return out;
}

std::string schema_of(const StepType& t) {
    const auto object = t.create();
    Fields f;
    t.describe(object.get(), f);
    return to_json(json_schema(f, t.name, t.sentence), JsonStyle::pretty);
}

std::string markdown_of(const StepType& t) {
    const auto object = t.create();
    Fields f;
    t.describe(object.get(), f);
    return markdown(f, t.name, t.sentence);
}

std::string completion_words(const App& app) {
    std::string out;
    for (const Verb& v : verbs()) out += fmt::format("{} ", v.name);
    std::string last;
    for (const StepType& t : app.registry.all()) {
        const std::string group = t.name.substr(0, t.name.find('.'));
        if (group != last) out += group + " ";
        last = group;
    }
    return out + "info help";
}

std::string option_words(const Fields& f) {
    std::string out;
    for (const Field& field : f.fields)
        if (!field.is_positional) out += fmt::format("--{} ", field.name);
    return out + "--help";
}

/// (first word, second word or "", words that may follow)
struct CompletionRule {
    std::string first, second, words;
};

std::vector<CompletionRule> completion_rules(const App& app) {
    std::vector<CompletionRule> out;
    for (const Verb& v : verbs()) {
        Fields f;
        v.describe(f);
        out.push_back({std::string(v.name), "", option_words(f)});
    }
    for (const StepType& t : app.registry.all()) {
        const std::size_t dot = t.name.find('.');
        const auto object = t.create();
        Fields f;
        t.describe(object.get(), f);
        out.push_back({t.name.substr(0, dot), t.name.substr(dot + 1), option_words(f)});
    }
    for (const Verb& v : group_verbs()) {
        const std::size_t blank = v.name.find(' ');
        Fields f;
        v.describe(f);
        out.push_back({std::string(v.name.substr(0, blank)), std::string(v.name.substr(blank + 1)),
                       option_words(f)});
    }
    return out;
}

std::string verbs_of_group(const App& app, const std::string& group) {
    std::string out;
    for (const StepType& t : app.registry.all())
        if (t.name.starts_with(group + ".")) out += t.name.substr(group.size() + 1) + " ";
    for (const Verb& v : group_verbs())
        if (v.name.starts_with(group + " "))
            out += std::string(v.name.substr(group.size() + 1)) + " ";
    return out;
}

std::string bash_completion(const App& app) {
    std::string out =
        "_crucible() {\n  local cur=\"${COMP_WORDS[COMP_CWORD]}\" words=\"\"\n  case "
        "\"$COMP_CWORD:${COMP_WORDS[1]}:${COMP_WORDS[2]}\" in\n";
    out += fmt::format("    1:*) words=\"{}\" ;;\n", completion_words(app));
    std::string last;
    for (const CompletionRule& r : completion_rules(app)) {
        if (!r.second.empty() && r.first != last)
            out +=
                fmt::format("    2:{}:*) words=\"{}\" ;;\n", r.first, verbs_of_group(app, r.first));
        out += fmt::format("    *:{}:{}) words=\"{}\" ;;\n", r.first,
                           r.second.empty() ? "*" : r.second, r.words);
        last = r.first;
    }
    return out +
           "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n  [ ${#COMPREPLY[@]} -gt 0 "
           "] || COMPREPLY=($(compgen -f -- \"$cur\"))\n}\ncomplete -o filenames -F _crucible "
           "crucible\n";
}

std::string fish_completion(const App& app) {
    std::string out = fmt::format("complete -c crucible -n __fish_use_subcommand -a '{}'\n",
                                  completion_words(app));
    for (const CompletionRule& r : completion_rules(app)) {
        if (!r.second.empty())
            out += fmt::format("complete -c crucible -n '__fish_seen_subcommand_from {}' -a '{}'\n",
                               r.first, r.second);
        const std::string& condition = r.second.empty() ? r.first : r.second;
        for (const Word& w : words(r.words))
            out += fmt::format("complete -c crucible -n '__fish_seen_subcommand_from {}' -l {}\n",
                               condition, w.text.substr(2));
    }
    return out;
}

}  // namespace

std::string verb_help(const Verb& v) {
    std::string out = fmt::format("{}\n\n", v.sentence);
    for (const Word& w : fields(v.examples, '\n')) out += fmt::format("  {}\n", w.text);
    Fields f;
    v.describe(f);
    out += fmt::format("\nusage: crucible {} {} [options]\n", v.name, v.arguments);
    for (const Field& field : f.fields)
        if (field.is_positional) out += fmt::format("  {:<32}{}\n", field.name, field.sentence);
    return out + option_help(f);
}

int verb_list(App& app, const CommandLine& line) {
    const auto o = read_options<ListOptions>(line);
    Value list = Value::make_list();
    std::vector<std::vector<std::string>> table;
    for (const Listing& l : listing_of(app, o.what)) {
        Value v;
        v.set("name", l.name), v.set("sentence", l.sentence);
        list.push(std::move(v));
        table.push_back({l.name, l.sentence});
    }
    Value document;
    document.set("schema", 1), document.set(o.what, std::move(list));
    fmt::print("{}", o.json == Flag::on ? to_json(document, JsonStyle::pretty) : text_table(table));
    return Exit::ok;
}

int verb_explain(App& app, const CommandLine& line) {
    const auto o = read_options<ExplainOptions>(line);
    if (const StepType* t = app.registry.find(o.topic)) {
        fmt::print("{}", o.as == Style::schema     ? schema_of(*t)
                         : o.as == Style::markdown ? markdown_of(*t)
                                                   : step_help(*t));
        return Exit::ok;
    }
    if (const ErrorCode* e = find_error_code(o.topic)) {
        fmt::print("{}\n{}\n{}\n", e->code, e->meaning, e->cure);
        return Exit::ok;
    }
    const std::string near = o.topic.starts_with("E-") ? nearest_error_code(o.topic)
                                                       : nearest(o.topic, app.registry.names());
    throw InputError("E-explain",
                     fmt::format("nothing is called {}{}", in_quotes(o.topic),
                                 near.empty() ? "" : fmt::format("; did you mean '{}'?", near)),
                     "see `crucible list steps`");
}

/// What molecular dynamics and ranks need, each with what to do when it is missing.
std::vector<std::vector<std::string>> dynamics_rows() {
    const auto worker = find_md_worker();
    const auto trainer = program_beside("crucible-train", "CRUCIBLE_TRAIN");
    const auto program = [](std::string_view name, std::string_view package) {
        const auto found = find_program(name);
        return found.empty() ? fmt::format("not found (apt: {})", package) : found.string();
    };
    const std::size_t tables = potential_files().size(), models = kim_models().size();
    std::vector<std::string> places;
    for (const auto& d : potential_directories()) places.push_back(d.string());
    return {
        {"molecular dynamics", worker.empty()
                                   ? "not built (apt: liblammps-dev libopenmpi-dev, then "
                                     "./dev build)"
                                   : worker.string()},
        {"training on ranks",
         trainer.empty() ? "not built (apt: libopenmpi-dev, then ./dev build)" : trainer.string()},
        {"mpirun", program("mpirun", "openmpi-bin")},
        {"EAM potentials", fmt::format("{} in {}{}", tables, fmt::join(places, ", "),
                                       tables ? "" : " (apt: lammps-data)")},
        {"KIM models",
         models ? fmt::format("{} installed", models) : "none installed (apt: openkim-models)"},
    };
}

std::string plugin_state(std::string_view name) {
    try {
        return find_plugin(name) ? "found" : "not built (see crucible explain E-plugin)";
    } catch (const NotBuiltError& e) {
        return e.what();
    }
}

int verb_doctor(App& app, const CommandLine& line) {
    const auto o = read_options<DoctorOptions>(line);
    struct utsname host {};
    ::uname(&host);
    std::error_code error;
    const auto space = std::filesystem::space(".", error);
    const auto exists = [](const char* p) {
        return std::filesystem::exists(p) ? "found" : "not found";
    };
    std::vector<std::vector<std::string>> table = {
        {"program", fmt::format("{} at {}", program_version(), app.program.string())},
        {"system", fmt::format("{} {} {}", host.sysname, host.release, host.machine)},
        {"processors", std::to_string(available_cpus())},
        {"memory",
         fmt::format("{:.1f} GiB", static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
                                       static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 30))},
        {"free disk here",
         fmt::format("{:.1f} GiB", static_cast<double>(space.available) / (1 << 30))},
        {"instruction set", instruction_set()},
        {"BLAS", "none is used by what this version computes"},
        {"3-D viewer in reports",
         viewer_scripts().structures.empty() ? "not built (apt: npm, then ./dev build)" : "built"},
        {"browser for --open", exists("/usr/bin/xdg-open")},
        {"LAMMPS (peer in benchmarks)", exists("/usr/bin/lmp")},
        {"libtorch (plug-in nn)", plugin_state("nn")},
    };
    for (auto& row : dynamics_rows()) table.push_back(std::move(row));
    if (o.json == Flag::on) {
        Value v;
        v.set("schema", 1);
        for (const auto& r : table) v.set(r[0], r[1]);
        fmt::print("{}", to_json(v, JsonStyle::pretty));
    } else {
        fmt::print("{}", text_table(table));
    }
    return Exit::ok;
}

int verb_bench(App&, const CommandLine& line) {
    const auto o = read_options<BenchOptions>(line);
    Value list = Value::make_list();
    std::vector<std::vector<std::string>> table = {{"benchmark", "value", "unit", "spread", "n"}};
    std::vector<std::string> known;
    for (const Benchmark& b : benchmarks()) {
        known.emplace_back(b.name);
        if (!b.name.starts_with(o.name)) continue;
        for (const Measurement& m : b.run()) {
            Value v;
            v.set("name", m.name), v.set("value", m.value), v.set("unit", m.unit);
            v.set("spread", m.spread), v.set("n", m.n);
            list.push(std::move(v));
            table.push_back({m.name, number_text(m.value, 5), m.unit, number_text(m.spread, 2),
                             std::to_string(m.n)});
        }
    }
    if (table.size() == 1)
        throw InputError("E-cli-argument",
                         fmt::format("no benchmark is called {}{}", in_quotes(o.name),
                                     did_you_mean(o.name, known)),
                         fmt::format("expected one of: {}", fmt::join(known, ", ")));
    fmt::print("{}", o.json == Flag::on ? to_json(list, JsonStyle::pretty) : text_table(table));
    return Exit::ok;
}

int verb_completion(App& app, const CommandLine& line) {
    const auto o = read_options<CompletionOptions>(line);
    if (o.shell == "bash")
        fmt::print("{}", bash_completion(app));
    else if (o.shell == "zsh")
        fmt::print("autoload -U +X bashcompinit && bashcompinit\n{}", bash_completion(app));
    else if (o.shell == "fish")
        fmt::print("{}", fish_completion(app));
    else
        throw InputError("E-cli-argument", fmt::format("no completion for {}", in_quotes(o.shell)),
                         "expected bash, zsh or fish");
    return Exit::ok;
}

}  // namespace crucible::app
