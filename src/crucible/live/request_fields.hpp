#pragma once
// Fields of what a page sends about a workbook.

#include <string>
#include <string_view>
#include <utility>

#include "crucible/base/value.hpp"

namespace crucible::live {

// All throw InputError (E-workbook-request) with line and column for a field that is missing or
// is something else.

/// The body of a request as a table; an empty body is an empty one.
Value request_table(std::string_view body);
std::string text_field(const Value& table, std::string_view key);
/// From 0 to 2,000,000,000.
int number_field(const Value& table, std::string_view key);
/// The same, where it may be missing.
int number_field(const Value& table, std::string_view key, int otherwise);
/// Two atoms.
std::pair<int, int> bond_field(const Value& table, std::string_view key);
/// A SMILES in canonical form.
std::string molecule_field(const Value& table, std::string_view key);

}  // namespace crucible::live
