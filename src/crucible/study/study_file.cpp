#include "crucible/study/study_file.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/override.hpp"
#include "crucible/study/toml.hpp"

namespace crucible {
namespace {

constexpr int study_schema_version = 1;

/// The fixed keys of a study, one described struct each, so that they are read like any step.
struct StudyHead {
    int crucible = 0;
    std::string kind, name;
    std::int64_t seed = 1;
    void describe(Fields& f) {
        f("crucible", crucible, "Version of the study format")
            .required("1")
            .within(1, study_schema_version);
        f("kind", kind, "Kind of study");
        f("name", name, "Name of the study").required("tio2-20GPa");
        f("seed", seed, "Seed of all random streams").within(0, 9.0e15);
    }
};

struct CheckHead {
    std::string id, expect, within, source;
    void describe(Fields& f) {
        f("id", id, "Result row: step.row").required("search.best");
        f("expect", expect, "Reference value with its unit").required("-835.396 kcal/mol");
        f("within", within, "Largest accepted difference").required("0.01 kcal/mol");
        f("source", source, "Where the reference comes from").required("LAMMPS");
    }
};

bool good_name(std::string_view s) {
    return !s.empty() && s.size() <= 64 && std::all_of(s.begin(), s.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '-';
    });
}

class StudyReader {
public:
    StudyReader(Study& study, Problems& problems, const Registry& registry)
        : study_(study), problems_(problems), registry_(registry) {}

    void read(const Value& doc) {
        StudyHead head;
        Fields f;
        head.describe(f);
        fill(doc, f, problems_, "", {"inputs", "step", "check"});
        study_.name = head.name, study_.kind = head.kind,
        study_.seed = static_cast<std::uint64_t>(head.seed);
        if (doc["name"].is(Value::Kind::text) && !good_name(head.name))
            problems_.add("E-study-name", doc["name"].origin, "name",
                          fmt::format("{} is not a name", in_quotes(head.name)),
                          "expected letters, digits, '-' and '_', 64 of them at most");
        kind(doc["kind"]);
        inputs(doc["inputs"]);
        steps(doc["step"], doc.origin);
        references();
        together();
        order();
        checks(doc["check"]);
    }

private:
    /// A kind is what a report is for: a misspelt one would only be missed there.
    void kind(const Value& v) {
        std::vector<std::string> known;
        for (const std::string& step : registry_.names())
            known.push_back(step.substr(0, step.find('.')));
        const std::string best = nearest(v.text, known);
        if (best.empty() || best == v.text) return;
        problems_.add("E-study-value", v.origin, "kind",
                      fmt::format("unknown kind {}; did you mean '{}'?", in_quotes(v.text), best),
                      "see `crucible list kinds`");
    }

    void inputs(const Value& v) {
        for (const Member& m : v.table) {
            StudyInput in{m.key, {}};
            std::vector<Value> patterns = m.value.list;
            if (!m.value.is(Value::Kind::list)) patterns = {m.value};
            for (const Value& p : patterns) {
                if (!p.is(Value::Kind::text)) {
                    problems_.add("E-study-value", p.origin, "inputs." + m.key,
                                  "an input is the name of a file, in quotes",
                                  "expected a file or a pattern such as \"phases/*.res\"");
                    continue;
                }
                const auto files = match_files(study_.directory, p.text);
                if (files.empty())
                    problems_.add("E-study-file", p.origin, "inputs." + m.key,
                                  fmt::format("no file matches {}", in_quotes(p.text)),
                                  "expected a file or a pattern such as \"phases/*.res\", relative "
                                  "to the study file");
                in.files.insert(in.files.end(), files.begin(), files.end());
            }
            study_.inputs.push_back(std::move(in));
        }
    }

    void steps(const Value& v, const Origin& origin) {
        if (v.table.empty())
            problems_.add("E-study-missing", v.is(Value::Kind::none) ? origin : v.origin, "",
                          "there are no steps", "expected [step.NAME] tables");
        for (const Member& m : v.table) {
            if (!m.value.is(Value::Kind::table)) {
                problems_.add("E-study-value", m.value.origin, m.key, "a step is a table",
                              fmt::format("expected [step.{}] and its keys below", m.key));
                continue;
            }
            if (!good_name(m.key) || study_.input(m.key))
                problems_.add("E-study-name", m.key_origin, m.key, "a step needs a name of its own",
                              "expected letters, digits, '-' and '_', and no input of that name");
            const Value& use = m.value["use"];
            const StepType* type = registry_.find(use.text);
            if (!type) {
                problems_.add(
                    "E-study-step", use.is(Value::Kind::none) ? m.key_origin : use.origin, m.key,
                    use.is(Value::Kind::none) ? "'use' is missing"
                    : !use.is(Value::Kind::text)
                        ? "'use' is the name of a step type, in quotes"
                        : fmt::format("unknown step type {}{}", in_quotes(use.text),
                                      did_you_mean(use.text, registry_.names())),
                    fmt::format("expected one of: {}", fmt::join(registry_.names(), ", ")));
                continue;
            }
            StudyStep s{m.key, type, type->create(), {}};
            Fields f = s.fields();
            take_settings_before(*type, m, f);
            fill(m.value, f, problems_, m.key, {"use"});
            values_.push_back(&m);
            study_.steps.push_back(std::move(s));
        }
    }

