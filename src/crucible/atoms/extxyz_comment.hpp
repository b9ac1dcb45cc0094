#pragma once
// The comment line of an extended xyz frame.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/atoms/reading.hpp"

namespace crucible::extxyz {

/// One key of the comment line; `column` points at the value.
struct CommentEntry {
    std::string key, value;
    int column = 1;
};

/// key=value, key="quoted value", key={...}, key=[...] or a bare key (value "T"). Throws
/// InputError.
std::vector<CommentEntry> parse_comment(const reading::Lines&, std::string_view comment);

/// Appends `value` so that it reads back to the same bytes, in quotes where it must be.
void append_quoted(std::string& out, const std::string& value);

/// Components of a wide property get a name each: virial[0], virial[1]...
std::string component_name(const std::string& name, int k);

}  // namespace crucible::extxyz
