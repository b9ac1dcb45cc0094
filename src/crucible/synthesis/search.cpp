#include "crucible/synthesis/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/best_routes.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/search_algorithms.hpp"

namespace crucible::synthesis {
namespace {

void check_search(const std::string& target, const SearchSettings& s) {
    const auto require = [](bool is_fine, std::string_view what) {
        if (!is_fine)
            throw InputError("E-route-settings", fmt::format("{}", what),
                             "correct what the message names");
    };
    require(!target.empty(), "the target is an empty SMILES");
    require(s.iterations >= 0 && std::isfinite(s.seconds) && s.seconds >= 0,
            "iterations and seconds of a search are negative");
    require(s.iterations > 0 || s.seconds > 0,
            "a search has neither iterations nor seconds to end by");
    require(s.depth >= 1 && s.depth <= 100, "the depth is not between 1 and 100");
    require(s.batch >= 1 && s.most_moves >= 1 && s.most_routes >= 1 && s.rollout_depth >= 1,
            "a batch, number of moves or routes, or depth of rollouts is below 1");
    require(s.most_nodes >= 1 && s.most_nodes <= 500'000'000,
            "the number of nodes is not between 1 and 5e8");
    require(std::is_sorted(s.marks.begin(), s.marks.end()), "the marks do not ascend");
    require(s.exploration >= 0, "the exploration is negative");
    require(s.step_yield > 0 && s.step_yield <= 1, "the yield of a step is not in (0, 1]");
    require(s.most_probability > 0, "the probability that moves are taken up to is not positive");
}

void run_algorithm(SearchRun& run) {
    switch (run.settings.algorithm) {
        case Algorithm::mcts_3n:
        case Algorithm::p_uct:
        case Algorithm::uct:
            return search_tree(run);
        case Algorithm::retro_star:
            return search_retro_star(run);
        case Algorithm::proof_number:
            search_proof_number(run);
            return;
        case Algorithm::neural_bfs:
        case Algorithm::heuristic_bfs:
            return search_best_first(run);
    }
}

std::vector<Route> routes_so_far(MoveBook& book, const Stock& stock, const SearchSettings& s) {
    ScoreSettings scores;
    scores.step_yield = s.step_yield;
    std::vector<Route> out;
    for (RouteNode& root : best_routes(book, s.depth, static_cast<std::size_t>(s.most_routes))) {
        Route r;
        r.root = std::move(root);
        r.score = score_route(r.root, stock, scores);
        out.push_back(std::move(r));
    }
    rank_routes(out);
    return out;
}

}  // namespace

SearchResult search_routes(const std::string& target, MoveSource& source, const Stock& stock,
                           const SearchSettings& settings, const RunContext& context,
                           MoveSource* rollout, ValueSource* value) {
    check_search(target, settings);
    SearchResult out;
    MoveBook book(target, source, stock, settings, out.counts);
    SearchBudget budget(settings, context, out.counts, [&](double mark) {
        out.marks.push_back({mark, routes_so_far(book, stock, settings)});
    });
    SearchRun run{book, budget, out.counts, settings, stock, rollout, value};
    run_algorithm(run);
    budget.close();
    out.interrupted = budget.was_interrupted();
    out.end = budget.end();
    out.routes = routes_so_far(book, stock, settings);
    return out;
}

}  // namespace crucible::synthesis