    void take_settings_before(const StepType& type, const Member& m, Fields& f) {
        if (!type.settings_before) return;
        try {
            const Value before = type.settings_before(m.value, study_.directory);
            if (before.is(Value::Kind::table)) fill(before, f, problems_, m.key);
        } catch (const Error& e) {
            add_thrown(e, m);
        }
    }

    /// Where in the document a leaf was written, as far as it was.
    static Origin leaf_origin(const Member& step, const std::string& where) {
        const Value* v = &step.value;
        Origin o = step.key_origin;
        std::string key;
        for (const Word& part : crucible::fields(where, '.')) {
            key = std::string(part.text.substr(0, part.text.find('[')));
            const Value* next = v->find(key);
            if (!next) return o;
            v = next, o = v->origin;
        }
        return o;
    }

    void references() {
        for (std::size_t i = 0; i < study_.steps.size(); ++i) {
            StudyStep& s = study_.steps[i];
            Fields f = s.fields();
            walk(f, [&](const Leaf& leaf) {
                const auto wanted = leaf.refers();
                if (!wanted && leaf.type->kind == Type::Kind::path)
                    check_path(s, leaf, *values_[i]);
                if (!wanted) return;
                const auto r = resolve_reference(study_, leaf.text(), *wanted);
                if (const auto* why = std::get_if<std::string>(&r))
                    problems_.add("E-study-reference", leaf_origin(*values_[i], leaf.where),
                                  s.name + "." + leaf.where, *why,
                                  fmt::format("expected {}", expected(*leaf.field, *leaf.type)));
                else if (std::get<Reference>(r).kind == Reference::Kind::step)
                    s.depends.push_back(std::get<Reference>(r).name);
            });
        }
    }

    /// What a step says of its settings as a whole, once each of them can be read.
    void together() {
        if (!problems_.empty()) return;
        for (std::size_t i = 0; i < study_.steps.size(); ++i) {
            const StudyStep& s = study_.steps[i];
            if (!s.type->check) continue;
            try {
                s.type->check(s.object.get(), study_.directory);
            } catch (const Error& e) {
                add_thrown(e, *values_[i]);
            }
        }
    }

    /// A fault that was thrown: in the file that it names, else where the step stands.
    void add_thrown(const Error& e, const Member& m) {
        const Location& at = e.where();
        Origin place = m.key_origin;
        if (!at.file.empty())
            place = {std::make_shared<const Source>(Source{at.file, {}}), at.line, at.column};
        problems_.add(e.code(), place, m.key, e.message(), e.cure());
    }

    void check_path(const StudyStep& s, const Leaf& leaf, const Member& m) {
        const auto& path = *static_cast<const std::filesystem::path*>(leaf.address);
        if (path.empty()) return;
        try {
            const auto file = leaf.field->file(study_.directory, path);
            if (std::filesystem::is_regular_file(file) || std::filesystem::is_directory(file))
                return;
            if (std::filesystem::exists(file)) {
                problems_.add(
                    "E-study-file", leaf_origin(m, leaf.where), s.name + "." + leaf.where,
                    fmt::format("{} is no file that can be read twice", in_quotes(path.string())),
                    "write what the pipe or device gives to a file first");
                return;
            }
        } catch (const InputError& e) {
            problems_.add(e.code(), leaf_origin(m, leaf.where), s.name + "." + leaf.where,
                          e.message(), e.cure());
            return;
        }
        const Origin place = leaf_origin(m, leaf.where);
        problems_.add("E-study-file", place, s.name + "." + leaf.where,
                      fmt::format("there is no file {}", in_quotes(path.string())),
                      place.source && place.source->typed
                          ? "check the path"
                          : "expected a path relative to the study file");
    }

    /// Each step after those that it takes from, otherwise as written; a circle is an error.
    void order() {
        std::vector<StudyStep> sorted;
        std::vector<StudyStep>& left = study_.steps;
        const auto placed = [&](const std::string& name) {
            return std::any_of(sorted.begin(), sorted.end(),
                               [&](const StudyStep& s) { return s.name == name; });
        };
        while (!left.empty()) {
            const auto it = std::find_if(left.begin(), left.end(), [&](const StudyStep& s) {
                return std::all_of(s.depends.begin(), s.depends.end(), placed);
            });
            if (it == left.end()) {
                std::vector<std::string> names;
                for (const StudyStep& s : left) names.push_back(s.name);
                if (problems_.empty())
                    problems_.add(
                        "E-study-circle", values_.front()->key_origin, left.front().name,
                        fmt::format("these steps wait for one another: {}", fmt::join(names, ", ")),
                        "break the circle of references");
                return;
            }
            sorted.push_back(std::move(*it));
            left.erase(it);
        }
        left = std::move(sorted);
    }

