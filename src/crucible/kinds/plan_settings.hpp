#pragma once
// One way to plan, whole: where moves come from, how is searched, and what routes must keep to.

#include <string>

#include "crucible/base/describe.hpp"
#include "crucible/kinds/planned_routes.hpp"
#include "crucible/kinds/search_parameters.hpp"

namespace crucible {

struct PlanSettings {
    synthesis::Algorithm algorithm = synthesis::Algorithm::mcts_3n;
    PlanSources sources;
    SearchParameters search;
    FormulaParameters formulas;
    ConstraintParameters constraints;
    Flag buy_target = Flag::off;

    void describe(Fields&);
    /// Of the search for a target in canonical form.
    synthesis::SearchSettings settings(const std::string& target, std::uint64_t seed) const;
    OpenedSources open() const {
        return open_sources(sources, search.most_moves, search.most_probability);
    }
    /// What the search finds, its routes in clusters, with the cards of their rules.
    PlannedTarget plan(const std::string& target, OpenedSources& opened, const RunContext&) const;
};

/// Canonical SMILES, each once, of those typed and those of a file (.smi, .csv, .sdf; "": none).
/// Throws InputError (E-plan-target) where there is none.
std::vector<std::string> plan_targets(const std::vector<std::string>& typed,
                                      const std::filesystem::path& list);

/// A planned target as bytes, from a worker to its step.
std::string planned_bytes(const PlannedTarget&);
PlannedTarget planned_from(std::string_view bytes);

}  // namespace crucible
