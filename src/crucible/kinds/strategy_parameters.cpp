#include "crucible/kinds/strategy_parameters.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/strategies/bond_sets.hpp"
#include "crucible/strategies/functional_groups.hpp"
#include "crucible/strategies/goal_list.hpp"
#include "crucible/strategies/mechanisms.hpp"
#include "crucible/strategies/polarity.hpp"
#include "crucible/strategies/stereochemical.hpp"
#include "crucible/strategies/structure_goals.hpp"
#include "crucible/strategies/topological.hpp"
#include "crucible/strategies/transform_goals.hpp"

namespace crucible {

std::span<const Name> names(StrategyKind) {
    static constexpr Name all[] = {
        {"transform-goals",
         "powerful transforms, and steps that complete the retron of one (look-ahead)"},
        {"mechanisms", "chains of elementary steps through cations, iminium ions and enolates"},
        {"structure-goals",
         "a starting material that lies in the target: `start`, or one of the chiral pool"},
        {"topological", "strategic bonds of ring systems, branches of rings"},
        {"stereochemical", "centres cleared with control, geometry of double bonds"},
        {"functional-groups",
         "consonant and dissonant pairs of groups, single groups, interchanges"},
        {"goals", "your own list of `goals`, and crowded places last (SECS)"},
        {"convergent-bond-sets",
         "few bonds that join pieces of like size that can be had (SYNGEN)"},
        {"polarity", "bonds that part into ions most readily (WODCA)"}};
    return all;
}

Value every_strategy() {
    Value list = Value::make_list();
    for (const Name& n : names(StrategyKind{})) list.push(std::string(n.name));
    return list;
}

namespace strategies {

std::span<const Name> names(Unadvised) {
    static constexpr Name all[] = {{"kept", "they stay, less likely than those with a reason"},
                                   {"left-out", "only moves with a reason are taken"}};
    return all;
}

}  // namespace strategies

namespace {

Value shipped_with_strategies(const char* name) {
    return shared_file(std::filesystem::path("strategies") / name).string();
}

/// Transforms that strategies alone use; `shipped`: the file of share/crucible/strategies for none.
std::shared_ptr<const transforms::TransformLibrary> opened_steps(
    std::vector<std::filesystem::path> files, const char* shipped,
    const transforms::Vocabulary& words) {
    std::erase(files, std::filesystem::path());
    if (files.empty())
        if (const Value file = shipped_with_strategies(shipped); !file.text.empty())
            files.emplace_back(file.text);
    if (files.empty())
        throw InputError("E-strategy-settings", fmt::format("{} is not there", shipped),
                         "keep share/crucible beside the program, or name another file");
    return std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::open(files, words));
}

std::vector<strategies::PoolMember> opened_pool(std::filesystem::path file,
                                                const std::string& start) {
    if (!start.empty())
        return {{start, "start", strategies::MatchSide(chem::Molecule::from_smiles(start))}};
    if (file.empty()) file = shipped_with_strategies("chiral-pool.csv").text;
    if (file.empty())
        throw InputError("E-strategy-settings", "the chiral pool is not there",
                         "keep share/crucible beside the program, or give `chiral_pool`");
    return strategies::parse_chiral_pool(read_file(file), file.string());
}

std::shared_ptr<const strategies::SkeletonStock> opened_skeletons(
    const std::vector<std::filesystem::path>& files) {
    synthesis::StockList list;
    for (const auto& file : files) synthesis::add_stock_file(file, list);
    return std::make_shared<const strategies::SkeletonStock>(list);
}

}  // namespace

void add_shipped_strategies(const Value& written, Value& settings) {
    const Value* named = written.find("strategies");
    if (!named || named->list.empty()) return;
    if (!written.find("transforms")) settings.set("transforms", shipped_transforms());
    if (!written.find("interchanges")) {
        Value list = Value::make_list();
        list.push(shipped_with_strategies("interchanges.ctl"));
        settings.set("interchanges", std::move(list));
    }
    if (!written.find("mechanism_steps"))
        settings.set("mechanism_steps", shipped_with_strategies("mechanisms.ctl"));
    if (!written.find("chiral_pool"))
        settings.set("chiral_pool", shipped_with_strategies("chiral-pool.csv"));
}

