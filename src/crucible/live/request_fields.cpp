#include "crucible/live/request_fields.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/data/json.hpp"

namespace crucible::live {
namespace {

constexpr int largest_number = 2'000'000'000, longest_smiles = 10'000;

[[noreturn]] void refuse_field(const Value& at, const std::string& why, std::string_view cure) {
    throw InputError("E-workbook-request", why, cure,
                     {"request", at.origin.line, at.origin.column});
}

const Value& field_of(const Value& table, std::string_view key) {
    const Value* v = table.find(key);
    if (!v)
        refuse_field(table, fmt::format("the request lacks `{}`", key),
                     "send the fields that docs/live.md names");
    return *v;
}

int whole_number(const Value& v, std::string_view key) {
    if (!v.is(Value::Kind::integer) || v.integer < 0 || v.integer > largest_number)
        refuse_field(v, fmt::format("`{}` is no number that counts", key),
                     "give a whole number from 0");
    return static_cast<int>(v.integer);
}

}  // namespace

Value request_table(std::string_view body) {
    if (trim(body).empty()) return Value::make_table();
    Value v = parse_json(body, "request");
    if (!v.is(Value::Kind::table))
        refuse_field(v, "the request is no JSON object", "send {\"field\": value, ...}");
    return v;
}

std::string text_field(const Value& table, std::string_view key) {
    const Value& v = field_of(table, key);
    if (!v.is(Value::Kind::text))
        refuse_field(v, fmt::format("`{}` is no text", key), "put it into quotes");
    return v.text;
}

int number_field(const Value& table, std::string_view key) {
    return whole_number(field_of(table, key), key);
}

int number_field(const Value& table, std::string_view key, int otherwise) {
    return table.find(key) ? number_field(table, key) : otherwise;
}

std::pair<int, int> bond_field(const Value& table, std::string_view key) {
    const Value& v = field_of(table, key);
    if (!v.is(Value::Kind::list) || v.list.size() != 2)
        refuse_field(v, fmt::format("`{}` is no bond", key),
                     "give two atoms of the SMILES, counted from 0, such as [3, 4]");
    return {whole_number(v.list[0], key), whole_number(v.list[1], key)};
}

std::string molecule_field(const Value& table, std::string_view key) {
    const std::string text = text_field(table, key);
    if (text.size() > longest_smiles)
        refuse_field(field_of(table, key), fmt::format("`{}` is too long for a SMILES", key),
                     "give a molecule of at most 200 atoms");
    return chem::canonical_smiles(text);
}

}  // namespace crucible::live
