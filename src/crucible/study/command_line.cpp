#include "crucible/study/command_line.hpp"

#include <fmt/format.h>

#include "crucible/base/text.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/override.hpp"
#include "crucible/study/toml.hpp"

namespace crucible {
namespace {

const Field* find_field(const Fields& f, std::string_view name) {
    for (const Field& field : f.fields)
        if (field.name == name) return &field;
    return nullptr;
}

/// Text stays as typed where text is wanted; "2,3" and "20 GPa" are read by what they look like.
Value typed_value(const Field* field, const std::string& text, const Origin& o) {
    const Type* t = field ? field->type : nullptr;
    if (t && t->kind == Type::Kind::list) t = t->element();
    Value v;
    const bool as_text = t && (t->kind == Type::Kind::text || t->kind == Type::Kind::path ||
                               t->kind == Type::Kind::reference || t->kind == Type::Kind::choice);
    if (as_text)
        v = Value(text);
    else
        v = parse_loose(text, o);
    v.origin = o;
    return v;
}

bool is_list(const Field* field) { return field && field->type->kind == Type::Kind::list; }

void put(Value& table, const Field& field, Value v, const Origin& key) {
    Value* old = table.find(field.name);
    if (old && is_list(&field)) {
        if (!old->is(Value::Kind::list)) {
            Value list = Value::make_list();
            list.origin = old->origin;
            list.push(*old);
            *old = std::move(list);
        }
        old->push(std::move(v));
        return;
    }
    if (field.is_one_each) {
        Value list = Value::make_list();
        list.origin = v.origin;
        list.push(std::move(v));
        v = std::move(list);
    }
    table.set(field.name, std::move(v));
    for (Member& m : table.table)
        if (m.key == field.name) m.key_origin = key;
}

/// What an option with dots in its name has been given before, or nullptr.
Value* given_before(Value& table, const std::vector<Word>& path) {
    Value* v = &table;
    for (const Word& w : path) {
        if (!v->is(Value::Kind::table)) return nullptr;
        v = v->find(w.text);
        if (!v) return nullptr;
    }
    return v;
}

/// The value of an option such as --energy.file. Given again, it makes a list, as an option
/// without dots does: `fill` refuses the list where one value is wanted, and no value is lost.
void set_deeper(Value& table, const std::vector<Word>& path, Value v, const Origin& where) {
    Value* old = given_before(table, path);
    if (!old) return set_path(table, path, 0, std::move(v), where);
    if (!old->is(Value::Kind::list)) {
        Value list = Value::make_list();
        list.origin = v.origin;
        list.push(*old);
        *old = std::move(list);
    }
    old->push(std::move(v));
}

}  // namespace

CommandLine::CommandLine(const std::vector<std::string>& words, std::size_t skip)
    : words_(words), skip_(skip) {
    auto source = std::make_shared<Source>();
    source->name = "command line";
    source->typed = true;
    std::string line;
    for (std::size_t i = 0; i < words.size(); ++i) {
        // The program by its name, wherever it lies: a line that is shown stays short.
        const std::string w = i == 0 ? words[0].substr(words[0].rfind('/') + 1) : words[i];
        if (i > 0) line += ' ';
        const bool quote = w.empty() || w.find_first_of(" \t\"'") != w.npos;
        columns_.push_back(static_cast<int>(line.size()) + (quote ? 2 : 1));
        line += quote ? "\"" + w + "\"" : w;
    }
    source->lines = {line};
    source_ = source;
}

Origin CommandLine::place(std::size_t word, std::size_t offset, std::size_t length) const {
    return {source_, 1, columns_[word] + static_cast<int>(offset),
            std::max(1, static_cast<int>(length))};
}

bool CommandLine::wants_help() const {
    for (std::size_t i = skip_; i < words_.size(); ++i)
        if (words_[i] == "--help" || words_[i] == "-h") return true;
    return false;
}

Value CommandLine::read(const Fields& f, Problems& problems) const {
    Value table = Value::make_table();
    table.origin = words_.empty() ? Origin{} : place(words_.size() - 1, 0, words_.back().size());
    std::size_t next = 0;
    for (std::size_t i = skip_; i < words_.size(); ++i) {
        if (words_[i].size() > 1 && words_[i][0] == '-' && !to_double(words_[i]))
            option(i, f, table, problems);
        else
            positional(i, next, f, table, problems);
    }
    return table;
}

void CommandLine::option(std::size_t& i, const Fields& f, Value& table, Problems& problems) const {
    const std::string& w = words_[i];
    const std::size_t dashes = w.starts_with("--") ? 2 : 1;
    const std::size_t equals = std::min(w.find('='), w.size());
    std::string key = w.substr(dashes, equals - dashes);
    if (dashes == 1 && key == "o") key = "output";
    const Origin key_place = place(i, 0, equals);
    const auto path = fields(key, '.');
    const Field* field = find_field(f, path[0].text);
    if (field && field->is_positional) {
        problems.add("E-cli-option", key_place, "",
                     fmt::format("'{}' is no option: it is given without a name", field->name),
                     fmt::format("leave out {}, and write its value alone", in_quotes(w)));
        if (equals == w.size() && i + 1 < words_.size() && !words_[i + 1].starts_with("-")) ++i;
        return;
    }
    if (!field) {
        std::vector<std::string> known;
        for (const Field& k : f.fields)
            if (!k.is_positional) known.emplace_back("--" + std::string(k.name));
        problems.add("E-cli-option", key_place, "",
                     fmt::format("unknown option {}{}", in_quotes(w.substr(0, equals)),
                                 did_you_mean("--" + key, known)),
                     known.empty() ? "this takes no options"
                                   : fmt::format("expected one of: {}", fmt::join(known, ", ")));
        if (equals == w.size() && i + 1 < words_.size() && !words_[i + 1].starts_with("-")) ++i;
        return;
    }
    if (field->is_flag && equals < w.size())
        return problems.add("E-cli-option", place(i, equals, w.size() - equals), "",
                            fmt::format("{} takes no value", in_quotes(w.substr(0, equals))),
                            "leave out '=' and what follows");
    if (path.size() == 1 && table.find(field->name) && !is_list(field))
        return problems.add("E-cli-option", key_place, "",
                            fmt::format("{} is there twice", in_quotes(w.substr(0, equals))),
                            "leave one of them out");
    if (field->is_flag) return put(table, *field, typed_value(field, "on", key_place), key_place);
    if (equals == w.size() && i + 1 >= words_.size())
        return problems.add("E-cli-option", key_place, "",
                            fmt::format("{} needs a value", in_quotes(w)),
                            fmt::format("expected {}", expected(*field, *field->type)));
    const bool joined = equals < w.size();
    const std::size_t at = joined ? i : ++i;
    const std::size_t offset = joined ? equals + 1 : 0;
    const std::string text = words_[at].substr(offset);
    const Origin o = place(at, offset, text.size());
    if (path.size() == 1) return put(table, *field, typed_value(field, text, o), key_place);
    set_deeper(table, path, parse_loose(text, o),
               {source_, 1, key_place.column + static_cast<int>(dashes), 1});
}

void CommandLine::positional(std::size_t i, std::size_t& next, const Fields& f, Value& table,
                             Problems& problems) const {
    std::vector<const Field*> slots;
    for (const Field& field : f.fields)
        if (field.is_positional) slots.push_back(&field);
    const Origin o = place(i, 0, words_[i].size());
    const bool rest = !slots.empty() && is_list(slots.back()) && next + 1 >= slots.size();
    if (next >= slots.size() && !rest) {
        problems.add("E-cli-argument", o, "",
                     fmt::format("{} is one argument too many", in_quotes(words_[i])),
                     slots.empty() ? "expected options only"
                                   : fmt::format("expected at most {}", slots.size()));
        return;
    }
    const Field& field = rest ? *slots.back() : *slots[next];
    ++next;
    put(table, field, typed_value(&field, words_[i], o), o);
}

void read_options(const CommandLine& line, Fields& f) {
    Problems problems;
    const Value v = line.read(f, problems);
    fill(v, f, problems, "");
    if (!problems.empty()) throw StudyError(std::move(problems));
}

}  // namespace crucible
