#include "crucible/study/fill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/text.hpp"
#include "crucible/study/toml.hpp"

namespace crucible {
namespace {

/// Reads values into described objects, collecting problems.
class Filler {
public:
    explicit Filler(Problems& problems) : problems_(problems) {}

    void table(const Value& v, Fields& f, const std::string& where,
               const std::vector<std::string>& also) {
        if (!v.is(Value::Kind::table)) {
            problems_.add("E-study-value", v.origin, where, "a table is expected here",
                          "such as { key = value }");
            return;
        }
        std::vector<std::string> given;
        const bool is_ours = std::find(also.begin(), also.end(), "preset") == also.end();
        if (const Value* p = v.find("preset"); p && is_ours) apply_preset(*p, f, where, given);
        keys(v, f, where, also, given);
        for (const Field& field : f.fields)
            if (field.is_required &&
                std::find(given.begin(), given.end(), field.name) == given.end())
                problems_.add(
                    "E-study-missing", v.origin, where, fmt::format("'{}' is missing", field.name),
                    fmt::format("expected {}: {}", expected(field, *field.type), field.sentence));
    }

private:
    /// A preset of the name "*.suffix" is of all files with that suffix.
    static bool is_of(const Preset& p, std::string_view text) {
        return text == p.name || (p.name.starts_with('*') && text.size() >= p.name.size() &&
                                  text.ends_with(p.name.substr(1)));
    }

    /// What the preset says, with the file that was named wherever it says "*".
    static Value settings_of(const Preset& p, const Value& name) {
        Value v = parse_toml(p.toml, fmt::format("preset {}", p.name));
        for (Member& m : v.table) {
            Value& said = m.value.is(Value::Kind::list) ? m.value.list.front() : m.value;
            if (said.is(Value::Kind::text) && said.text == "*") said = name;
        }
        return v;
    }

    void apply_preset(const Value& name, Fields& f, const std::string& where,
                      std::vector<std::string>& given) {
        if (!name.is(Value::Kind::text) && !typed(name)) {
            problems_.add("E-study-value", name.origin, where,
                          fmt::format("preset: {} is not text", shown(name)),
                          "expected the name of a preset, in quotes");
            return;
        }
        std::vector<std::string> known;
        for (const Preset& p : f.presets) {
            known.emplace_back(p.name);
            if (is_of(p, name.text)) return keys(settings_of(p, name), f, where, {}, given);
        }
        problems_.add("E-study-preset", name.origin, where,
                      fmt::format("unknown preset {}{}", in_quotes(name.text),
                                  did_you_mean(name.text, known)),
                      known.empty() ? "this has no presets"
                                    : fmt::format("expected one of: {}", fmt::join(known, ", ")));
    }

    void keys(const Value& v, Fields& f, const std::string& where,
              const std::vector<std::string>& also, std::vector<std::string>& given) {
        std::vector<std::string> known;
        for (const Field& field : f.fields) known.emplace_back(field.name);
        std::vector<std::string> offered = known;
        for (const std::string& other : also)
            if (other != "use") offered.push_back(other);
        for (const Member& m : v.table) {
            if (m.key == "preset" || std::find(also.begin(), also.end(), m.key) != also.end())
                continue;
            const auto it = std::find(known.begin(), known.end(), m.key);
            if (it == known.end()) {
                problems_.add(
                    "E-study-key", m.key_origin, where,
                    fmt::format("unknown key {}{}", in_quotes(m.key), did_you_mean(m.key, offered)),
                    fmt::format("expected one of: {}", fmt::join(offered, ", ")));
                continue;
            }
            const Field& field = f.fields[static_cast<std::size_t>(it - known.begin())];
            given.push_back(m.key);
            value(m.value, field, *field.type, field.address,
                  where.empty() ? m.key : where + "." + m.key);
        }
    }

    void wrong(const Value& v, const Field& field, const Type& t, const std::string& where,
               std::string message) {
        problems_.add("E-study-value", v.origin, where, std::move(message),
                      "expected " + expected(field, t));
    }

    static bool typed(const Value& v) { return v.origin.source && v.origin.source->typed; }

    static std::string shown(const Value& v) {
        if (v.is(Value::Kind::number) && !std::isfinite(v.number))
            return fmt::format("{}", v.number);
        if (v.is(Value::Kind::text)) return fmt::format("\"{}\"", v.text.substr(0, 40));
        const std::string s = to_json(v);
        return s.size() > 40 ? s.substr(0, 37) + "..." : s;
    }

