#pragma once
// Topological strategies: strategic bonds of ring systems, appendages (docs/strategic-bonds.md).

#include "crucible/strategies/strategy.hpp"

namespace crucible::strategies {

/// Favours moves that break strategic bonds, the more the simpler they leave the ring network, and
/// moves that take a branch off a ring.
class Topological final : public Strategy {
public:
    std::string name() const override { return "topological"; }
    void advise(const Position&, std::vector<synthesis::Move>&) const override;
};

}  // namespace crucible::strategies
