#pragma once
// The algorithms behind `search_routes`: each fills the book until the budget ends.

#include "crucible/synthesis/move_book.hpp"
#include "crucible/synthesis/search_budget.hpp"

namespace crucible::synthesis {

struct SearchRun {
    MoveBook& book;
    SearchBudget& budget;
    SearchCounts& counts;
    const SearchSettings& settings;
    const Stock& stock;
    MoveSource* rollout = nullptr;
    ValueSource* value = nullptr;
    std::vector<std::string>* proof = nullptr;  ///< where `search_prove` tells what it does
};

/// mcts_3n, p_uct, uct: selection, expansion, judgement, backup.
void search_tree(SearchRun&);
/// neural_bfs, heuristic_bfs, formula_bfs: the cheapest state first.
void search_best_first(SearchRun&);
/// retro_star: the molecule on the cheapest route that is not finished.
void search_retro_star(SearchRun&);
/// synchem: retro_star, where molecules cost what their size says.
void search_merit(SearchRun&);
/// prove: every move, one level deeper at a time.
void search_prove(SearchRun&);
/// proof_number: depth first, until a route is proved or refuted. Returns the proof and disproof
/// numbers of the target.
struct ProofNumbers {
    double proof = 1, disproof = 1;  ///< 0 and infinite: proved; infinite and 0: refuted
};
ProofNumbers search_proof_number(SearchRun&);

}  // namespace crucible::synthesis