    void value(const Value& v, const Field& field, const Type& t, void* p,
               const std::string& where) {
        switch (t.kind) {
            case Type::Kind::integer:
                return integer(v, field, t, p, where);
            case Type::Kind::number:
                return number(v, field, t, p, where);
            case Type::Kind::text:
                return text(v, field, t, *static_cast<std::string*>(p), where);
            case Type::Kind::path: {
                std::string s;
                text(v, field, t, s, where);
                *static_cast<std::filesystem::path*>(p) = s;
                return;
            }
            // A Ref holds its text and nothing else.
            case Type::Kind::reference:
                return text(v, field, t, *static_cast<std::string*>(p), where);
            case Type::Kind::choice:
                return choice(v, field, t, p, where);
            case Type::Kind::list:
                return list(v, field, t, p, where);
            case Type::Kind::range:
                return range(v, field, t, p, where);
            case Type::Kind::table: {
                Fields inner;
                t.describe(p, inner);
                return table(v, inner, where, {});
            }
            case Type::Kind::one_of:
                return one_of(v, field, t, p, where);
        }
    }

    bool in_bounds(double shown_value, const Field& f) const {
        // Room for the conversion of units at each end alone: that of 9e15 is no room below 0.
        constexpr double room = 1e-12;
        return !f.bounded || (shown_value >= f.lowest - room * std::fabs(f.lowest) &&
                              shown_value <= f.highest + room * std::fabs(f.highest));
    }

    void integer(const Value& v, const Field& field, const Type& t, void* p,
                 const std::string& where) {
        std::optional<std::int64_t> i;
        if (v.is(Value::Kind::integer)) i = v.integer;
        if (typed(v) && v.is(Value::Kind::text)) i = to_integer(trim(v.text));
        if (v.is(Value::Kind::number) && v.number == std::floor(v.number) &&
            std::fabs(v.number) < 1e15)
            i = static_cast<std::int64_t>(v.number);  // 1e6 is an integer to everybody but TOML
        if (!i) return wrong(v, field, t, where, fmt::format("{} is not an integer", shown(v)));
        if (!in_bounds(static_cast<double>(*i), field) ||
            (t.bytes == 4 && (*i < INT32_MIN || *i > INT32_MAX)))
            return wrong(v, field, t, where, fmt::format("{} is out of range", *i));
        if (t.bytes == 4)
            *static_cast<int*>(p) = static_cast<int>(*i);
        else
            *static_cast<std::int64_t*>(p) = *i;
    }

    void number(const Value& v, const Field& field, const Type& t, void* p,
                const std::string& where) {
        double internal = 0;
        try {
            if (v.is(Value::Kind::text)) {
                internal = parse_quantity(v.text, t.dimension);
            } else if ((v.is(Value::Kind::number) || v.is(Value::Kind::integer)) &&
                       std::isfinite(v.real())) {
                // Zero has the same value in every unit of a length or a pressure.
                if (t.dimension != dimension::none && v.real() != 0)
                    return wrong(v, field, t, where, fmt::format("{} has no unit", shown(v)));
                internal = v.real();
            } else {
                return wrong(v, field, t, where,
                             fmt::format("{} is not a finite number", shown(v)));
            }
        } catch (const InputError& e) {
            return wrong(v, field, t, where, e.message());
        }
        const std::string_view unit = field.unit();
        if (!in_bounds(unit.empty() ? internal : from_internal(internal, unit), field))
            return wrong(v, field, t, where, fmt::format("{} is out of range", shown(v)));
        *static_cast<double*>(p) = internal;
    }

    void text(const Value& v, const Field& field, const Type& t, std::string& out,
              const std::string& where) {
        if (v.is(Value::Kind::text) || (typed(v) && !v.text.empty()))
            out = v.text;
        else
            wrong(v, field, t, where, fmt::format("{} is not text", shown(v)));
    }

    void choice(const Value& v, const Field& field, const Type& t, void* p,
                const std::string& where) {
        std::string word;
        if (v.is(Value::Kind::text)) word = v.text;
        // A switch may be written as what it is in TOML, too.
        if (v.is(Value::Kind::boolean) && field.is_flag) word = v.integer != 0 ? "on" : "off";
        std::vector<std::string> known;
        for (const Name& n : t.names()) {
            if (n.name == word) *static_cast<int*>(p) = static_cast<int>(known.size());
            known.emplace_back(n.name);
        }
        if (std::find(known.begin(), known.end(), word) == known.end())
            wrong(v, field, t, where,
                  fmt::format("unknown choice {}{}", shown(v), did_you_mean(word, known)));
    }

