#include "crucible/base/value.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

void write_json_text(std::string& out, std::string_view s) {
    out += '"';
    for (const char c : s) {
        const auto u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\', out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (u < 32 || c == '<' || c == 127) {
            out += "\\u00";
            out += "0123456789abcdef"[u >> 4];
            out += "0123456789abcdef"[u & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

struct JsonWriter {
    JsonStyle style;
    std::string out;

    void new_line(int depth) {
        if (style == JsonStyle::pretty)
            out += '\n' + std::string(2 * static_cast<std::size_t>(depth), ' ');
    }

    void write_table(const Value& v, int depth) {
        std::vector<std::size_t> order(v.table.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        if (style == JsonStyle::canonical)
            std::sort(order.begin(), order.end(),
                      [&](auto a, auto b) { return v.table[a].key < v.table[b].key; });
        out += '{';
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (i) out += ',';
            new_line(depth + 1);
            write_json_text(out, v.table[order[i]].key);
            out += style == JsonStyle::pretty ? ": " : ":";
            write(v.table[order[i]].value, depth + 1);
        }
        if (!order.empty()) new_line(depth);
        out += '}';
    }

    void write(const Value& v, int depth) {
        CRUCIBLE_ASSERT(depth < max_document_depth + 8);
        switch (v.kind) {
            case Value::Kind::none:
                out += "null";
                break;
            case Value::Kind::boolean:
                out += v.integer ? "true" : "false";
                break;
            case Value::Kind::integer:
                out += std::to_string(v.integer);
                break;
            case Value::Kind::number:
                // "-0" would be read as the integer nought.
                out += !std::isfinite(v.number)                  ? "null"
                       : v.number == 0 && std::signbit(v.number) ? "-0.0"
                                                                 : number_text(v.number);
                break;
            case Value::Kind::text:
                write_json_text(out, v.text);
                break;
            case Value::Kind::list:
                out += '[';
                for (std::size_t i = 0; i < v.list.size(); ++i) {
                    if (i) out += style == JsonStyle::pretty ? ", " : ",";
                    write(v.list[i], depth + 1);
                }
                out += ']';
                break;
            case Value::Kind::table:
                write_table(v, depth);
                break;
        }
    }
};

}  // namespace

const Value* Value::find(std::string_view key) const {
    for (const Member& m : table)
        if (m.key == key) return &m.value;
    return nullptr;
}

Value* Value::find(std::string_view key) {
    return const_cast<Value*>(static_cast<const Value*>(this)->find(key));
}

const Value& Value::operator[](std::string_view key) const {
    static const Value nothing;
    const Value* v = find(key);
    return v ? *v : nothing;
}

Value& Value::set(std::string_view key, Value v) {
    kind = Kind::table;
    if (Value* old = find(key)) return *old = std::move(v);
    table.push_back({std::string(key), std::move(v), {}});
    return table.back().value;
}

void Value::push(Value v) {
    kind = Kind::list;
    list.push_back(std::move(v));
}

double Value::real(double otherwise) const {
    if (kind == Kind::number) return number;
    if (kind == Kind::integer) return static_cast<double>(integer);
    return otherwise;
}

std::string to_json(const Value& v, JsonStyle style) {
    JsonWriter w{style, {}};
    w.write(v, 0);
    if (style == JsonStyle::pretty) w.out += '\n';
    return std::move(w.out);
}

Value list_of(const std::vector<double>& v) {
    Value out = Value::make_list();
    for (double x : v) out.push(x);
    return out;
}

std::vector<double> numbers_in(const Value& v) {
    std::vector<double> out;
    out.reserve(v.list.size());
    for (const Value& x : v.list) out.push_back(x.real());
    return out;
}

}  // namespace crucible
