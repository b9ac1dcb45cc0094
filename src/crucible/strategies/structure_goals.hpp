#pragma once
// Structure goals: a starting material that lies in the target, its atoms and centres kept together
// on the way back to it. After LHASA's structure goals and CHIRON's stereo overlap (Hanessian 1990,
// Pure Appl. Chem. 62, 1887, doi:10.1351/pac199062101887).

#include <map>
#include <memory>
#include <optional>

#include "crucible/strategies/chiral_pool.hpp"
#include "crucible/strategies/forward_meeting.hpp"
#include "crucible/strategies/strategy.hpp"

namespace crucible::strategies {

class StructureGoals final : public Strategy {
public:
    /// `pool`: what may be a goal; a single member is the goal whatever it matches.
    StructureGoals(std::vector<PoolMember> pool,
                   std::shared_ptr<const transforms::TransformLibrary>, const ForwardSettings&);

    std::string name() const override { return "structure-goals"; }
    /// Of the moves, those that keep the atoms and centres of a goal together, take off what it
    /// does not have, give it, or meet what it becomes forwards.
    void advise(const Position&, std::vector<synthesis::Move>&) const override;
    /// The goal of a molecule; nothing where none matches well enough.
    std::optional<std::string> start(const Position&) const override;
    std::string describe() const override;

private:
    std::vector<PoolMatch> goals(const MatchSide& molecule) const;
    void advise_for(const PoolMatch&, const MatchSide& molecule, const Position&,
                    std::vector<synthesis::Move>&) const;
    std::vector<PoolMember> pool_;
    std::shared_ptr<const transforms::TransformLibrary> library_;
    ForwardSettings forward_;
    /// What each goal becomes on the way to the target that was asked about last.
    mutable std::map<const PoolMember*, std::map<std::string, std::vector<std::string>>> met_;
};

}  // namespace crucible::strategies
