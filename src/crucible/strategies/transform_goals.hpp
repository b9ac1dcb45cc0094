#pragma once
// Transform-based strategy: powerful transforms first, and steps that complete their retrons.

#include <map>

#include "crucible/strategies/look_ahead.hpp"
#include "crucible/strategies/strategy.hpp"

namespace crucible::strategies {

class TransformGoals final : public Strategy {
public:
    /// As of LookAhead.
    TransformGoals(std::shared_ptr<const transforms::TransformLibrary>,
                   std::shared_ptr<const transforms::TransformLibrary> interchanges,
                   const LookAheadSettings&);

    std::string name() const override { return "transform-goals"; }
    /// A powerful transform whose retron is there comes first; otherwise the first step of what
    /// leads to one. What was looked for once is remembered.
    void advise(const Position&, std::vector<synthesis::Move>&) const override;
    std::optional<synthesis::RuleCard> rule(std::int64_t) const override;
    std::string describe() const override;

private:
    std::shared_ptr<const transforms::TransformLibrary> library_, interchanges_;
    LookAhead look_ahead_;
    mutable std::map<std::string, std::vector<PreparedGoal>> prepared_;
};

/// The card of a transform of one of these libraries, by the number of its rule.
std::optional<synthesis::RuleCard> card_of(
    std::int64_t rule, std::initializer_list<const transforms::TransformLibrary*> libraries);

}  // namespace crucible::strategies
