// Step types as forms, and study files to start from.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/live/answers.hpp"
#include "crucible/study/fill.hpp"

namespace crucible::live {
namespace {

using serve::Request;
using serve::Response;

Response list_answer(const Registry& registry) {
    Value list = Value::make_list();
    for (const StepType& t : registry.all()) {
        Value v;
        v.set("name", t.name), v.set("group", t.name.substr(0, t.name.find('.')));
        v.set("sentence", t.sentence);
        list.push(std::move(v));
    }
    Value v;
    v.set("steps", std::move(list));
    return serve::json_response(v);
}

Response form_answer(const Registry& registry, const std::string& name) {
    const StepType* type = registry.find(name);
    if (!type)
        throw InputError("E-serve-step-missing",
                         fmt::format("no step type is called {}{}", in_quotes(name),
                                     did_you_mean(name, registry.names())),
                         "see `crucible list steps`");
    const auto object = type->create();
    Fields f;
    type->describe(object.get(), f);
    Value v, examples = Value::make_list(), presets = Value::make_list(),
             outputs = Value::make_list();
    for (const std::string_view e : f.examples) examples.push(e);
    for (const Preset& p : f.presets) {
        Value preset;
        preset.set("name", p.name), preset.set("sentence", p.sentence);
        presets.push(std::move(preset));
    }
    for (const Output& o : f.outputs) {
        Value output;
        output.set("name", o.name), output.set("artefact", artefact_name(o.artefact));
        output.set("sentence", o.sentence);
        outputs.push(std::move(output));
    }
    v.set("name", type->name), v.set("sentence", type->sentence);
    v.set("examples", std::move(examples)), v.set("presets", std::move(presets));
    v.set("outputs", std::move(outputs));
    v.set("fields", fields_json(f));
    return serve::json_response(v);
}

Response template_answer(const std::string& kind) {
    for (const Kind& k : kinds()) {
        if (k.name != kind) continue;
        Value v;
        v.set("study", k.study);
        return serve::json_response(v);
    }
    throw InputError("E-serve-kind-missing",
                     fmt::format("no kind of study is called {}", in_quotes(kind)),
                     "see `crucible list kinds`");
}

}  // namespace

void add_step_routes(serve::Router& router, const Registry& registry) {
    router.get("/api/steps", [&](const Request&) { return list_answer(registry); });
    router.get("/api/steps/{name}",
               [&](const Request& q) { return form_answer(registry, q.parts.at("name")); });
    router.get("/api/templates/{kind}",
               [](const Request& q) { return template_answer(q.parts.at("kind")); });
}

}  // namespace crucible::live
