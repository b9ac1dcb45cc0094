// Described fields as data for forms, with all that a field may hold: elements, alternatives.

#include "crucible/study/fill.hpp"

namespace crucible {
namespace {

std::string_view type_word(Type::Kind kind) {
    switch (kind) {
        case Type::Kind::integer:
            return "integer";
        case Type::Kind::number:
            return "number";
        case Type::Kind::text:
            return "text";
        case Type::Kind::path:
            return "path";
        case Type::Kind::choice:
            return "choice";
        case Type::Kind::reference:
            return "reference";
        case Type::Kind::list:
            return "list";
        case Type::Kind::range:
            return "range";
        case Type::Kind::table:
            return "table";
        default:
            return "one_of";
    }
}

Value name_json(std::string_view name, std::string_view sentence) {
    Value v;
    v.set("name", name), v.set("sentence", sentence);
    return v;
}

Value presets_json(const Fields& f) {
    Value list = Value::make_list();
    for (const Preset& p : f.presets)
        if (!p.name.starts_with('*'))
            list.push(name_json(p.name, p.sentence));  // nothing to choose
    return list;
}

/// Adds what the type alone says; `object` is of this type and may be changed.
void add_type(Value& v, const Field& f, const Type& t, void* object) {
    v.set("type", type_word(t.kind));
    const bool is_numeric = t.kind == Type::Kind::integer || t.kind == Type::Kind::number;
    if (t.kind == Type::Kind::number && !f.unit().empty()) v.set("unit", f.unit());
    if (is_numeric && f.bounded) v.set("low", f.lowest), v.set("high", f.highest);
    if (t.kind == Type::Kind::reference) v.set("artefact", artefact_name(t.artefact));
    if (t.kind == Type::Kind::path && f.made) v.set("artefact", artefact_name(*f.made));
    if (t.kind == Type::Kind::choice) {
        Value choices = Value::make_list();
        for (const Name& n : t.names()) choices.push(name_json(n.name, n.sentence));
        v.set("choices", std::move(choices));
    }
    if (t.kind == Type::Kind::list || t.kind == Type::Kind::range) {
        Value element = Value::make_table();
        add_type(element, f, *t.element(), t.append ? t.append(object) : object);
        if (t.clear) t.clear(object);
        v.set("element", std::move(element));
    }
    if (t.kind == Type::Kind::table) {
        Fields inner;
        t.describe(object, inner);
        v.set("fields", fields_json(inner));
        if (!inner.presets.empty()) v.set("presets", presets_json(inner));
    }
    if (t.kind != Type::Kind::one_of) return;
    Value alternatives = Value::make_list();
    for (const Type::Alternative& a : t.alternatives()) {
        Fields inner;
        a.describe(a.emplace(object), inner);
        Value alternative = name_json(a.name, a.sentence);
        alternative.set("fields", fields_json(inner));
        if (!inner.presets.empty()) alternative.set("presets", presets_json(inner));
        alternatives.push(std::move(alternative));
    }
    t.alternatives()[0].emplace(object);
    v.set("alternatives", std::move(alternatives));
}

}  // namespace

Value fields_json(Fields& f) {
    const Value defaults = resolved(f);
    Value list = Value::make_list();
    for (const Field& field : f.fields) {
        Value v = name_json(field.name, field.sentence);
        v.set("required", field.is_required);
        if (!field.example().empty()) v.set("example", field.example());
        if (const Value* d = defaults.find(field.name); d && !field.is_required)
            v.set("default", *d);
        add_type(v, field, *field.type, field.address);
        list.push(std::move(v));
    }
    return list;
}

}  // namespace crucible