    void checks(const Value& v) {
        if (!v.is(Value::Kind::none) && !v.is(Value::Kind::list))
            problems_.add("E-study-value", v.origin, "check", "checks are a list",
                          "write [[check]], with two brackets, above each of them");
        for (const Value& c : v.list) {
            CheckHead head;
            Fields f;
            head.describe(f);
            const std::size_t before = problems_.all().size();
            fill(c, f, problems_, "check");
            if (problems_.all().size() == before) add_check(c, head);
        }
    }

    void add_check(const Value& c, const CheckHead& head) {
        StudyCheck check{head.id, 0, 0, "", head.source};
        std::vector<std::string> known;
        const Given* given = nullptr;
        for (const StudyStep& s : study_.steps) {
            for (const Given& g : s.fields().rows) {
                known.push_back(s.name + "." + std::string(g.id));
                if (known.back() == head.id) check.unit = g.unit, given = &g;
            }
        }
        // A row id that ends in '*' stands for many: "search.enthalpy.*".
        if (!given)
            for (const std::string& k : known)
                if (k.ends_with('*') && head.id.starts_with(k.substr(0, k.size() - 1)))
                    check.unit = unit_of(k), given = &wildcard_;
        if (!given)
            return problems_.add(
                "E-study-check", c["id"].origin, "check.id",
                fmt::format("no step gives {}{}", in_quotes(head.id), did_you_mean(head.id, known)),
                fmt::format("expected one of: {}", fmt::join(known, ", ")));
        const Dimension d = check.unit.empty() ? dimension::none : parse_unit(check.unit).dimension;
        for (const auto& [key, text, target] :
             {std::tuple("expect", &head.expect, &check.expect),
              std::tuple("within", &head.within, &check.within)}) {
            try {
                *target = parse_quantity(*text, d);
                if (!check.unit.empty()) *target = from_internal(*target, check.unit);
            } catch (const InputError& e) {
                problems_.add("E-study-value", c[key].origin, fmt::format("check.{}", key),
                              e.message(), fmt::format("expected a value in {}", check.unit));
            }
        }
        study_.checks.push_back(std::move(check));
    }

    std::string unit_of(const std::string& pattern) const {
        for (const StudyStep& s : study_.steps)
            for (const Given& g : s.fields().rows)
                if (s.name + "." + std::string(g.id) == pattern) return std::string(g.unit);
        return "";
    }

    Study& study_;
    Problems& problems_;
    const Registry& registry_;
    std::vector<const Member*> values_;  // as long as study_.steps until they are ordered
    Given wildcard_;
};

Study checked(const Value& doc, Study study, Problems problems, const Registry& registry) {
    StudyReader(study, problems, registry).read(doc);
    if (!problems.empty()) throw StudyError(std::move(problems));
    return study;
}

}  // namespace

const StudyStep* Study::step(std::string_view n) const {
    for (const StudyStep& s : steps)
        if (s.name == n) return &s;
    return nullptr;
}

const StudyInput* Study::input(std::string_view n) const {
    for (const StudyInput& i : inputs)
        if (i.name == n) return &i;
    return nullptr;
}

std::vector<std::filesystem::path> match_files(const std::filesystem::path& directory,
                                               const std::string& pattern) {
    const std::filesystem::path full = directory / pattern;
    std::vector<std::filesystem::path> out;
    std::error_code error;
    if (full.filename().string().find_first_of("*?") == std::string::npos) {
        if (std::filesystem::is_regular_file(full, error))
            out.push_back(std::filesystem::absolute(full).lexically_normal());
        return out;
    }
    const auto parent =
        full.parent_path().empty() ? std::filesystem::path(".") : full.parent_path();
    for (const auto& entry : std::filesystem::directory_iterator(parent, error))
        if (entry.is_regular_file(error) &&
            ::fnmatch(full.filename().c_str(), entry.path().filename().c_str(), FNM_PERIOD) == 0)
            out.push_back(std::filesystem::absolute(entry.path()).lexically_normal());
    std::sort(out.begin(), out.end());
    return out;
}

Study load_study(const std::filesystem::path& file, const std::vector<std::string>& set,
                 const Registry& registry) {
    Study study;
    study.file = file;
    study.text = read_file(file, 16 << 20);
    study.directory = std::filesystem::absolute(file).parent_path();
    study.overrides = set;
    Value doc = parse_toml(study.text, file.string());
    Problems problems;
    for (const std::string& s : set) override_value(doc, s, problems);
    return checked(doc, std::move(study), std::move(problems), registry);
}

Study make_study(const Value& document, std::string text, const std::filesystem::path& directory,
                 const Registry& registry) {
    Study study;
    study.text = std::move(text);
    study.directory = directory;
    return checked(document, std::move(study), {}, registry);
}

}  // namespace crucible
