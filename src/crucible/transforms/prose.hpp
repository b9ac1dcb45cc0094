#pragma once
// Names of transforms as people write them.

#include <string>
#include <string_view>

namespace crucible::transforms {

/// "GRIGNARD OPENING OF EPOXIDE" as "Grignard opening of epoxide": names of chemists and
/// abbreviations keep their spelling. A name that has small letters already stays as it is.
std::string prose_name(std::string_view name);

}  // namespace crucible::transforms
