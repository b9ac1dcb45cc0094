#include "crucible/study/toml.hpp"

namespace crucible {
namespace {

bool bare_key(const std::string& key) {
    return !key.empty() &&
           key.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == key.npos;
}

/// JSON's escapes are TOML's, so text is written as JSON text.
std::string key_text(const std::string& key) { return bare_key(key) ? key : to_json(Value(key)); }

std::string inline_text(const Value& v) {
    std::string out;
    if (v.is(Value::Kind::list)) {
        for (const Value& e : v.list) out += (out.empty() ? "" : ", ") + inline_text(e);
        return "[" + out + "]";
    }
    if (v.is(Value::Kind::table)) {
        for (const Member& m : v.table)
            out += (out.empty() ? "" : ", ") + key_text(m.key) + " = " + inline_text(m.value);
        return "{ " + out + " }";
    }
    out = to_json(v);
    // A whole number of floating kind must stay one.
    if (v.is(Value::Kind::number) && out.find_first_of(".en") == out.npos) out += ".0";
    return out;
}

void write_table(const Value& v, const std::string& name, int levels, std::string& out) {
    for (const Member& m : v.table)
        if (!m.value.is(Value::Kind::table) || levels == 0)
            out += key_text(m.key) + " = " + inline_text(m.value) + "\n";
    if (levels == 0) return;
    for (const Member& m : v.table) {
        if (!m.value.is(Value::Kind::table)) continue;
        const std::string full = (name.empty() ? "" : name + ".") + key_text(m.key);
        const bool deeper = m.key == "step" && name.empty();
        if (!deeper) out += "\n[" + full + "]\n";
        write_table(m.value, full, deeper ? 1 : 0, out);
    }
}

}  // namespace

std::string to_toml(const Value& v) {
    std::string out;
    write_table(v, "", 1, out);
    return out;
}

}  // namespace crucible