void StrategyParameters::describe(Fields& f) {
    f("strategies", strategies,
      "Strategies that weigh and add moves, and say why (docs/strategies.md); none: moves are "
      "taken as the rules rank them");
    f("unadvised", unadvised, "What becomes of moves that no strategy gives a reason for");
    describe_settings(f);
}

void StrategyParameters::describe_settings(Fields& f) {
    f("look_ahead", look_ahead,
      "Most steps back that prepare a powerful transform (transform-goals); 0: none")
        .within(0, strategies::LookAheadSettings::most_depth);
    f("look_ahead_effort", look_ahead_effort,
      "Molecules that one look-ahead looks at before it gives up")
        .within(1, 10000);
    f("interchanges", interchanges,
      "Files of transforms (*.ctl) that only look-aheads use; none: those that ship");
    f("mechanism_steps", mechanism_steps,
      "File of elementary steps (*.ctl) that mechanisms are chains of; none: the one that ships");
    f("chiral_pool", chiral_pool,
      "Table of what may be a structure goal (columns name, class, smiles); none: the one that "
      "ships");
    f("goals", goals,
      "Goals of the strategy goals: break bond 3-4, keep bond 3-4, form ring 6, open ring 6, use "
      "group KETONE, use transform NAME, reach SMILES")
        .one_each();
    f("bond_set_levels", bond_set_levels, "Cuts on a line of convergent-bond-sets").within(1, 2);
}

strategies::StrategyList StrategyParameters::opened(
    const std::vector<std::filesystem::path>& files, const std::string& start,
    const std::vector<std::filesystem::path>& stock) const {
    const auto library = open_transforms(files);
    strategies::StrategyList out;
    for (const StrategyKind kind : strategies) switch (kind) {
            case StrategyKind::transform_goals:
                out.push_back(std::make_shared<strategies::TransformGoals>(
                    library, opened_steps(interchanges, "interchanges.ctl", library->vocabulary()),
                    strategies::LookAheadSettings{look_ahead, look_ahead_effort}));
                break;
            case StrategyKind::mechanisms:
                out.push_back(std::make_shared<strategies::Mechanisms>(
                    opened_steps({mechanism_steps}, "mechanisms.ctl", library->vocabulary()),
                    strategies::MechanismSettings{}));
                break;
            case StrategyKind::structure_goals:
                out.push_back(std::make_shared<strategies::StructureGoals>(
                    opened_pool(chiral_pool, start), library, strategies::ForwardSettings{}));
                break;
            case StrategyKind::topological:
                out.push_back(std::make_shared<strategies::Topological>());
                break;
            case StrategyKind::stereochemical:
                out.push_back(std::make_shared<strategies::Stereochemical>(library));
                break;
            case StrategyKind::functional_groups:
                out.push_back(
                    std::make_shared<strategies::FunctionalGroups>(library->vocabulary()));
                break;
            case StrategyKind::goals:
                out.push_back(std::make_shared<strategies::GoalList>(
                    strategies::parse_goals(goals, *library)));
                break;
            case StrategyKind::convergent_bond_sets: {
                strategies::BondSetSettings settings;
                settings.levels = bond_set_levels;
                out.push_back(std::make_shared<strategies::ConvergentBondSets>(
                    opened_skeletons(stock), settings));
                break;
            }
            case StrategyKind::polarity:
                out.push_back(std::make_shared<strategies::Polarity>());
                break;
        }
    return out;
}

std::unique_ptr<strategies::StrategicMoves> StrategyParameters::around(
    std::unique_ptr<synthesis::MoveSource> source, const std::vector<std::filesystem::path>& files,
    const std::string& start, const std::vector<std::filesystem::path>& stock) const {
    return std::make_unique<strategies::StrategicMoves>(
        std::move(source), opened(files, start, stock), transforms::Vocabulary::shipped(),
        unadvised);
}

}  // namespace crucible
