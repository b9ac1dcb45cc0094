#pragma once
// Search for routes: one question, several algorithms, the same budget and the same books.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/stock.hpp"

namespace crucible::synthesis {

enum class Algorithm {
    mcts_3n,        ///< Segler, Preuss, Waller 2018, doi:10.1038/nature25978
    p_uct,          ///< tree search guided by priors, no rollouts
    uct,            ///< as AiZynthFinder: Q/N + C sqrt(2 ln N / n)
    retro_star,     ///< Chen et al. 2020, arXiv:2006.15820
    proof_number,   ///< depth-first proof number search (Kishimoto et al. 2019)
    neural_bfs,     ///< best first by the product of priors
    heuristic_bfs,  ///< best first by lengths of SMILES, without a policy
    formula_bfs,    ///< best first by what moves and positions cost (Szymkuc et al. 2016)
    synchem,        ///< AND/OR best first by merits (Gelernter et al. 1977)
    prove           ///< backward chaining, complete within the depth (SYNLMA, Johnson 1989)
};

struct Constraints {
    std::vector<std::pair<int, int>> frozen_bonds;  ///< of the target: never changed
    std::vector<std::pair<int, int>> broken_bonds;  ///< of the target: changed by every route
    std::vector<std::int64_t> banned_rules;
    std::vector<std::string> banned_molecules;  ///< canonical SMILES: never on a route
    std::vector<std::string> banned_elements;   ///< symbols
    std::string start;                          ///< a molecule that every route begins with
    bool exclude_target = true;                 ///< the target counts as not in stock
};

enum class SearchEnd {
    budget,       ///< goes on for more and better routes
    first_route,  ///< ends with the first
};

/// What the seconds of a search count.
enum class SearchClock {
    wall,  ///< what a user waits
    cpu,   ///< of the searching process: for comparisons on a machine that does other work
};

struct SearchSettings {
    Algorithm algorithm = Algorithm::mcts_3n;
    double exploration = 0;           ///< c of the selection; 0: the algorithm's own (3; uct 1.4)
    int most_moves = 50;              ///< of a molecule
    double most_probability = 0.995;  ///< moves are taken until their priors sum to this
    double least_feasibility = 0.5;   ///< of the in-scope filter
    /// Where everything was tried without a route, the search begins anew with these, one after
    /// another, for what is left of the budget; answers of the model are kept. Descending.
    std::vector<double> widened_feasibility;
    double step_yield = 0.8;  ///< of a step; what a step costs in the score of a route
    /// Of the product of a step that sets a stereocentre which nothing controls: a share of its
    /// yield, in scores and costs.
    double uncontrolled_share = 0.5;
    int depth = 10;                 ///< most reactions in a line
    int rollout_depth = 10;         ///< most moves of one rollout
    std::int64_t iterations = 500;  ///< 0: as many as the time allows
    double seconds = 0;             ///< 0: no limit
    SearchClock clock = SearchClock::wall;
    std::vector<double> marks;  ///< seconds at which the routes so far are kept, ascending
    int batch = 1;              ///< leaves that are asked about at once
    std::int64_t most_nodes = 5'000'000;  ///< states and molecules held
    int most_routes = 50;
    std::uint64_t seed = 1;
    SearchEnd end = SearchEnd::budget;
    Constraints constraints;
    /// Instead of priors and lengths of SMILES, in every algorithm; formula_bfs needs it.
    std::shared_ptr<const SearchCost> cost;
};

struct SearchCounts {
    std::int64_t iterations = 0;
    std::int64_t model_calls = 0;  ///< molecules that the source was asked about
    std::int64_t cached = 0;       ///< asked again, answered from memory
    std::int64_t rollout_calls = 0;
    std::int64_t molecules = 0, moves = 0;  ///< nodes of the graph
    std::int64_t rejected = 0;              ///< moves that the filter or a constraint refused
    std::int64_t first_route = -1;          ///< iteration of the first solved route; -1: none
    std::int64_t first_calls = -1;          ///< molecules asked about until then
    double seconds = 0, first_seconds = -1;
};

/// The routes that a search had after some seconds.
struct SearchMark {
    double seconds = 0;
    std::vector<Route> routes;
};

struct SearchResult {
    std::vector<Route> routes;      ///< best first: solved ones, then partial ones
    std::vector<SearchMark> marks;  ///< those that the search has reached
    SearchCounts counts;
    bool interrupted = false;
    double least_feasibility = 0;  ///< of the moves that were let in, in the end
    std::string end;               ///< why it ended: one clause
    /// What `prove` did, a line each: goals, rules, lemmas, refutations; then the proof.
    std::vector<std::string> proof;
};

/// Searches read moves from `source` (and rollouts from `rollout`, values from `value`, where the
/// algorithm uses them; null: without). The same settings with an iteration budget give the same
/// routes, to the byte. Ctrl-C keeps the best so far. Throws InputError (E-search-route) for
/// constraints that name what is not there.
SearchResult search_routes(const std::string& target, MoveSource& source, const Stock&,
                           const SearchSettings&, const RunContext&, MoveSource* rollout = nullptr,
                           ValueSource* value = nullptr);

}  // namespace crucible::synthesis
