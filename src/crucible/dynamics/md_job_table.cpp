#include "crucible/dynamics/md_job_table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {

JobTable::JobTable(const Value& v, std::string where, const std::string& file)
    : v_(v), where_(std::move(where)), file_(file) {
    if (!v.is(Value::Kind::table)) fail("", "is not a table", "expected { ... }");
}

std::string JobTable::path(std::string_view key) const {
    const std::string_view dot = where_.empty() || key.empty() ? "" : ".";
    return fmt::format("{}{}{}", where_, dot, key);
}

void JobTable::fail(std::string_view key, const std::string& what, const std::string& cure) const {
    const std::string at = path(key);
    throw InputError("E-md-job", fmt::format("{} {}", at.empty() ? "the job" : at, what), cure,
                     {file_});
}

void JobTable::fail_choice(std::string_view key, const std::string& word,
                           const std::vector<std::string>& known) const {
    fail(key, fmt::format("is {}{}", in_quotes(word), did_you_mean(word, known)),
         fmt::format("expected one of: {}", fmt::join(known, ", ")));
}

const Value* JobTable::take(std::string_view key) {
    known_.emplace_back(key);
    return v_.find(key);
}

const Value& JobTable::need(std::string_view key) {
    const Value* v = take(key);
    if (!v) fail(key, "is missing", "add it");
    return *v;
}

std::string JobTable::text(std::string_view key) {
    const Value& v = need(key);
    if (!v.is(Value::Kind::text) || v.text.size() > 4096 || v.text.find('\0') != v.text.npos)
        fail(key, "is not text", "write it in quotes");
    return v.text;
}

const std::vector<Value>& JobTable::list(std::string_view key) {
    const Value& v = need(key);
    if (!v.is(Value::Kind::list)) fail(key, "is not a list", "expected [ ... ]");
    return v.list;
}

double JobTable::quantity(const Value& v, std::string_view key, const Dimension& d) {
    if (v.is(Value::Kind::text)) {
        try {
            return parse_quantity(v.text, d);
        } catch (const InputError& e) {
            fail(key, "is wrong: " + e.message(), e.cure());
        }
    }
    const bool number = v.is(Value::Kind::number) || v.is(Value::Kind::integer);
    // Zero has the same value in every unit.
    if (!number || !std::isfinite(v.real()) || (d != dimension::none && v.real() != 0))
        fail(key, "is not " + with_article(dimension_name(d)),
             d == dimension::none ? "write a finite number" : "write it with its unit, in quotes");
    return v.real();
}

void JobTable::quantity(std::string_view key, const Dimension& d, double& out) {
    if (const Value* v = take(key)) out = quantity(*v, key, d);
}

void JobTable::ramp(std::string_view key, const Dimension& d, double& start, double& end) {
    const Value* v = take(key);
    if (!v) return;
    if (!v->is(Value::Kind::list)) {
        start = end = quantity(*v, key, d);
        return;
    }
    if (v->list.size() != 2) fail(key, "has not two values", "write [start, end]");
    start = quantity(v->list[0], key, d);
    end = quantity(v->list[1], key, d);
}

void JobTable::integer(std::string_view key, std::int64_t& out) {
    const Value* v = take(key);
    if (!v) return;
    if (v->is(Value::Kind::integer))
        out = v->integer;
    else if (v->is(Value::Kind::number) && std::floor(v->number) == v->number &&
             std::fabs(v->number) < 1e15)
        out = static_cast<std::int64_t>(v->number);
    else
        fail(key, "is not an integer", "write a whole number");
}

void JobTable::boolean(std::string_view key, bool& out) {
    const Value* v = take(key);
    if (!v) return;
    if (!v->is(Value::Kind::boolean)) fail(key, "is neither true nor false", "write true or false");
    out = v->integer != 0;
}

void JobTable::nothing_else() const {
    for (const Member& m : v_.table)
        if (std::find(known_.begin(), known_.end(), m.key) == known_.end())
            fail(m.key, "is not known" + did_you_mean(m.key, known_),
                 fmt::format("expected one of: {}", fmt::join(known_, ", ")));
}

}  // namespace crucible
