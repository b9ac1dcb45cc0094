#pragma once
// One way to plan, whole: where moves come from, how is searched, and what routes must keep to.

#include <string>

#include "crucible/base/describe.hpp"
#include "crucible/kinds/planned_routes.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/kinds/strategy_parameters.hpp"

namespace crucible {

/// What was opened of the settings of a plan; made once per worker.
struct OpenedPlan {
    OpenedSources sources;
    std::unique_ptr<strategies::StrategicMoves> advised;  ///< null: without strategies

    synthesis::MoveSource& moves() { return advised ? *advised : *sources.moves; }
};

struct PlanTarget;

struct PlanSettings {
    synthesis::Algorithm algorithm = synthesis::Algorithm::mcts_3n;
    PlanSources sources;
    StrategyParameters strategic;
    SearchParameters search;
    FormulaParameters formulas;
    ConstraintParameters constraints;
    Flag buy_target = Flag::off;

    void describe(Fields&);
    /// Of the search for a target in canonical form.
    synthesis::SearchSettings settings(const std::string& target, std::uint64_t seed) const;
    OpenedPlan open() const;
    /// Throws InputError (E-search-route) for a banned rule that no source of the plan has.
    void require_rules(OpenedPlan&) const;
    /// What the search finds, its routes in clusters, with the cards of their rules. Where a
    /// strategy names what routes should begin with, such routes; others where there are none.
    PlannedTarget plan(const PlanTarget&, OpenedPlan&, const RunContext&) const;
};

/// What ships with the program, for the keys of PlanSettings that `written`, with the system that
/// it names as preset, leaves open.
Value shipped_with_plans(const Value& written);

/// What is to be made.
struct PlanTarget {
    std::string smiles;  ///< canonical
    std::string name;    ///< as the file has it; "" without
};
/// Each molecule once, of those typed and those of a file (.smi, .csv, .sdf; "": none). Throws
/// InputError (E-plan-target) where there is none.
std::vector<PlanTarget> plan_targets(const std::vector<std::string>& typed,
                                     const std::filesystem::path& list);

/// A planned target as bytes, from a worker to its step.
std::string planned_bytes(const PlannedTarget&);
PlannedTarget planned_from(std::string_view bytes);

}  // namespace crucible
