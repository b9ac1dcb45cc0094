#pragma once
// The table that `synthesis.rule-labels` makes and `synthesis.rule-table` learns from.

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/synthesis/rule_labels.hpp"

namespace crucible {

struct LabelledReaction {
    std::string id;
    int reaction_class = 0;  ///< 0: unknown
    synthesis::RuleLabel label;
};

Table rule_label_table(std::span<const LabelledReaction>);
/// Throws InputError (E-reactions) where a column is missing or holds something else; IoError.
std::vector<synthesis::RuleLabel> read_rule_labels(const std::vector<std::filesystem::path>&);

}  // namespace crucible
