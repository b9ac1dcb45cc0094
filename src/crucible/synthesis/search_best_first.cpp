// Best first: the state that is cheapest so far (neural), has the smallest molecules left
// (heuristic: length of SMILES to the power of 1.5), or is cheapest in both (formulas, as in
// Chematica: Szymkuc et al. 2016, doi:10.1002/anie.201506101).

#include <queue>

#include "crucible/synthesis/search_algorithms.hpp"
#include "crucible/synthesis/state_tree.hpp"

namespace crucible::synthesis {
namespace {

using WaitingIndex = StateTree::Index;

struct Waiting {
    double cost;
    WaitingIndex state;
    bool operator<(const Waiting& o) const {  // the queue's top is the largest
        return cost != o.cost ? cost > o.cost : state > o.state;
    }
};

/// Cost of a child before it is laid out; `left` is that of the parent's open molecules.
double waiting_cost(const SearchRun& run, const StateTree& tree, WaitingIndex child,
                    const Task& made, double left) {
    if (run.settings.algorithm == Algorithm::neural_bfs) return tree[child].cost;
    double cost = left - made.size;
    if (run.settings.algorithm == Algorithm::formula_bfs) cost += tree[child].cost;
    for (const TaskId need : made.ways[tree[child].way].needs)
        if (!run.book.task(need).bought) cost += run.book.task(need).size;
    return cost;
}

}  // namespace

void search_best_first(SearchRun& run) {
    StateTree tree(run.book, run.settings);
    std::priority_queue<Waiting> waiting;
    waiting.push({0, StateTree::root});
    while (!waiting.empty() && run.budget.goes_on(tree.size() + run.book.size())) {
        std::vector<WaitingIndex> states;
        std::vector<TaskId> tasks;
        while (!waiting.empty() && states.size() < static_cast<std::size_t>(run.settings.batch) &&
               run.budget.goes_on(tree.size() + run.book.size())) {
            const WaitingIndex i = waiting.top().state;
            waiting.pop();
            run.budget.iterated();
            tree.lay_out(i);
            if (tree.is_solved(i)) {
                run.budget.found_route();
                continue;
            }
            states.push_back(i);
            tasks.push_back(tree.next(i));
        }
        if (!tasks.empty()) run.book.ask(tasks);
        for (const WaitingIndex i : states) {
            double left = 0;
            for (const TaskId t : tree.open_tasks(i)) left += run.book.task(t).size;
            const Task& made = run.book.task(tree.next(i));
            tree.expand(i);
            const WaitingIndex first = tree[i].first_child;
            for (WaitingIndex c = first; c < first + tree[i].children; ++c)
                waiting.push({waiting_cost(run, tree, c, made, left), c});
        }
    }
    if (waiting.empty()) run.budget.exhaust("everything was tried");
}

}  // namespace crucible::synthesis
