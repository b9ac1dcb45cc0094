#pragma once
// TOML text to Value, with the place of every key and value.

#include <string>
#include <string_view>

#include "crucible/base/value.hpp"

namespace crucible {

/// Throws StudyError (E-study-syntax) with the place; TOML's parser stops at its first syntax
/// error.
Value parse_toml(std::string_view text, const std::string& name);
/// A value as a person types it after `=`, on the command line or in --set: TOML where it parses,
/// else the text as it is ("20 GPa" without quotes). `origin` is where it stands.
Value parse_loose(std::string_view text, const Origin& origin);

/// A table as TOML: scalars first, then one [table] each; deeper ones inline. Reads back the same.
std::string to_toml(const Value&);

}  // namespace crucible
