#pragma once
// Moves by precedent: the recorded reactions that make a molecule.

#include <memory>

#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/network.hpp"

namespace crucible::synthesis {

/// Priors are shares of the records that make the molecule; rules are numbers of reactions.
class NetworkMoves final : public MoveSource {
public:
    explicit NetworkMoves(std::shared_ptr<const ReactionNetwork> n) : network_(std::move(n)) {}
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override;
    RuleCard rule(std::int64_t) const override;
    bool has_rule(std::int64_t) const override;
    std::string describe() const override;

private:
    std::shared_ptr<const ReactionNetwork> network_;
};

}  // namespace crucible::synthesis
