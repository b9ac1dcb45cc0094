#pragma once
// A library of transforms tested by itself: every transform on the examples that it carries, and
// whatever of it nobody could use.

#include <map>
#include <string>
#include <vector>

#include "crucible/transforms/transform_library.hpp"

namespace crucible::transforms {

struct Finding {
    Location where;
    int transform = 0;
    std::string message;
};

struct LintReport {
    std::vector<Finding> findings;
    std::size_t transforms = 0, examples = 0, examples_passed = 0, forward_passed = 0;
    std::size_t refusals = 0, refusals_passed = 0;
    std::size_t kills = 0, kills_tested = 0;     ///< KILL statements; with a REFUSE of their own
    std::size_t qualifiers = 0;                  ///< ADD, SUBTRACT, PROTECT, INCOMPATIBLE, REAGENT
    std::map<std::string, std::size_t> classes;  ///< transforms of each
};

/// Applies every transform to its EXAMPLE and REFUSE targets, forwards and backwards. Never throws
/// for what the library says.
LintReport lint(const TransformLibrary&);

/// The same of one transform, added to a report.
void lint(const Rule&, const Vocabulary&, LintReport&);

}  // namespace crucible::transforms
