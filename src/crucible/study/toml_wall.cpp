#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "crucible/base/text.hpp"
#include "crucible/study/problems.hpp"
#include "crucible/study/toml.hpp"

namespace crucible {
namespace {

using SharedSource = std::shared_ptr<const Source>;

SharedSource make_source(std::string_view text, const std::string& name) {
    auto s = std::make_shared<Source>();
    s->name = name;
    LineReader reader(text, name);
    for (std::string_view line; reader.next(line);) s->lines.emplace_back(line);
    return s;
}

Origin origin_of(const toml::source_region& r, const SharedSource& source) {
    Origin o{source, static_cast<int>(r.begin.line), static_cast<int>(r.begin.column), 1};
    if (r.end.line == r.begin.line && r.end.column > r.begin.column)
        o.length = static_cast<int>(r.end.column - r.begin.column);
    return o;
}

[[noreturn]] void fail_syntax(const Origin& place, std::string message, std::string cure) {
    Problems p;
    p.add("E-study-syntax", place, "", std::move(message), std::move(cure));
    throw StudyError(std::move(p));
}

[[noreturn]] void fail_deep(const Origin& place) {
    fail_syntax(place, fmt::format("nested deeper than {} levels", max_document_depth),
                "write it with fewer brackets within one another");
}

/// Thrown by `convert`, whose callers know how to show a place.
struct TooDeep {
    Origin place;
};

Value convert(const toml::node& n, const SharedSource& source, int depth);

Value convert_table(const toml::table& t, const SharedSource& source, int depth) {
    Value v = Value::make_table();
    for (const auto& [key, node] : t)
        v.table.push_back({std::string(key.str()), convert(node, source, depth + 1),
                           origin_of(key.source(), source)});
    // The library sorts by name; people wrote an order.
    std::stable_sort(v.table.begin(), v.table.end(), [](const Member& a, const Member& b) {
        return std::pair(a.key_origin.line, a.key_origin.column) <
               std::pair(b.key_origin.line, b.key_origin.column);
    });
    return v;
}

Value convert(const toml::node& n, const SharedSource& source, int depth) {
    if (depth > max_document_depth) throw TooDeep{origin_of(n.source(), source)};
    Value v;
    if (const auto* t = n.as_table())
        v = convert_table(*t, source, depth);
    else if (const auto* a = n.as_array()) {
        v = Value::make_list();
        for (const auto& e : *a) v.push(convert(e, source, depth + 1));
    } else if (const auto* s = n.as_string())
        v = Value(s->get());
    else if (const auto* i = n.as_integer())
        v = Value(std::int64_t{i->get()});
    else if (const auto* d = n.as_floating_point())
        v = Value(d->get());
    else if (const auto* b = n.as_boolean())
        v = Value(b->get());
    else {
        std::ostringstream
            text;  // dates and times: no step takes one, the text says what was written
        text << toml::node_view<const toml::node>(n);
        v = Value(text.str());
    }
    v.origin = origin_of(n.source(), source);
    return v;
}

/// What to do about a fault of syntax, by what the parser says of it.
std::string cure_of(std::string_view description) {
    struct Cure {
        std::string_view sign, cure;
    };
    constexpr Cure cures[] = {
        {"utf-8", "save the file as text in UTF-8"},
        {"u0000", "save the file as text in UTF-8"},
        {"control characters", "close the quotation mark on its own line"},
        {"escape sequence", "write paths with '/', or in single quotes: 'C:\\data'"},
        {"cannot redefine", "keep one of the two"},
        {"could not determine value type",
         "put text and quantities in straight quotes: \"TiO2\", \"20 GPa\""},
        {"a comment or whitespace",
         "one value on each line, quantities in quotes: \"20 GPa\"; remarks begin with '#'"},
        {"end-of-file", "close the bracket or quotation mark"},
        {"expected '='", "write KEY = VALUE"},
        {"after '\\r'", "end lines with a line feed, as editors for Linux, macOS and Windows do"},
        {"expected value", "write a value behind '='"},
        {"64 bits", "write a smaller number"},
        {"floating-point", "write a number such as 0.5 or 1e-3"},
    };
    for (const Cure& c : cures)
        if (description.find(c.sign) != description.npos) return std::string(c.cure);
    return "expected TOML (https://toml.io)";
}

}  // namespace

Value parse_toml(std::string_view text, const std::string& name) {
    const SharedSource source = make_source(text, name);
    try {
        const toml::table t = toml::parse(text, name);
        Value v = convert_table(t, source, 0);
        v.origin = {source, 1, 1, 1};
        return v;
    } catch (const toml::parse_error& e) {
        fail_syntax(origin_of(e.source(), source), std::string(e.description()),
                    cure_of(e.description()));
    } catch (const TooDeep& e) {
        fail_deep(e.place);
    }
}

Value parse_loose(std::string_view text, const Origin& origin) {
    Value v;
    try {
        const toml::table t = toml::parse(fmt::format("v = {}", text));
        if (t.size() == 1) v = convert(*t.get("v"), nullptr, 0);
    } catch (const toml::parse_error&) {
        // Not TOML: plain text.
    } catch (const TooDeep&) {
        fail_deep(origin);
    }
    if (v.kind == Value::Kind::none) v = Value(text);
    if (v.kind != Value::Kind::table && v.kind != Value::Kind::list && v.kind != Value::Kind::text)
        v.text = text;
    struct Placer {
        const Origin& origin;
        void operator()(Value& x) const {
            x.origin = origin;
            for (Value& e : x.list) (*this)(e);
            for (Member& m : x.table) m.key_origin = origin, (*this)(m.value);
        }
    };
    Placer{origin}(v);
    return v;
}

}  // namespace crucible
