// Described objects back to documents: resolved parameters and the walk over leaves.

#include <fmt/format.h>

#include "crucible/base/text.hpp"
#include "crucible/study/fill.hpp"

namespace crucible {
namespace {

Value resolve_member(const Field& field, const Type& t, void* p, Part part) {
    switch (t.kind) {
        case Type::Kind::integer:
            return t.bytes == 4 ? Value(*static_cast<int*>(p))
                                : Value(*static_cast<std::int64_t*>(p));
        case Type::Kind::number: {
            const double v = *static_cast<double*>(p);
            if (t.dimension == dimension::none) return Value(v);
            // 15 digits: "20 GPa" and "20000 MPa" meet in the same text, hence in the same key.
            return Value(fmt::format("{} {}", number_text(from_internal(v, field.unit()), 15),
                                     field.unit()));
        }
        case Type::Kind::text:
        case Type::Kind::reference:
            return Value(*static_cast<std::string*>(p));
        case Type::Kind::path:
            return Value(static_cast<std::filesystem::path*>(p)->string());
        case Type::Kind::choice:
            return Value(t.names()[static_cast<std::size_t>(*static_cast<int*>(p))].name);
        case Type::Kind::list: {
            Value v = Value::make_list();
            for (std::size_t i = 0; i < t.size(p); ++i)
                v.push(resolve_member(field, *t.element(), t.at(p, i), part));
            return v;
        }
        case Type::Kind::range: {
            Value v = Value::make_list();
            for (std::size_t i = 0; i < 2; ++i)
                v.push(resolve_member(field, *t.element(), static_cast<char*>(p) + i * t.stride,
                                      part));
            return v;
        }
        case Type::Kind::table: {
            Fields inner;
            t.describe(p, inner);
            return resolved(inner, part);
        }
        case Type::Kind::one_of: {
            const Type::Alternative& a = t.alternatives()[t.index(p)];
            Fields inner;
            a.describe(t.current(p), inner);
            Value v = Value::make_table();
            v.set("use", a.name);
            for (Member& m : resolved(inner, part).table) v.table.push_back(std::move(m));
            return v;
        }
    }
    return {};
}

void walk_member(const Field& field, const Type& t, void* p, const std::string& where,
                 const std::function<void(const Leaf&)>& visit);

void walk_fields(Fields& f, const std::string& where,
                 const std::function<void(const Leaf&)>& visit) {
    for (const Field& field : f.fields)
        walk_member(field, *field.type, field.address,
                    (where.empty() ? "" : where + ".") + std::string(field.name), visit);
}

void walk_member(const Field& field, const Type& t, void* p, const std::string& where,
                 const std::function<void(const Leaf&)>& visit) {
    switch (t.kind) {
        case Type::Kind::list:
            for (std::size_t i = 0; i < t.size(p); ++i)
                walk_member(field, *t.element(), t.at(p, i), fmt::format("{}[{}]", where, i),
                            visit);
            return;
        case Type::Kind::range:
            for (std::size_t i = 0; i < 2; ++i)
                walk_member(field, *t.element(), static_cast<char*>(p) + i * t.stride,
                            fmt::format("{}[{}]", where, i), visit);
            return;
        case Type::Kind::table: {
            Fields inner;
            t.describe(p, inner);
            return walk_fields(inner, where, visit);
        }
        case Type::Kind::one_of: {
            Fields inner;
            t.alternatives()[t.index(p)].describe(t.current(p), inner);
            return walk_fields(inner, where, visit);
        }
        default:
            visit({where, &field, &t, p});
    }
}

}  // namespace

Value resolved(const Fields& f, Part part) {
    Value v = Value::make_table();
    for (const Field& field : f.fields)
        if (part == Part::all || field.hashed)
            v.set(field.name, resolve_member(field, *field.type, field.address, part));
    return v;
}

std::string Leaf::text() const {
    return type->kind == Type::Kind::path
               ? static_cast<const std::filesystem::path*>(address)->string()
               : *static_cast<const std::string*>(address);
}

std::optional<Artefact> Leaf::refers() const {
    if (type->kind == Type::Kind::reference) return type->artefact;
    if (type->kind == Type::Kind::path && text().starts_with('@')) return field->made;
    return std::nullopt;
}

void walk(Fields& f, const std::function<void(const Leaf&)>& visit) { walk_fields(f, "", visit); }

std::string default_text(const Field& field) {
    if (field.is_required) return "";
    const Value v = resolve_member(field, *field.type, field.address, Part::all);
    return v.is(Value::Kind::text) ? v.text : to_json(v);
}

}  // namespace crucible
