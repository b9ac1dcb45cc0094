#include "crucible/atoms/cif_syntax.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/text.hpp"

namespace crucible::cif {
namespace {

class CifParser {
public:
    CifParser(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    std::vector<Block> parse() {
        Value token;
        while (next(token)) {
            if (token.kind == Value::Kind::bare && starts_with_nocase(token.text, "data_")) {
                blocks_.push_back({std::string(token.text.substr(5)), token.line, {}});
                loops_ = 0;
                continue;
            }
            if (blocks_.empty())
                fail("text before the first data_ block", "a CIF starts with data_NAME", token);
            if (is_word(token, "loop_"))
                loop(token);
            else if (is_tag(token))
                pair(token);
            else if (token.kind == Value::Kind::bare && starts_with_nocase(token.text, "save_"))
                continue;  // dictionaries only; their content does no harm
            else
                fail(fmt::format("{} stands where a tag should", in_quotes(token.text)),
                     "quote values that hold blanks", token);
        }
        return std::move(blocks_);
    }

private:
    [[noreturn]] void fail(const std::string& message, const std::string& cure,
                           const Value& at) const {
        throw InputError("E-format-cif", message, cure, {file_, at.line, at.column});
    }
    static bool is_tag(const Value& v) {
        return v.kind == Value::Kind::bare && v.text.front() == '_';
    }
    static bool is_word(const Value& v, std::string_view word) {
        return v.kind == Value::Kind::bare && lower(v.text) == word;
    }
    static bool ends_values(const Value& v) {
        return is_tag(v) || is_word(v, "loop_") ||
               (v.kind == Value::Kind::bare &&
                (starts_with_nocase(v.text, "data_") || starts_with_nocase(v.text, "save_")));
    }
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

    Column& add(const Value& tag, std::size_t loop_number) {
        Column c;
        c.tag = lower(tag.text);
        std::replace(c.tag.begin(), c.tag.end(), '.', '_');
        c.line = tag.line;
        c.loop = loop_number;
        blocks_.back().columns.push_back(std::move(c));
        return blocks_.back().columns.back();
    }
    void pair(const Value& tag) {
        Value value;
        if (!next(value) || ends_values(value))
            fail(fmt::format("{} has no value", in_quotes(tag.text)), "write ? if it is unknown",
                 tag);
        add(tag, 0).values.push_back(value);
    }
    void loop(const Value& start) {
        const std::size_t first = blocks_.back().columns.size();
        ++loops_;
        Value token;
        std::size_t before = at_, columns = 0;
        int before_line = line_;
        std::size_t before_start = line_start_;
        while (next(token) && is_tag(token)) {
            add(token, loops_);
            ++columns;
            before = at_, before_line = line_, before_start = line_start_;
        }
        at_ = before, line_ = before_line, line_start_ = before_start;
        if (columns == 0) fail("a loop_ without tags", "list the tags of its columns", start);
        std::size_t n = 0;
        while (next(token)) {
            if (ends_values(token)) {
                at_ = before, line_ = before_line, line_start_ = before_start;
                break;
            }
            blocks_.back().columns[first + n++ % columns].values.push_back(token);
            before = at_, before_line = line_, before_start = line_start_;
        }
        if (n == 0 || n % columns != 0)
            fail(fmt::format("a loop_ of {} columns holds {} values", columns, n),
                 "give every row a value in every column", start);
    }

    void skip_blanks() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (c == '\n') {
                ++at_, ++line_, line_start_ = at_;
            } else if (is_blank(c)) {
                ++at_;
            } else {
                return;
            }
        }
    }
    bool next(Value& v) {
        skip_blanks();
        if (at_ >= text_.size()) return false;
        v = {{}, line_, static_cast<int>(at_ - line_start_) + 1, Value::Kind::bare};
        const char c = text_[at_];
        if (c == ';' && at_ == line_start_) {
            text_field(v);
        } else if (c == '\'' || c == '"') {
            quoted_value(v, c);
        } else {
            const std::size_t first = at_;
            while (at_ < text_.size() && !is_blank(text_[at_])) ++at_;
            v.text = text_.substr(first, at_ - first);
        }
        return true;
    }
    /// A quote ends a value only before a blank: 'don't' is one value.
    void quoted_value(Value& v, char quote) {
        v.kind = Value::Kind::quoted;
        const std::size_t first = ++at_;
        for (; at_ < text_.size() && text_[at_] != '\n'; ++at_)
            if (text_[at_] == quote && (at_ + 1 == text_.size() || is_blank(text_[at_ + 1]))) {
                v.text = text_.substr(first, at_ - first);
                ++at_;
                return;
            }
        fail("a quotation mark is not closed", "close it on the same line", v);
    }
    /// Lines between two semicolons, each first in its line.
    void text_field(Value& v) {
        v.kind = Value::Kind::quoted;
        const std::size_t first = at_ + 1;
        std::size_t end = text_.find("\n;", first - 1);
        if (end == text_.npos)
            fail("a text field is not closed", "close it with a line that starts with ;", v);
        v.text = text_.substr(first, std::max(end, first) - first);
        line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                             text_.begin() + static_cast<std::ptrdiff_t>(end) + 1,
                                             '\n'));
        at_ = end + 2;
        line_start_ = end + 1;
    }

    std::string_view text_;
    const std::string& file_;
    std::size_t at_ = 0, line_start_ = 0, loops_ = 0;
    int line_ = 1;
    std::vector<Block> blocks_;
};

}  // namespace

const Column* Block::find(std::initializer_list<std::string_view> tags) const {
    for (std::string_view tag : tags)
        for (const Column& c : columns)
            if (c.tag == tag) return &c;
    return nullptr;
}

std::vector<Block> parse(std::string_view text, const std::string& file) {
    return CifParser(text, file).parse();
}

}  // namespace crucible::cif
