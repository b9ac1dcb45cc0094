#include "crucible/synthesis/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/best_routes.hpp"
#include "crucible/synthesis/protections.hpp"
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
    require(
        std::is_sorted(s.widened_feasibility.begin(), s.widened_feasibility.end(),
                       std::greater<>()) &&
            (s.widened_feasibility.empty() || s.widened_feasibility.front() < s.least_feasibility),
        "the feasibilities of a widened search do not descend from the least one");
    require(std::is_sorted(s.marks.begin(), s.marks.end()), "the marks do not ascend");
    require(s.exploration >= 0, "the exploration is negative");
    require(s.step_yield > 0 && s.step_yield <= 1, "the yield of a step is not in (0, 1]");
    require(s.uncontrolled_share > 0 && s.uncontrolled_share <= 1,
            "the share of what comes of uncontrolled stereocentres is not in (0, 1]");
    require(s.algorithm != Algorithm::formula_bfs || s.cost,
            "a search by formulas has no formulas");
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
        case Algorithm::synchem:
            return search_merit(run);
        case Algorithm::prove:
            return search_prove(run);
        case Algorithm::neural_bfs:
        case Algorithm::heuristic_bfs:
        case Algorithm::formula_bfs:
            return search_best_first(run);
    }
}

std::vector<Route> routes_so_far(MoveBook& book, const Stock& stock, const SearchSettings& s) {
    ScoreSettings scores;
    scores.step_yield = s.step_yield;
    scores.uncontrolled_share = s.uncontrolled_share;
    std::vector<Route> out;
    for (RouteNode& root : best_routes(book, s.depth, static_cast<std::size_t>(s.most_routes))) {
        Route r;
        r.root = with_protections(std::move(root), stock);
        r.score = score_route(r.root, stock, scores);
        // A protected precursor may have been bought in place of the line that leads to the start.
        r.score.solved = r.score.solved && begins_with(r.root, s.constraints.start);
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
    SearchSettings stage = settings;
    std::optional<MoveBook> book;
    SearchBudget budget(settings, context, out.counts, [&](double mark) {
        out.marks.push_back({mark, routes_so_far(*book, stock, stage)});
    });
    MoveAnswers answers;
    for (std::size_t wider = 0;; ++wider) {
        book.emplace(target, source, stock, stage, out.counts, std::move(answers));
        SearchRun run{*book, budget, out.counts, stage, stock, rollout, value, &out.proof};
        run_algorithm(run);
        out.routes = routes_so_far(*book, stock, stage);
        const bool is_solved = !out.routes.empty() && out.routes.front().score.solved;
        // One whose parts were met on different ways is seen here first.
        if (is_solved) budget.found_route();
        if (is_solved || !budget.is_exhausted() || !book->has_doubted() ||
            wider == settings.widened_feasibility.size())
            break;
        stage.least_feasibility = settings.widened_feasibility[wider];
        answers = book->take_answers();
        budget.reopen();
    }
    budget.close();
    out.interrupted = budget.was_interrupted();
    out.least_feasibility = stage.least_feasibility;
    out.end = budget.end();
    if (stage.least_feasibility < settings.least_feasibility)
        out.end += fmt::format("; moves were let in that the filter gives {} or more",
                               stage.least_feasibility);
    const std::string& start = settings.constraints.start;
    if (!out.routes.empty() && !begins_with(out.routes.front().root, start))
        out.end += fmt::format("; no route that was found begins with {}", start);
    return out;
}

}  // namespace crucible::synthesis
