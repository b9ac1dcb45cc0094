#pragma once
// What the steps that search for routes have in common: where moves come from, what can be bought,
// how and how long is searched, and what a route must not do.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/base/value.hpp"
#include "crucible/synthesis/record_moves.hpp"
#include "crucible/synthesis/search.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::synthesis {

std::span<const Name> names(Algorithm);
std::span<const Name> names(SearchClock);

}  // namespace crucible::synthesis

namespace crucible {

/// Keys of the files that rank, give and judge moves.
void describe_template_sources(Fields&, std::filesystem::path& templates,
                               std::filesystem::path& policy, std::filesystem::path& filter);

/// Rules in the form of Chematica, with the words and protecting groups that ship. Throws
/// InputError (E-rule-record) for the first damaged record.
std::unique_ptr<synthesis::RecordMoves> open_records(
    const std::vector<std::filesystem::path>& files);

/// Which rules a plan is made with.
enum class RuleKinds { learned, written, both };
std::span<const Name> names(RuleKinds);

/// Moves and stock.
struct PlanSources {
    RuleKinds rules = RuleKinds::learned;
    std::vector<std::filesystem::path> transforms;
    std::filesystem::path templates, policy, filter, value, rollout_templates, rollout_policy,
        translator;
    int beams = 50;
    std::vector<std::filesystem::path> reactions, records, stock;
    double most_price = 0;
    std::vector<std::string> banned_stock;
    int threads = 1;

    void describe(Fields&);
    /// But which rules.
    void describe_files(Fields&);
};

/// A library of transforms; without files the one that ships with the program.
std::shared_ptr<const transforms::TransformLibrary> open_transforms(
    const std::vector<std::filesystem::path>& files);

/// Path of a file of share/crucible/synthesis; "" where it is not there.
Value shipped_with_synthesis(const char* name);
/// Files of the library of transforms; none where it is not there.
Value shipped_transforms();
/// What ships with the program, for the keys of PlanSources that `written` leaves open: so that the
/// plan of a run names these files, and their content enters its key.
Value shipped_sources(const Value& written);

/// What was opened of it; made once per worker.
struct OpenedSources {
    std::unique_ptr<synthesis::MoveSource> moves, rollout;
    std::unique_ptr<synthesis::ValueSource> value;
    synthesis::Stock stock;
};
/// The model gives as many moves as the searches take. Throws InputError (E-plan-sources) where
/// there is neither a policy with its templates nor reactions, or no stock.
OpenedSources open_sources(const PlanSources&, int most_moves, double most_probability);

/// Formulas of what positions and moves cost (synthesis/formula_cost.hpp); empty: the usual ones.
struct FormulaParameters {
    std::string position_score, move_score;

    void describe(Fields&);
    std::shared_ptr<const synthesis::SearchCost> cost(double step_yield) const;
    bool are_given() const { return !position_score.empty() || !move_score.empty(); }
};

/// How a search goes; times and seeds apart.
struct SearchParameters {
    double exploration = 0, most_probability = 0.995, least_feasibility = 0.5, step_yield = 0.8,
           uncontrolled_share = 0.5;
    std::vector<double> widened_feasibility{0.1, 0};
    int most_moves = 50, depth = 10, rollout_depth = 10, batch = 1, routes = 50;
    std::int64_t iterations = 500;
    Time time{0};

    void describe(Fields&);
    /// Everything but algorithm, seed and constraints.
    synthesis::SearchSettings settings() const;
};

struct ConstraintParameters {
    std::vector<std::string> freeze, cut, banned_molecules, banned_elements;
    std::vector<std::int64_t> banned_rules;
    std::string start;

    void describe(Fields&);
    /// Molecules in canonical form. Throws InputError (E-smiles, E-search-route): a bond that the
    /// target, a canonical SMILES, does not have.
    synthesis::Constraints constraints(const std::string& target) const;
};

}  // namespace crucible
