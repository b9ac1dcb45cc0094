// Help, schema and docs: written once over the described fields, never per step.

#include <fmt/format.h>

#include "crucible/base/text.hpp"
#include "crucible/study/fill.hpp"

namespace crucible {
namespace {

std::string kind_words(const Field& f, const Type& t) {
    switch (t.kind) {
        case Type::Kind::integer:
            return "an integer";
        case Type::Kind::number:
            return with_article(dimension_name(t.dimension));
        case Type::Kind::text:
            return "text";
        case Type::Kind::path:
            return f.made ? fmt::format("a path, or @step.output of a {}", artefact_name(*f.made))
                          : "a path";
        case Type::Kind::reference:
            return fmt::format("{}: @step.output, @input or a file", artefact_name(t.artefact));
        case Type::Kind::list:
            return "a list of: " + kind_words(f, *t.element());
        case Type::Kind::range:
            return "[low, high] of: " + kind_words(f, *t.element());
        case Type::Kind::table:
            return "a table";
        default:
            return "one of";
    }
}

std::vector<std::string> choice_names(const Type& t) {
    std::vector<std::string> all;
    if (t.kind == Type::Kind::choice)
        for (const Name& n : t.names()) all.emplace_back(n.name);
    if (t.kind == Type::Kind::one_of)
        for (const Type::Alternative& a : t.alternatives()) all.emplace_back(a.name);
    return all;
}

std::string metavar(const Field& f, const Type& t) {
    if (f.is_flag) return "";
    switch (t.kind) {
        case Type::Kind::integer:
            return "N";
        case Type::Kind::number:
            return f.unit().empty() ? "X" : fmt::format("\"X {}\"", f.unit());
        case Type::Kind::choice:
            return fmt::format("{}", fmt::join(choice_names(t), "|"));
        case Type::Kind::reference:
        case Type::Kind::path:
            return "FILE";
        case Type::Kind::list:
            return metavar(f, *t.element()) + ",...";
        case Type::Kind::range:
            return fmt::format("{0},{0}", metavar(f, *t.element()));
        case Type::Kind::one_of:
            return fmt::format("{}", fmt::join(choice_names(t), "|"));
        default:
            return "TEXT";
    }
}

std::string bounds_text(const Field& f) {
    if (!f.bounded) return "";
    const std::string unit = f.unit().empty() ? "" : fmt::format(" {}", f.unit());
    return fmt::format("{} to {}{}", number_text(f.lowest, 10), number_text(f.highest, 10), unit);
}

Value type_schema(const Field& f, const Type& t) {
    Value s = Value::make_table();
    switch (t.kind) {
        case Type::Kind::integer:
            s.set("type", "integer");
            break;
        case Type::Kind::number:
            s.set("type", t.dimension == dimension::none ? "number" : "string");
            if (t.dimension != dimension::none) {
                s.set("x-dimension", dimension_name(t.dimension));
                s.set("x-unit", f.unit());
            }
            break;
        case Type::Kind::choice: {
            Value names = Value::make_list();
            for (const std::string& n : choice_names(t)) names.push(n);
            s.set("enum", std::move(names));
            break;
        }
        case Type::Kind::list:
        case Type::Kind::range:
            s.set("type", "array");
            s.set("items", type_schema(f, *t.element()));
            if (t.kind == Type::Kind::range) s.set("minItems", 2), s.set("maxItems", 2);
            break;
        case Type::Kind::one_of: {
            Value names = Value::make_list();
            for (const std::string& n : choice_names(t)) names.push(n);
            s.set("x-alternatives", std::move(names));
            break;
        }
        case Type::Kind::table:
            s.set("type", "object");
            break;
        case Type::Kind::reference:
            s.set("x-artefact", artefact_name(t.artefact));
            [[fallthrough]];
        default:
            s.set("type", "string");
    }
    if (f.bounded && t.kind == Type::Kind::integer)
        s.set("minimum", f.lowest), s.set("maximum", f.highest);
    return s;
}

/// The fields inside a table or of a one_of's alternatives, described on scratch objects of their
/// own.
void each_inner(const Field& f,
                const std::function<void(std::string_view alternative, std::string_view sentence,
                                         Fields&)>& visit) {
    const Type& t = *f.type;
    if (t.kind == Type::Kind::list && t.element()->kind == Type::Kind::table &&
        t.size(f.address) == 0) {
        Fields inner;
        t.element()->describe(t.append(f.address), inner);
        visit("each", "", inner);
        t.clear(f.address);
    }
    if (t.kind == Type::Kind::table) {
        Fields inner;
        f.type->describe(f.address, inner);
        visit("", "", inner);
    }
    if (f.type->kind != Type::Kind::one_of) return;
    for (const Type::Alternative& a : f.type->alternatives()) {
        Fields inner;
        a.describe(a.emplace(f.address), inner);
        visit(a.name, a.sentence, inner);
    }
    f.type->alternatives()[0].emplace(f.address);
}

/// The default as one would type it after the option.
std::string typed_default(const Field& f) {
    std::string d = default_text(f);
    const Type::Kind kind = f.type->kind;
    if (f.is_flag || d == "[]" || kind == Type::Kind::one_of) return "";
    if (kind == Type::Kind::list || kind == Type::Kind::range)
        std::erase_if(d, [](char c) { return c == '[' || c == ']' || c == '"'; });
    return d;
}

std::string option_line(const Field& f, std::string_view prefix) {
    std::string line = fmt::format("  --{}{} {}", prefix, f.name, metavar(f, *f.type));
    line += line.size() < 34 ? std::string(34 - line.size(), ' ') : "\n" + std::string(34, ' ');
    line += f.sentence;
    const std::string bounds = bounds_text(f);
    if (!bounds.empty()) line += fmt::format(" ({})", bounds);
    if (f.is_required)
        line += fmt::format(" [required, such as {}]", f.example());
    else if (const std::string d = typed_default(f); !d.empty())
        line += fmt::format(" [{}]", d);
    return line + "\n";
}

std::string parameter_row(const Field& f, const std::string& prefix) {
    const std::string d = default_text(f);
    return fmt::format(
        "| `{}{}` | {} | {} | {} | {} |\n", prefix, f.name, kind_words(f, *f.type),
        f.is_required ? fmt::format("required, such as `{}`", f.example())
        : f.type->kind == Type::Kind::table || f.type->kind == Type::Kind::one_of ? ""
        : d.empty()                                                               ? "none"
                    : fmt::format("`{}`", d),
        bounds_text(f).empty() ? fmt::format("{}", fmt::join(choice_names(*f.type), ", "))
                               : bounds_text(f),
        f.sentence);
}

void parameter_rows(Fields& f, const std::string& prefix, std::string& out) {
    for (const Field& field : f.fields) {
        out += parameter_row(field, prefix);
        each_inner(field, [&](std::string_view alternative, std::string_view, Fields& inner) {
            const std::string deeper =
                prefix + std::string(field.name) + "." +
                (alternative.empty() ? "" : fmt::format("({}).", alternative));
            parameter_rows(inner, deeper, out);
            for (const Preset& p : inner.presets)
                out += fmt::format("| `{}{} = \"{}\"` | preset | | | {} |\n", prefix, field.name,
                                   p.name, p.sentence);
        });
    }
}

}  // namespace

std::string expected(const Field& f, const Type& t) {
    std::string out = kind_words(f, t);
    const auto names = choice_names(t);
    if (!names.empty()) out = fmt::format("one of: {}", fmt::join(names, ", "));
    if (const std::string b = bounds_text(f); !b.empty()) out += ", " + b;
    if (f.is_required)
        out += fmt::format(", such as {}", t.kind == Type::Kind::integer
                                               ? std::string(f.example())
                                               : fmt::format("\"{}\"", f.example()));
    else if (t.kind == Type::Kind::number && t.dimension != dimension::none)
        out += fmt::format(", such as \"{}\"",
                           &t == f.type ? default_text(f) : fmt::format("1 {}", f.unit()));
    return out;
}

std::string option_help(Fields& f, std::string_view prefix) {
    std::string out;
    for (const Field& field : f.fields) {
        const Type::Kind kind = field.type->kind;
        if (kind == Type::Kind::table)
            out += fmt::format("  {}: {}\n", field.name, field.sentence);
        else if (!field.is_positional)
            out += option_line(field, prefix);
        each_inner(
            field, [&](std::string_view alternative, std::string_view sentence, Fields& inner) {
                if (kind == Type::Kind::list) {  // { key = value } of each element
                    for (const Field& deep : inner.fields)
                        out += fmt::format("    {}: {}, {}\n", deep.name, deep.sentence,
                                           expected(deep, *deep.type));
                    return;
                }
                if (!alternative.empty()) out += fmt::format("    {}: {}\n", alternative, sentence);
                for (const Preset& p : inner.presets)
                    out += fmt::format("    {}: {}\n", p.name, p.sentence);
                for (const Field& deep : inner.fields)
                    out += "  " + option_line(deep, fmt::format("{}{}.", prefix, field.name));
            });
    }
    return out;
}

Value json_schema(Fields& f, std::string_view title, std::string_view sentence) {
    Value s = Value::make_table();
    s.set("title", title);
    s.set("description", sentence);
    s.set("type", "object");
    s.set("additionalProperties", Value(false));
    Value properties = Value::make_table(), required = Value::make_list();
    for (const Field& field : f.fields) {
        Value p = type_schema(field, *field.type);
        p.set("description", field.sentence);
        if (field.is_required)
            required.push(field.name);
        else
            p.set("default", default_text(field));
        Value inner_schemas = Value::make_list();
        each_inner(field, [&](std::string_view alternative, std::string_view inner_sentence,
                              Fields& inner) {
            inner_schemas.push(
                json_schema(inner, alternative.empty() ? field.name : alternative, inner_sentence));
        });
        if (field.type->kind == Type::Kind::one_of)
            p.set("oneOf", std::move(inner_schemas));
        else if (field.type->kind == Type::Kind::table)
            p.set("properties", inner_schemas.list[0]["properties"]);
        properties.set(field.name, std::move(p));
    }
    s.set("properties", std::move(properties));
    s.set("required", std::move(required));
    return s;
}

std::string markdown(Fields& f, std::string_view name, std::string_view sentence) {
    std::string out = fmt::format(
        "## {}\n\n{}.\n\n| parameter | kind | default | range or choices | meaning "
        "|\n|---|---|---|---|---|\n",
        name, sentence);
    parameter_rows(f, "", out);
    if (!f.presets.empty()) out += "\n| preset | cost and error | sets |\n|---|---|---|\n";
    for (const Preset& p : f.presets) {
        std::string toml(p.toml);
        for (char& c : toml)
            if (c == '\n') c = ' ';
        out += fmt::format("| `{}` | {} | `{}` |\n", p.name, p.sentence, trim(toml));
    }
    if (!f.outputs.empty()) out += "\n| output | file | what |\n|---|---|---|\n";
    for (const Output& o : f.outputs)
        out += fmt::format("| `{}` ({}) | `out/{}` | {} |\n", o.name, artefact_name(o.artefact),
                           o.file, o.sentence);
    if (!f.rows.empty()) out += "\n| result | unit | what |\n|---|---|---|\n";
    for (const Given& g : f.rows)
        out += fmt::format("| `{}` | {} | {} |\n", g.id, g.unit, g.sentence);
    return out + "\n";
}

}  // namespace crucible
