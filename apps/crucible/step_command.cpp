// `crucible GROUP VERB INPUTS --parameter value`: a study of one step, run and shown.

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "app.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/toml.hpp"
#include "options.hpp"
#include "output.hpp"

namespace crucible::app {
namespace {

/// What every step command takes besides the step's own parameters.
struct CommandOptions {
    std::vector<std::string> inputs;
    std::string output, run, on = "local";
    std::int64_t seed = 1;
    Flag json = Flag::off;
    void describe(Fields& f) {
        f("inputs", inputs, "Input files; '-' is standard input").positional().one_each();
        f("output", output, "Copy of the step's main output, '-' for standard output (also -o)");
        f("run", run, "Keep the run directory here, with the report");
        f("on", on, "Where work items run: local, mpi or slurm:PARTITION, and :N");
        f("seed", seed, "Seed of all random streams").within(0, 9.0e15);
        f("json", json, "One JSON document on standard output").flag();
    }
};

const Field* positional_field(const Fields& f) {
    for (const Field& field : f.fields)
        if (field.is_positional) return &field;
    return nullptr;
}

/// Whether a slot takes a list of things of this kind.
bool takes_list_of(const Field* slot, Type::Kind kind) {
    return slot && slot->type->kind == Type::Kind::list && slot->type->element()->kind == kind;
}

/// A directory that goes away with this object, unless it was asked for by name.
class Workplace {
public:
    explicit Workplace(const std::string& wanted) : path_(wanted), temporary_(wanted.empty()) {
        if (!temporary_) return;
        std::string name = (std::filesystem::temp_directory_path() / "crucible-XXXXXX").string();
        if (!::mkdtemp(name.data())) fail_errno("creating", name);
        path_ = name;
    }
    ~Workplace() {
        std::error_code error;
        if (temporary_) std::filesystem::remove_all(path_, error);
    }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    const std::filesystem::path& path() const { return path_; }
    bool temporary() const { return temporary_; }

private:
    std::filesystem::path path_;
    bool temporary_;
};

/// Standard input becomes a file, so that workers and the run directory can have it.
std::vector<std::string> as_files(const std::vector<std::string>& inputs,
                                  const std::filesystem::path& place, const Field* slot) {
    if (takes_list_of(slot, Type::Kind::text)) return inputs;  // molecules, not files
    const bool takes_folders = slot && slot->type->kind == Type::Kind::path;
    std::vector<std::string> out;
    for (const std::string& i : inputs) {
        if (i != "-") {
            const bool is_there = std::filesystem::is_regular_file(i) ||
                                  (takes_folders && std::filesystem::is_directory(i));
            if (!is_there && std::filesystem::is_directory(i))
                throw IoError("E-io-missing", "this is a folder", "give the files in it", {i});
            if (!is_there)
                throw IoError("E-io-missing", "there is no such file", "check the path", {i});
            out.push_back(i);
            continue;
        }
        make_directories(place);
        write_atomic(place / "stdin", read_file("-"));
        out.push_back((place / "stdin").string());
    }
    return out;
}

Value one_step_study(const StepType& type, Value parameters, const CommandOptions& common,
                     const std::vector<std::string>& inputs, const Field* slot) {
    const std::string step = type.name.substr(type.name.find('.') + 1);
    Value document = Value::make_table();
    document.set("crucible", 1);
    document.set("kind", type.name.substr(0, type.name.find('.')));
    document.set("name", step);
    document.set("seed", common.seed);
    if (!inputs.empty() && slot && slot->type->kind == Type::Kind::path) {
        if (inputs.size() > 1)
            throw InputError("E-cli-argument",
                             fmt::format("{} paths, but one is taken", inputs.size()),
                             "give one file or folder");
        parameters.set(slot->name, std::filesystem::absolute(inputs.front()).string());
    } else if (!inputs.empty() && takes_list_of(slot, Type::Kind::path)) {
        Value files = Value::make_list();
        for (const std::string& i : inputs) files.push(std::filesystem::absolute(i).string());
        parameters.set(slot->name, std::move(files));
    } else if (!inputs.empty() && takes_list_of(slot, Type::Kind::text)) {
        Value words = Value::make_list();
        for (const std::string& i : inputs) words.push(i);
        parameters.set(slot->name, std::move(words));
    } else if (!inputs.empty() && slot) {
        Value files = Value::make_list();
        for (const std::string& i : inputs) files.push(i);
        document.set("inputs", Value::make_table()).set("input", std::move(files));
        parameters.set(slot->name, "@input");
    }
    parameters.set("use", type.name);
    document.set("step", Value::make_table()).set(step, std::move(parameters));
    return document;
}

/// The output format follows the name that was asked for, where the step has a choice of formats.
void choose_format(const Fields& f, const std::string& output, Value& parameters) {
    for (const Field& field : f.fields) {
        if (field.name != "format" || field.type->kind != Type::Kind::choice ||
            parameters.find("format"))
            continue;
        if (const Format* format = format_of_file(output)) parameters.set("format", format->name);
        // Other choices say their ending themselves: "MetaImage in one file, .mha".
        const std::string ending = lower(std::filesystem::path(output).extension().string());
        for (const Name& n : field.type->names())
            if (!ending.empty() && n.sentence.ends_with(ending)) parameters.set("format", n.name);
    }
}

void print_results(const RunDirectory& run, const Fields& f, const std::string& step,
                   const CommandOptions& o) {
    if (!o.output.empty() && !f.outputs.empty())
        write_file(o.output, read_file(run.step(step) / "out" / f.outputs.front().file));
    if (o.output == "-") return;
    const std::vector<Row> rows = run_rows(run);
    if (o.json == Flag::on) {
        Value v;
        v.set("schema", 1), v.set("rows", rows_json(rows));
        fmt::print("{}", to_json(v, JsonStyle::pretty));
        return;
    }
    std::vector<std::vector<std::string>> table;
    for (const Row& r : rows) table.push_back({r.id.substr(r.id.find('.') + 1), row_value(r)});
    if (!rows.empty())
        fmt::print("{}", text_table(table));
    else if (o.output.empty() && !f.outputs.empty())
        fmt::print("{}", read_file(run.step(step) / "out" / f.outputs.front().file));
}

}  // namespace

std::string step_help(const StepType& type) {
    const auto object = type.create();
    Fields f;
    type.describe(object.get(), f);
    std::string verb = type.name;
    verb[verb.find('.')] = ' ';
    const Field* slot = positional_field(f);
    const char* inputs = !slot ? "" : slot->is_required ? "INPUT... " : "[INPUT...] ";
    std::string out = type.sentence + "\n\n";
    for (std::string_view e : f.examples) out += fmt::format("  {}\n", e);
    out += fmt::format("\nusage: crucible {} {}[options]\n", verb, inputs);
    if (slot) out += fmt::format("  {:<32}{}\n", "INPUT", slot->sentence);
    if (!f.presets.empty()) {
        out += "  --preset NAME                   Named settings, overridden by what is given\n";
        for (const Preset& p : f.presets) out += fmt::format("    {}: {}\n", p.name, p.sentence);
    }
    out += option_help(f);
    CommandOptions common;
    Fields c;
    common.describe(c);
    out += "common:\n" + option_help(c);
    for (const Output& o : f.outputs) out += fmt::format("makes {}: {}\n", o.name, o.sentence);
    return out;
}

int run_step_command(App& app, const StepType& type, const std::vector<std::string>& words) {
    const CommandLine line(words, 3);
    if (line.wants_help()) {
        fmt::print("{}", step_help(type));
        return Exit::ok;
    }
    const auto object = type.create();
    Fields own, all, common_fields;
    type.describe(object.get(), own);
    CommandOptions common;
    common.describe(common_fields);
    for (const Field& field : common_fields.fields) all.fields.push_back(field);
    std::vector<std::string> common_names;
    for (const Field& field : common_fields.fields) common_names.emplace_back(field.name);
    std::vector<std::string> own_names{"preset"};
    const Field* slot = positional_field(own);
    std::string preset;
    for (Field field : own.fields) {
        own_names.emplace_back(field.name);
        if (!field.is_positional) all.fields.push_back(field);
    }
    if (!own.presets.empty()) all("preset", preset, "Named settings");
    Problems problems;
    Value given = line.read(all, problems);
    fill(given, common_fields, problems, "", own_names);
    if (!problems.empty()) throw StudyError(std::move(problems));

    Value parameters = Value::make_table();
    parameters.origin = given.origin;
    for (Member& m : given.table)
        if (std::find(common_names.begin(), common_names.end(), m.key) == common_names.end())
            parameters.table.push_back(std::move(m));
    choose_format(own, common.output, parameters);
    const Workplace place(common.run);
    const auto inputs = as_files(common.inputs, place.path(), slot);
    const Value document = one_step_study(type, std::move(parameters), common, inputs, slot);
    const Study study = make_study(
        document,
        "# crucible " + fmt::format("{}", fmt::join(words.begin() + 1, words.end(), " ")) + "\n" +
            to_toml(document),
        std::filesystem::current_path(), app.registry);
    const RunDirectory run{place.path()};
    Progress progress;
    RunOptions options;
    options.executor = parse_executor(common.on);
    options.program = app.program;
    options.sink = [&](const Event& e) {
        if (e.kind != Event::Kind::state) progress.take(e);
    };
    options.stop = &app.stop;
    if (run_study(study, run, options) == RunEnd::interrupted) return Exit::interrupted;
    print_results(run, own, study.steps[0].name, common);
    if (!place.temporary())
        fmt::print(stderr, "report: {}\n", write_report(run, viewer_scripts()).string());
    // A verdict against the number is the answer too: as in `crucible run`, a script must see it.
    const std::vector<Row> rows = run_rows(run);
    const bool is_refused = std::any_of(rows.begin(), rows.end(),
                                        [](const Row& r) { return r.check == Row::Check::fail; });
    return is_refused ? Exit::check_failed : Exit::ok;
}

}  // namespace crucible::app
