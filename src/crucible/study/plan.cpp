#include "crucible/study/plan.hpp"

#include <unistd.h>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/runner.hpp"

namespace crucible {
namespace {

Reference reference_of(const Study& study, const std::string& text, Artefact wanted) {
    const auto r = resolve_reference(study, text, wanted);
    CRUCIBLE_ASSERT(std::holds_alternative<Reference>(r));  // checked when the study was read
    return std::get<Reference>(r);
}

/// Content of what a leaf points at; nothing while it is not there yet. The name of an input file
/// counts, since it labels what is in it; its directory does not.
std::optional<Value> content_of(const Study& study, const RunDirectory& run, const Leaf& leaf) {
    Value hashes = Value::make_list();
    const auto wanted = leaf.refers();
    if (!wanted) {
        const auto& p = *static_cast<const std::filesystem::path*>(leaf.address);
        if (!p.empty()) hashes.push(sha256_path(leaf.field->file(study.directory, p)));
        return hashes;
    }
    const Reference r = reference_of(study, leaf.text(), *wanted);
    if (r.kind == Reference::Kind::step) {
        const Value status = read_status(run, r.name);
        if (status["state"].text != "done") return std::nullopt;
        hashes.push(status["outputs"][r.output]["sha256"].text);
        return hashes;
    }
    for (const auto& f : reference_files(study, run, leaf.text(), *wanted))
        hashes.push(f.filename().string() + " " + sha256_file(f));
    return hashes;
}

/// Empties the member at "a.b.c"; one inside a list keeps its text, which only makes the key
/// stricter.
void forget_member(Value& table, std::string_view where) {
    Value* v = &table;
    for (const Word& part : crucible::fields(where, '.'))
        if (!(v = v->find(part.text))) return;
    *v = Value();
}

Value versions_of(const StepType& t) {
    Value v = Value::make_list();
    for (int n : t.versions) v.push(n);
    return v;
}

Value declared_outputs(const Fields& f) {
    Value list = Value::make_list();
    for (const Output& o : f.outputs) {
        Value v;
        v.set("name", o.name), v.set("kind", artefact_name(o.artefact));
        v.set("file", o.file), v.set("sentence", o.sentence);
        list.push(std::move(v));
    }
    return list;
}

Value declared_rows(const Fields& f) {
    Value list = Value::make_list();
    for (const Given& g : f.rows) {
        Value v;
        v.set("id", g.id), v.set("unit", g.unit), v.set("sentence", g.sentence);
        list.push(std::move(v));
    }
    return list;
}

Value declared_figures(const Fields& f) {
    Value list = Value::make_list();
    for (const FigureSpec& s : f.figures) {
        Value v;
        v.set("id", s.id), v.set("form", s.form), v.set("table", s.table), v.set("x", s.x);
        v.set("y", s.y), v.set("error", s.error), v.set("label", s.label);
        v.set("title", s.title), v.set("caption", s.caption);
        list.push(std::move(v));
    }
    return list;
}

Value declared_views(const Fields& f) {
    Value list = Value::make_list();
    for (const ViewSpec& s : f.views) {
        Value v;
        v.set("output", s.output), v.set("title", s.title), v.set("most", s.most);
        list.push(std::move(v));
    }
    return list;
}

Value planned_step(const StudyStep& s) {
    const Fields f = s.fields();
    Value v;
    v.set("name", s.name), v.set("use", s.type->name), v.set("sentence", s.type->sentence);
    v.set("versions", versions_of(*s.type));
    v.set("parameters", resolved(f));
    v.set("outputs", declared_outputs(f)), v.set("rows", declared_rows(f));
    v.set("figures", declared_figures(f)), v.set("views", declared_views(f));
    return v;
}

}  // namespace

std::vector<std::filesystem::path> reference_files(const Study& study, const RunDirectory& run,
                                                   const std::string& text, Artefact wanted) {
    const Reference r = reference_of(study, text, wanted);
    if (r.kind == Reference::Kind::input) return study.input(r.name)->files;
    if (r.kind == Reference::Kind::file) return {study.directory / r.name};
    if (r.kind == Reference::Kind::none) return {};
    for (const Output& o : study.step(r.name)->fields().outputs)
        if (o.name == r.output) return {run.step(r.name) / "out" / o.file};
    return {};
}

std::optional<std::string> step_key(const Study& study, const StudyStep& s,
                                    const RunDirectory& run) {
    Fields f = s.fields();
    Value inputs = Value::make_table();
    bool known = true;
    walk(f, [&](const Leaf& leaf) {
        if (leaf.type->kind != Type::Kind::reference && leaf.type->kind != Type::Kind::path) return;
        if (auto content = content_of(study, run, leaf))
            inputs.set(leaf.where, std::move(*content));
        else
            known = false;
    });
    if (!known) return std::nullopt;
    Value parameters = resolved(f, Part::hashed);
    // How a file is called in the study does not matter, only what is in it.
    walk(f, [&](const Leaf& leaf) {
        if (leaf.type->kind == Type::Kind::reference || leaf.type->kind == Type::Kind::path)
            forget_member(parameters, leaf.where);
    });
    Value all;
    all.set("type", s.type->name), all.set("versions", versions_of(*s.type));
    all.set("parameters", std::move(parameters)), all.set("inputs", std::move(inputs));
    all.set("seed", static_cast<std::int64_t>(study.seed)), all.set("step", s.name);
    return sha256(to_json(all, JsonStyle::canonical));
}

Value plan_document(const Study& study) {
    Value plan;
    plan.set("schema", 1);
    plan.set("program", program_version());
    char host[65] = {};
    ::gethostname(host, sizeof host - 1);
    plan.set("host", std::string(host));
    plan.set("name", study.name), plan.set("kind", study.kind);
    plan.set("study_file", study.file.filename().string());
    plan.set("seed", static_cast<std::int64_t>(study.seed));
    Value& overrides = plan.set("overrides", Value::make_list());
    for (const std::string& s : study.overrides) overrides.push(s);
    Value& inputs = plan.set("inputs", Value::make_list());
    for (const StudyInput& in : study.inputs)
        for (const auto& file : in.files) {
            Value v;
            v.set("name", in.name), v.set("file", file.filename().string());
            v.set("sha256", sha256_file(file));
            inputs.push(std::move(v));
        }
    Value& steps = plan.set("steps", Value::make_list());
    for (const StudyStep& s : study.steps) steps.push(planned_step(s));
    Value& checks = plan.set("checks", Value::make_list());
    for (const StudyCheck& c : study.checks) {
        Value v;
        v.set("id", c.id), v.set("expect", c.expect), v.set("within", c.within);
        v.set("unit", c.unit), v.set("source", c.source);
        checks.push(std::move(v));
    }
    return plan;
}

Value step_document(const Study& study, const StudyStep& s, const RunDirectory& run,
                    const std::string& key) {
    Fields f = s.fields();
    Value v;
    v.set("type", s.type->name), v.set("step", s.name), v.set("key", key);
    v.set("seed", static_cast<std::int64_t>(study.seed));
    v.set("parameters", resolved(f));
    Value& files = v.set("files", Value::make_table());  // reference -> paths relative to the run
    const auto relative = [&](const std::filesystem::path& p) {
        return std::filesystem::relative(p, run.root).string();
    };
    walk(f, [&](const Leaf& leaf) {
        if (const auto wanted = leaf.refers()) {
            Value& list = files.set(leaf.text(), Value::make_list());
            for (const auto& p : reference_files(study, run, leaf.text(), *wanted))
                list.push(relative(p));
        } else if (leaf.type->kind == Type::Kind::path && !leaf.text().empty()) {
            files.set(leaf.text(), Value::make_list())
                .push(relative(leaf.field->file(study.directory, leaf.text())));
        }
    });
    return v;
}

}  // namespace crucible
