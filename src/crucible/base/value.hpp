#pragma once
// A document as a person or a program wrote it: TOML, JSON, command line, presets. Order is kept.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// The text a value came from, shared by all values in it.
struct Source {
    std::string name;                ///< "study.toml", "command line", "--set"
    std::vector<std::string> lines;  ///< for the caret line; may be empty
    bool typed = false;              ///< on a command line, where everything is text
};

/// Where a value was written; line and column count from 1, 0 = nowhere.
struct Origin {
    std::shared_ptr<const Source> source;
    int line = 0, column = 0, length = 1;
};

struct Member;

struct Value {
    enum class Kind { none, boolean, integer, number, text, list, table };
    Kind kind = Kind::none;
    std::int64_t integer = 0;  ///< also the boolean
    double number = 0;
    std::string text;
    std::vector<Value> list;
    std::vector<Member> table;
    Origin origin;

    // Defined below Member: until then a vector of it can be neither made nor destroyed.
    Value();
    Value(bool b);
    Value(int i);
    Value(std::int64_t i);
    Value(double d);
    Value(const char* s);
    Value(std::string_view s);
    Value(std::string s);
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ~Value();
    static Value make_table();
    static Value make_list();

    bool is(Kind k) const { return kind == k; }
    /// Member of a table, or nullptr.
    const Value* find(std::string_view key) const;
    Value* find(std::string_view key);
    /// Member of a table, or a shared empty value: for reading our own files.
    const Value& operator[](std::string_view key) const;
    /// Adds or replaces; makes this a table.
    Value& set(std::string_view key, Value v);
    void push(Value v);
    /// A number of either kind, or `otherwise`.
    double real(double otherwise = 0) const;

private:
    explicit Value(Kind k);
};

struct Member {
    std::string key;
    Value value;
    Origin key_origin;
};

inline Value::Value() = default;
inline Value::Value(bool b) : kind(Kind::boolean), integer(b) {}
inline Value::Value(int i) : kind(Kind::integer), integer(i) {}
inline Value::Value(std::int64_t i) : kind(Kind::integer), integer(i) {}
inline Value::Value(double d) : kind(Kind::number), number(d) {}
inline Value::Value(const char* s) : kind(Kind::text), text(s) {}
inline Value::Value(std::string_view s) : kind(Kind::text), text(s) {}
inline Value::Value(std::string s) : kind(Kind::text), text(std::move(s)) {}
inline Value::Value(Kind k) : kind(k) {}
inline Value::Value(const Value&) = default;
inline Value::Value(Value&&) noexcept = default;
inline Value& Value::operator=(const Value&) = default;
inline Value& Value::operator=(Value&&) noexcept = default;
inline Value::~Value() = default;
inline Value Value::make_table() { return Value(Kind::table); }
inline Value Value::make_list() { return Value(Kind::list); }

/// Numbers as a list, and back (what is no number counts as 0).
Value list_of(const std::vector<double>&);
std::vector<double> numbers_in(const Value&);

inline constexpr int max_document_depth = 64;

enum class JsonStyle {
    compact,
    pretty,
    canonical,  ///< compact with sorted keys: what is hashed
};
/// Numbers as the shortest text that reads back; text is escaped ('<' too, for use in HTML).
std::string to_json(const Value&, JsonStyle = JsonStyle::compact);

}  // namespace crucible
