#pragma once
// JSON text to Value. Writing is `to_json` in base.

#include <string>
#include <string_view>

#include "crucible/base/value.hpp"

namespace crucible {

/// Throws InputError (E-json) with line and column; depth is bounded, duplicate keys are refused.
Value parse_json(std::string_view text, const std::string& file);
/// Reads a file; a document that must be there. Throws IoError or InputError.
Value read_json(const std::string& file);

}  // namespace crucible
