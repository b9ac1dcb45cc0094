#include "crucible/atoms/extxyz_comment.hpp"

#include <fmt/format.h>

namespace crucible::extxyz {
namespace {

using reading::Lines;

bool comment_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// The extended xyz comment line: key=value, key="quoted value", key={...}, key=[...] or a bare
/// key.
class CommentParser {
public:
    CommentParser(const Lines& lines, std::string_view text) : lines_(lines), text_(text) {}

    std::vector<CommentEntry> parse() {
        std::vector<CommentEntry> out;
        for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
            CommentEntry e;
            e.key = peek() == '"' ? quoted_text() : until_blank_or('=');
            const std::size_t after_key = at_;
            skip_blanks();
            if (at_ < text_.size() && peek() == '=') {
                ++at_;
                skip_blanks();
                e.column = static_cast<int>(at_) + 1;
                e.value = value();
            } else {
                at_ = after_key;
                e.column = static_cast<int>(at_);
                e.value = "T";
            }
            if (e.key.empty()) fail("a value without a key");
            out.push_back(std::move(e));
        }
        return out;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        lines_.fail(what, "write key=value or key=\"several words\"", static_cast<int>(at_) + 1);
    }
    char peek() const { return text_[at_]; }
    void skip_blanks() {
        while (at_ < text_.size() && comment_blank(peek())) ++at_;
    }
    std::string until_blank_or(char stop) {
        const std::size_t first = at_;
        while (at_ < text_.size() && !comment_blank(peek()) && peek() != stop) ++at_;
        return std::string(text_.substr(first, at_ - first));
    }
    std::string quoted_text() {
        std::string out;
        for (++at_; at_ < text_.size(); ++at_) {
            if (peek() == '"') return ++at_, out;
            if (peek() == '\\' && at_ + 1 < text_.size()) {
                ++at_;
                out += peek() == 'n' ? '\n' : peek();
            } else {
                out += peek();
            }
        }
        fail("a quotation mark is not closed");
    }
    std::string value() {
        if (at_ >= text_.size()) return "";
        if (peek() == '"') return quoted_text();
        const char open = peek();
        if (open != '{' && open != '[') return until_blank_or(' ');
        const char close = open == '{' ? '}' : ']';
        const std::size_t first = at_;
        int depth = 0;
        for (; at_ < text_.size(); ++at_) {
            depth += peek() == open;
            depth -= peek() == close;
            if (depth == 0) return ++at_, std::string(text_.substr(first, at_ - first));
        }
        fail("a bracket is not closed");
    }

    const Lines& lines_;
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<CommentEntry> parse_comment(const reading::Lines& lines, std::string_view comment) {
    return CommentParser(lines, comment).parse();
}

void append_quoted(std::string& out, const std::string& value) {
    const bool bracketed = value.size() > 1 && ((value.front() == '[' && value.back() == ']') ||
                                                (value.front() == '{' && value.back() == '}'));
    const std::string_view inner =
        bracketed ? std::string_view(value).substr(1, value.size() - 2) : std::string_view(value);
    const bool plain =
        bracketed ? inner.find_first_of("[]{}\n\r") == inner.npos
                  : !value.empty() && value.find_first_of(" \t\r\n\"'\\=[]{},") == value.npos;
    if (plain) {
        out += value;
        return;
    }
    out += '"';
    for (char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    out += '"';
}

std::string component_name(const std::string& name, int k) {
    return fmt::format("{}[{}]", name, k);
}

}  // namespace crucible::extxyz
