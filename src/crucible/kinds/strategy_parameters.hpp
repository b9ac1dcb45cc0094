#pragma once
// Which strategies a plan follows, and what they read.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/base/value.hpp"
#include "crucible/strategies/strategic_moves.hpp"

namespace crucible {

/// As studies name them (docs/strategies.md).
enum class StrategyKind {
    transform_goals,
    mechanisms,
    structure_goals,
    topological,
    stereochemical,
    functional_groups,
    goals,
    convergent_bond_sets,
    polarity
};
std::span<const Name> names(StrategyKind);
/// What ships with the program, for the keys of StrategyParameters (and `transforms`) that
/// `written` leaves open, put into `settings`; nothing where no strategy is named.
void add_shipped_strategies(const Value& written, Value& settings);
/// All of them, as a list of names.
Value every_strategy();

namespace strategies {
std::span<const Name> names(Unadvised);
}

struct StrategyParameters {
    std::vector<StrategyKind> strategies;
    strategies::Unadvised unadvised = strategies::Unadvised::kept;
    int look_ahead = 6, look_ahead_effort = 40;
    std::vector<std::filesystem::path> interchanges;
    std::filesystem::path mechanism_steps, chiral_pool;
    std::vector<std::string> goals;
    int bond_set_levels = 2;

    void describe(Fields&);
    /// But which strategies.
    void describe_settings(Fields&);
    bool are_given() const { return !strategies.empty(); }
    /// In the order in which they were named. `transforms`: files of the library, none: the one
    /// that ships. `start`: SMILES of the structure goal; "": members of the chiral pool are goals.
    /// `stock`: files whose skeletons convergent-bond-sets looks for.
    strategies::StrategyList opened(const std::vector<std::filesystem::path>& transforms,
                                    const std::string& start,
                                    const std::vector<std::filesystem::path>& stock) const;
    std::unique_ptr<strategies::StrategicMoves> around(
        std::unique_ptr<synthesis::MoveSource>,
        const std::vector<std::filesystem::path>& transforms, const std::string& start,
        const std::vector<std::filesystem::path>& stock) const;
};

}  // namespace crucible
