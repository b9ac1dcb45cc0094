#pragma once
// What stands behind the method of a request: a path of parts and a query, decoded strictly.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::serve {

/// What '+' means: itself in a path, a blank in a query.
enum class Plus { itself, blank };
/// Nothing where a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view, Plus);
/// Letters, digits and "-._~" as they are, the rest as %XX.
std::string percent_encoded(std::string_view);

struct Target {
    std::vector<std::string> parts;            ///< of the path, decoded one by one
    std::map<std::string, std::string> query;  ///< decoded; the last of equal names counts
    std::string path() const;                  ///< "/a/b"
};
enum class TargetFault {
    none,
    malformed,  ///< no path, or a bad %XX
    nowhere,    ///< "..", ".", an empty part, NUL or a '/' inside of a part: no answer has it
};
/// "/runs/a%20b?x=1" taken apart. A '/' at the end counts for nothing.
TargetFault read_target(std::string_view text, Target&);

}  // namespace crucible::serve