    /// A list in TOML; on the command line also "2,3,4"; a single value stands for a list of one.
    void list(const Value& v, const Field& field, const Type& t, void* p,
              const std::string& where) {
        std::vector<Value> elements = v.list;
        if (!v.is(Value::Kind::list)) {
            if (typed(v) && v.is(Value::Kind::text) && v.text.find(',') != v.text.npos) {
                for (const Word& w : crucible::fields(v.text, ','))
                    elements.push_back(parse_loose(w.text, v.origin));
            } else {
                elements = {v};
            }
        }
        t.clear(p);
        for (std::size_t i = 0; i < elements.size(); ++i)
            value(elements[i], field, *t.element(), t.append(p), fmt::format("{}[{}]", where, i));
    }

    void range(const Value& v, const Field& field, const Type& t, void* p,
               const std::string& where) {
        std::vector<Value> ends = v.list;
        if (typed(v) && v.is(Value::Kind::text))
            for (const Word& w : crucible::fields(v.text, ','))
                ends.push_back(parse_loose(w.text, v.origin));
        if (ends.size() != 2)
            return wrong(v, field, t, where, "two values are expected: [low, high]");
        const std::size_t before = problems_.all().size();
        for (std::size_t i = 0; i < 2; ++i)
            value(ends[i], field, *t.element(), static_cast<char*>(p) + i * t.stride,
                  fmt::format("{}[{}]", where, i));
        if (problems_.all().size() != before || t.element()->kind != Type::Kind::number) return;
        const auto* d = static_cast<const double*>(p);
        if (d[0] > d[1]) wrong(v, field, t, where, "the low end is above the high end");
    }

    void one_of(const Value& v, const Field& field, const Type& t, void* p,
                const std::string& where) {
        const Value* use = v.is(Value::Kind::table)  ? v.find("use")
                           : v.is(Value::Kind::text) ? &v
                                                     : nullptr;
        if (!use && !v.is(Value::Kind::table))
            return wrong(v, field, t, where,
                         fmt::format("{} is neither a name nor a table", shown(v)));
        if (use && !use_alternative(*use, t, p, where)) {
            std::vector<std::string> known = alternative_names(t, p);
            return wrong(*use, field, t, where,
                         fmt::format("unknown choice {}{}{}", shown(*use),
                                     did_you_mean(use->text, known), known_files(known)));
        }
        Fields inner;
        t.alternatives()[t.index(p)].describe(t.current(p), inner);
        static const Value nothing = Value::make_table();
        if (v.is(Value::Kind::table))
            table_after_use(v, inner, where);
        else if (!preset_used_)
            table(nothing, inner, where, {});
    }

    void table_after_use(const Value& v, Fields& inner, const std::string& where) {
        if (!preset_used_) return table(v, inner, where, {"use"});
        std::vector<std::string> given;  // the preset gave what is required
        keys(v, inner, where, {"use"}, given);
    }

    /// Makes the alternative of that name, or the one that has a preset of that name, and applies
    /// it.
    bool use_alternative(const Value& use, const Type& t, void* p, const std::string& where) {
        preset_used_ = false;
        for (const Type::Alternative& a : t.alternatives())
            if (a.name == use.text) return a.emplace(p), true;
        for (const Type::Alternative& a : t.alternatives()) {
            Fields inner;
            a.describe(a.emplace(p), inner);
            for (const Preset& preset : inner.presets)
                if (is_of(preset, use.text)) {
                    std::vector<std::string> given;
                    apply_preset(use, inner, where, given);
                    return preset_used_ = true;
                }
        }
        return false;
    }

    static std::string known_files(std::vector<std::string> names) {
        std::erase_if(names, [](const std::string& n) { return !n.starts_with('*'); });
        return names.empty()
                   ? ""
                   : fmt::format("; a file would end in one of {}", fmt::join(names, ", "));
    }

    static std::vector<std::string> alternative_names(const Type& t, void* p) {
        std::vector<std::string> known;
        for (const Type::Alternative& a : t.alternatives()) {
            known.emplace_back(a.name);
            Fields inner;
            a.describe(a.emplace(p), inner);
            for (const Preset& preset : inner.presets) known.emplace_back(preset.name);
        }
        return known;
    }

    Problems& problems_;
    bool preset_used_ = false;
};

}  // namespace

void fill(const Value& v, Fields& f, Problems& problems, std::string_view where,
          const std::vector<std::string>& also) {
    Filler(problems).table(v, f, std::string(where), also);
}

}  // namespace crucible
