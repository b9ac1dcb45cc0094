#include "crucible/data/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

/// Reads characters and tells how far the library has read: its events do not say where they are.
struct TracedCharacter {
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at = nullptr;
    const char** furthest = nullptr;
    reference operator*() const { return *at; }
    TracedCharacter& operator++() {
        *furthest = ++at;
        return *this;
    }
    TracedCharacter operator++(int) {
        const TracedCharacter before = *this;
        ++*this;
        return before;
    }
    bool operator==(const TracedCharacter& o) const { return at == o.at; }
};

/// Builds a Value from the library's events, so that its own tree is never made.
class ValueBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit ValueBuilder(std::string file, std::string_view text)
        : file_(std::move(file)), text_(text), furthest_(text.data()), line_begin_(text.data()) {}
    Value root;
    TracedCharacter begin() { return {text_.data(), &furthest_}; }
    TracedCharacter end() { return {text_.data() + text_.size(), &furthest_}; }

    bool null() override { return put(Value()); }
    bool boolean(bool v) override { return put(Value(v)); }
    bool number_integer(number_integer_t v) override { return put(Value(std::int64_t{v})); }
    bool number_unsigned(number_unsigned_t v) override {
        if (v > INT64_MAX) return put(Value(static_cast<double>(v)));
        return put(Value(static_cast<std::int64_t>(v)));
    }
    bool number_float(number_float_t v, const string_t&) override { return put(Value(v)); }
    bool string(string_t& v) override { return put(Value(std::move(v)), quoted_origin()); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Value::make_table()); }
    bool start_array(std::size_t) override { return open(Value::make_list()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& k) override {
        if (stack_.back()->find(k))
            throw InputError("E-json", fmt::format("the key {} appears twice", k),
                             "keep one of them", location_of(quoted_origin()));
        key_ = std::move(k);
        key_origin_ = quoted_origin();
        return true;
    }
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception&) override {
        const std::string_view before = text_.substr(0, std::max<std::size_t>(position, 1) - 1);
        const int line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
        const std::size_t start = before.rfind('\n');
        const std::size_t column = before.size() - (start == before.npos ? 0 : start + 1) + 1;
        const bool is_blank = text_.find_first_not_of(" \t\r\n") == text_.npos;
        throw InputError(
            "E-json",
            is_blank ? "the file is empty" : fmt::format("not JSON near {}", in_quotes(token)),
            "expected a complete JSON document", {file_, line, static_cast<int>(column)});
    }

private:
    Value* add(Value v) {
        if (stack_.empty()) return &(root = std::move(v));
        if (stack_.back()->is(Value::Kind::table)) {
            stack_.back()->table.push_back({std::move(key_), std::move(v), key_origin_});
            return &stack_.back()->table.back().value;
        }
        stack_.back()->list.push_back(std::move(v));
        return &stack_.back()->list.back();
    }
    /// `at` is known for texts; other values are placed where they end.
    bool put(Value v, std::optional<Origin> at = {}) {
        v.origin = at ? *at : origin_at(furthest_);
        add(std::move(v));
        return true;
    }
    /// Calls come in the order of the text.
    Origin origin_at(const char* place) {
        for (; counted_ < place; ++counted_)
            if (*counted_ == '\n') ++line_, line_begin_ = counted_ + 1;
        return {nullptr, line_, static_cast<int>(place - line_begin_) + 1};
    }
    /// Of the quote that begins the text or key just read.
    Origin quoted_origin() {
        const char* at = furthest_ - 1;  // the quote that ends it
        for (;;) {
            --at;
            if (at <= text_.data()) break;
            if (*at != '"') continue;
            const char* slash = at;
            while (slash > text_.data() && slash[-1] == '\\') --slash;
            if ((at - slash) % 2 == 0) break;
        }
        return {nullptr, origin_at(furthest_).line, static_cast<int>(at - line_begin_) + 1};
    }
    Location location_of(const Origin& o) const { return {file_, o.line, o.column}; }
    bool open(Value v) {
        if (stack_.size() >= max_document_depth)
            throw InputError("E-json",
                             fmt::format("nested deeper than {} levels", max_document_depth),
                             "flatten the document", location_of(origin_at(furthest_ - 1)));
        v.origin = origin_at(furthest_ - 1);
        stack_.push_back(add(std::move(v)));
        return true;
    }
    bool close() {
        stack_.pop_back();
        return true;
    }
    std::string file_, key_;
    std::string_view text_;
    Origin key_origin_;
    const char* furthest_;
    const char *line_begin_, *counted_ = text_.data();
    int line_ = 1;
    std::vector<Value*> stack_;
};

}  // namespace

Value parse_json(std::string_view text, const std::string& file) {
    ValueBuilder builder(file, text);
    nlohmann::json::sax_parse(builder.begin(), builder.end(), &builder);
    return std::move(builder.root);
}

Value read_json(const std::string& file) { return parse_json(read_file(file), file); }

}  // namespace crucible
