#include "crucible/study/problems.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crucible {
namespace {

Location location_of(const Origin& o) { return {o.source ? o.source->name : "", o.line, o.column}; }

/// A line as a terminal may have it: no control character of a damaged file reaches it.
std::string printable(std::string text) {
    for (char& c : text)
        if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 127) c = '?';
    return text;
}

std::string problem_text(const Problem& p) {
    const Error head(p.code, p.where.empty() ? p.message : p.where + ": " + p.message, "",
                     location_of(p.origin));
    std::string out = std::string(head.what()) + "\n";
    const std::string indent(6, ' ');
    const auto line = static_cast<std::size_t>(p.origin.line);
    if (p.origin.source && line >= 1 && line <= p.origin.source->lines.size() &&
        p.origin.column > 0) {
        const std::string text = printable(p.origin.source->lines[line - 1]);
        out += fmt::format("{:>5} | {}\n{}| ", line, text, indent);
        // Tabs are repeated, so that the caret stands where the terminal puts the text;
        // columns count code points, so continuation bytes take no room.
        int column = 1;
        for (std::size_t i = 0; i < text.size() && column < p.origin.column; ++i) {
            if ((text[i] & 0xC0) == 0x80) continue;
            out += text[i] == '\t' ? '\t' : ' ';
            ++column;
        }
        out += '^' + std::string(static_cast<std::size_t>(std::max(p.origin.length - 1, 0)), '~') +
               "\n";
    }
    if (!p.expected.empty()) out += fmt::format("{}{}\n", indent, p.expected);
    return out;
}

Error first_problem(const Problems& p) {
    if (p.empty()) return InputError("E-study", "the study has faults", "");
    const Problem& f = p.all().front();
    std::string message = f.where.empty() ? f.message : f.where + ": " + f.message;
    if (p.all().size() > 1) message += fmt::format(" (and {} more)", p.all().size() - 1);
    return Error(f.code, message, f.expected, location_of(f.origin));
}

}  // namespace

void Problems::add(std::string_view code, const Origin& o, std::string_view where,
                   std::string message, std::string expected) {
    Problem p{std::string(code), o, std::string(where), std::move(message), std::move(expected)};
    const auto later = [](const Problem& a, const Problem& b) {
        return std::pair(a.origin.line, a.origin.column) <
               std::pair(b.origin.line, b.origin.column);
    };
    all_.insert(std::upper_bound(all_.begin(), all_.end(), p, later), std::move(p));
}

std::string Problems::text() const {
    std::string out;
    for (const Problem& p : all_) out += problem_text(p);
    return out;
}

Value Problems::json() const {
    Value list = Value::make_list();
    for (const Problem& p : all_) {
        Value v;
        v.set("code", p.code);
        v.set("file", location_of(p.origin).file);
        v.set("line", p.origin.line);
        v.set("column", p.origin.column);
        v.set("where", p.where);
        v.set("message", p.message);
        v.set("expected", p.expected);
        list.push(std::move(v));
    }
    return list;
}

StudyError::StudyError(Problems p)
    : InputError(first_problem(p).code(), first_problem(p).message(), first_problem(p).cure(),
                 first_problem(p).where()),
      problems(std::move(p)) {}

}  // namespace crucible
