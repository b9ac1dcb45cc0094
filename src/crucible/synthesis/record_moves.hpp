#pragma once
// Moves by rules in the form of Chematica: each is judged by the groups that its conditions touch.

#include <memory>
#include <string>
#include <vector>

#include "crucible/chem/substructure.hpp"
#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/protection_choices.hpp"
#include "crucible/transforms/rule_record.hpp"

namespace crucible::synthesis {

/// A move as a chemist looks at it.
struct ReviewedMove {
    Move move;
    std::string refused;  ///< why it is not to be taken; "": it is
};

class RecordMoves final : public MoveSource {
public:
    RecordMoves(std::vector<transforms::RuleRecord>, transforms::Vocabulary,
                transforms::ProtectingGroups);

    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override;
    /// All that apply: first those to be taken, likeliest first, then those refused.
    std::vector<ReviewedMove> review(const std::string& smiles) const;
    /// Records by their place; behind them protections, on and off by turns.
    RuleCard rule(std::int64_t) const override;
    bool has_rule(std::int64_t) const override;
    /// The row of the table that this rule puts on or takes off.
    const transforms::ProtectingGroup& protecting_group(std::int64_t rule) const;
    std::string describe() const override { return "rule records " + hash_; }
    const std::vector<transforms::RuleRecord>& records() const { return records_; }

private:
    /// Patterns of a record, parsed.
    struct Watch {
        std::vector<chem::Substructure> protect, refuse;
        std::vector<int> reagents;
        std::string unknown_codes;  ///< by commas
    };
    void judge(ReviewedMove&, const std::string& target, const std::vector<int>& changed) const;
    std::int64_t first_protection() const { return static_cast<std::int64_t>(records_.size()); }

    std::vector<transforms::RuleRecord> records_;
    transforms::Vocabulary words_;
    transforms::ProtectingGroups groups_;
    std::vector<Watch> watches_;
    chem::TemplateSet set_;
    std::string hash_;
};

}  // namespace crucible::synthesis
