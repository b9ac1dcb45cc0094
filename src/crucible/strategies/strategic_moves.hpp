#pragma once
// Moves of any source as strategies see them.

#include <memory>
#include <string>
#include <vector>

#include "crucible/strategies/strategy.hpp"
#include "crucible/transforms/vocabulary.hpp"

namespace crucible::strategies {

using StrategyList = std::vector<std::shared_ptr<const Strategy>>;

/// What becomes of moves that no strategy gives a reason for.
enum class Unadvised { kept, left_out };

/// Asks the source, then each strategy in turn; priors of a molecule are made to sum to what the
/// source's did (1 where it had no move), likeliest first.
class StrategicMoves final : public synthesis::MoveSource {
public:
    StrategicMoves(std::unique_ptr<synthesis::MoveSource>, StrategyList, transforms::Vocabulary,
                   Unadvised = Unadvised::kept);

    /// The molecule that a search is for; canonical SMILES.
    void set_target(const std::string& smiles) { target_ = smiles; }
    /// What the first strategy that says so wants routes to the target to begin with.
    std::optional<std::string> start() const;
    std::vector<std::vector<synthesis::Move>> moves(std::span<const std::string>) override;
    /// The source's rules, and those of moves that strategies added.
    synthesis::RuleCard rule(std::int64_t) const override;
    bool has_rule(std::int64_t) const override;
    std::string describe() const override;

private:
    void advise(const std::string& molecule, std::vector<synthesis::Move>&) const;
    std::unique_ptr<synthesis::MoveSource> source_;
    StrategyList strategies_;
    transforms::Vocabulary words_;
    Unadvised unadvised_;
    std::string target_;
};

}  // namespace crucible::strategies
