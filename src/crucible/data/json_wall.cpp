#include "crucible/data/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"

namespace crucible {
namespace {

/// Builds a Value from the library's events, so that its own tree is never made.
class ValueBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit ValueBuilder(std::string file, std::string_view text)
        : file_(std::move(file)), text_(text) {}
    Value root;

    bool null() override { return put(Value()); }
    bool boolean(bool v) override { return put(Value(v)); }
    bool number_integer(number_integer_t v) override { return put(Value(std::int64_t{v})); }
    bool number_unsigned(number_unsigned_t v) override {
        if (v > INT64_MAX) return put(Value(static_cast<double>(v)));
        return put(Value(static_cast<std::int64_t>(v)));
    }
    bool number_float(number_float_t v, const string_t&) override { return put(Value(v)); }
    bool string(string_t& v) override { return put(Value(std::move(v))); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Value::make_table()); }
    bool start_array(std::size_t) override { return open(Value::make_list()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& k) override {
        if (stack_.back()->find(k))
            throw InputError("E-json", fmt::format("the key {} appears twice", k),
                             "keep one of them", {file_});
        key_ = std::move(k);
        return true;
    }
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception&) override {
        const std::string_view before = text_.substr(0, position ? position - 1 : 0);
        const int line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
        const std::size_t start = before.rfind('\n');
        const std::size_t column = before.size() - (start == before.npos ? 0 : start + 1) + 1;
        throw InputError("E-json", fmt::format("not JSON near {}", token.substr(0, 40)),
                         "expected a complete JSON document",
                         {file_, line, static_cast<int>(column)});
    }

private:
    Value* add(Value v) {
        if (stack_.empty()) return &(root = std::move(v));
        if (stack_.back()->is(Value::Kind::table)) {
            stack_.back()->table.push_back({std::move(key_), std::move(v), {}});
            return &stack_.back()->table.back().value;
        }
        stack_.back()->list.push_back(std::move(v));
        return &stack_.back()->list.back();
    }
    bool put(Value v) {
        add(std::move(v));
        return true;
    }
    bool open(Value v) {
        if (stack_.size() >= max_document_depth)
            throw InputError("E-json",
                             fmt::format("nested deeper than {} levels", max_document_depth),
                             "flatten the document", {file_});
        stack_.push_back(add(std::move(v)));
        return true;
    }
    bool close() {
        stack_.pop_back();
        return true;
    }
    std::string file_, key_;
    std::string_view text_;
    std::vector<Value*> stack_;
};

}  // namespace

Value parse_json(std::string_view text, const std::string& file) {
    ValueBuilder builder(file, text);
    nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    return std::move(builder.root);
}

Value read_json(const std::string& file) { return parse_json(read_file(file), file); }

}  // namespace crucible
