#include "crucible/kinds/planning_systems.hpp"

#include <algorithm>

namespace crucible {
namespace {

// Years and ways of working: Chen's review of computer-aided synthesis planning; what a mode leaves
// out of its model stands in docs/systems.md.
constexpr PlanningSystem systems[] = {
    {"lhasa", 1969,
     "Corey's transforms, chosen by all five strategies (doi:10.1126/science.166.3902.178)",
     SystemMoves::written,
     "rules = 'written'\nalgorithm = 'neural-bfs'\nstrategies = ['transform-goals', "
     "'mechanisms', 'structure-goals', 'topological', 'stereochemical', 'functional-groups']"},
    {"secs", 1976, "Wipke's list of goals, crowded places last (doi:10.1016/0004-3702(78)90016-4)",
     SystemMoves::written, "rules = 'written'\nalgorithm = 'neural-bfs'\nstrategies = ['goals']"},
    {"synchem", 1977,
     "Gelernter's best-first search of the AND/OR graph (doi:10.1126/science.197.4308.1041)",
     SystemMoves::written, "rules = 'written'\nalgorithm = 'synchem'"},
    {"synlma", 1989, "Johnson's synthesis as a proof, with its trace", SystemMoves::written,
     "rules = 'written'\nalgorithm = 'prove'"},
    {"syngen", 1989, "Hendrickson's convergent bond sets of the skeleton", SystemMoves::written,
     "rules = 'written'\nalgorithm = 'neural-bfs'\nstrategies = ['convergent-bond-sets']"},
    {"chiron", 1990, "Hanessian's chiral precursors: what nature gives with its stereocentres",
     SystemMoves::written,
     "rules = 'written'\nalgorithm = 'neural-bfs'\nstrategies = ['structure-goals']"},
    {"wodca", 1995, "Gasteiger's polar bonds first (doi:10.1002/anie.199526131)",
     SystemMoves::written,
     "rules = 'written'\nalgorithm = 'neural-bfs'\nstrategies = ['polarity']"},
    {"chematica", 2012,
     "Grzybowski's network search by formulas of positions and moves "
     "(doi:10.1002/anie.201506101)",
     SystemMoves::written, "rules = 'written'\nalgorithm = 'formula-bfs'"},
    {"liu-2017", 2017, "A translator from products to precursors (doi:10.1021/acscentsci.7b00303)",
     SystemMoves::translator, "algorithm = 'neural-bfs'"},
    {"segler-2018", 2018, "Three nets and Monte Carlo tree search (doi:10.1038/nature25978)",
     SystemMoves::learned, "algorithm = 'mcts-3n'"},
    {"dfpn", 2019, "Depth-first proof numbers (Kishimoto et al., NeurIPS 2019)",
     SystemMoves::learned, "algorithm = 'proof-number'"},
    {"retro-star", 2020, "The cheapest unfinished route first (arXiv:2006.15820)",
     SystemMoves::learned, "algorithm = 'retro-star'"},
    {"aizynthfinder", 2020, "Tree search without rollouts (doi:10.1186/s13321-020-00472-1)",
     SystemMoves::learned, "algorithm = 'uct'"},
    {"crucible", 2026, "Learned templates and written transforms together, Segler's search",
     SystemMoves::both, "rules = 'both'\nalgorithm = 'mcts-3n'"},
};

}  // namespace

std::span<const PlanningSystem> planning_systems() { return systems; }

const PlanningSystem* planning_system(std::string_view name) {
    const auto at = std::ranges::find(systems, name, &PlanningSystem::name);
    return at == std::end(systems) ? nullptr : at;
}

}  // namespace crucible
