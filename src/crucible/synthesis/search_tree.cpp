// Tree search: mcts_3n, p_uct and uct differ in what they select by and how a state is judged.

#include <algorithm>
#include <cmath>
#include <optional>

#include "crucible/synthesis/rollouts.hpp"
#include "crucible/synthesis/search_algorithms.hpp"
#include "crucible/synthesis/state_tree.hpp"

namespace crucible::synthesis {
namespace {

using StateIndex = StateTree::Index;

constexpr double path_scale = 25;  // L_max of Segler 2018
constexpr double path_damping = 0.99;

class TreeSearch {
public:
    explicit TreeSearch(SearchRun& run) : run_(run), tree_(run.book, run.settings) {
        if (run.settings.algorithm == Algorithm::mcts_3n && run.rollout)
            rollouts_.emplace(run, *run.rollout);
        const double own = run.settings.algorithm == Algorithm::uct ? 1.4 : 3;
        exploration_ = run.settings.exploration > 0 ? run.settings.exploration : own;
    }

    void search() {
        while (!tree_[StateTree::root].closed && run_.budget.goes_on(held())) {
            const std::vector<StateIndex> leaves = choose_leaves();
            std::vector<TaskId> tasks;
            for (const StateIndex i : leaves)
                if (!tree_[i].closed) tasks.push_back(tree_.next(i));
            if (!tasks.empty()) run_.book.ask(tasks);
            for (const StateIndex i : leaves)
                if (!tree_[i].closed) tree_.expand(i);
            const std::vector<double> rewards = judge(leaves);
            for (std::size_t k = 0; k < leaves.size(); ++k) backup(leaves[k], rewards[k]);
        }
        if (tree_[StateTree::root].closed) run_.budget.exhaust("everything was tried");
    }

private:
    std::size_t held() const {
        return tree_.size() + run_.book.size() + (rollouts_ ? rollouts_->size() : 0);
    }

    /// Different states, each chosen as if those before it had failed (virtual loss). Finished ones
    /// are closed at once.
    std::vector<StateIndex> choose_leaves() {
        std::vector<StateIndex> out;
        while (out.size() < static_cast<std::size_t>(run_.settings.batch)) {
            if (tree_[StateTree::root].closed) break;
            if (!out.empty() && !run_.budget.goes_on(held())) break;
            const StateIndex i = descend();
            if (std::find(out.begin(), out.end(), i) != out.end()) break;
            run_.budget.iterated();
            for (StateIndex j = i; j != StateTree::none; j = tree_[j].parent)
                ++tree_[j].visits, tree_[j].reward -= 1;
            out.push_back(i);
            if (!tree_.is_solved(i)) continue;
            run_.budget.found_route();
            tree_.close(i);
        }
        return out;
    }

    StateIndex descend() {
        StateIndex i = StateTree::root;
        while (tree_[i].expanded) i = select(i);
        tree_.lay_out(i);
        return i;
    }

    StateIndex select(StateIndex i) const {
        const StateTree::Node& parent = tree_[i];
        const bool is_uct = run_.settings.algorithm == Algorithm::uct;
        // As AiZynthFinder, uct counts the prior of a move as a first visit.
        const double reach = is_uct ? exploration_ * std::sqrt(2 * std::log(parent.visits + 1.0))
                                    : exploration_ * std::sqrt(static_cast<double>(parent.visits));
        StateIndex best = StateTree::none;
        double highest = 0;
        for (StateIndex c = parent.first_child; c < parent.first_child + parent.children; ++c) {
            const StateTree::Node& n = tree_[c];
            if (n.closed) continue;
            const double visits = n.visits;
            const double worth =
                is_uct ? (n.reward + n.prior) / (visits + 1) + reach / std::sqrt(visits + 1)
                       : (n.visits > 0 ? n.reward / visits : 0) + reach * n.prior / (1 + visits);
            if (best == StateTree::none || worth > highest) best = c, highest = worth;
        }
        return best;
    }

    /// Segler 2018: 1 for a route, the share of leaves that are bought after a rollout, -1 for
    /// none. The others: as AiZynthFinder, 0.95 x share + 0.05 x squashed length.
    std::vector<double> judge(const std::vector<StateIndex>& leaves) {
        std::vector<double> out(leaves.size());
        std::vector<Rollouts::Job> jobs;
        std::vector<std::size_t> of;
        for (std::size_t k = 0; k < leaves.size(); ++k) {
            const StateTree::Node& n = tree_[leaves[k]];
            out[k] = judged(n);
            if (!rollouts_ || n.open == 0 || n.children == 0) continue;
            Rollouts::Job job{{}, static_cast<int>(n.bought), stream()};
            for (const TaskId t : tree_.open_tasks(leaves[k]))
                job.open.push_back(run_.book.task(t).smiles);
            jobs.push_back(std::move(job));
            of.push_back(k);
        }
        if (jobs.empty()) return out;
        const std::vector<double> played = rollouts_->play(std::move(jobs));
        for (std::size_t j = 0; j < of.size(); ++j) out[of[j]] = played[j];
        return out;
    }

    double judged(const StateTree::Node& n) const {
        const double share = static_cast<double>(n.bought) / (n.bought + n.open);
        if (run_.settings.algorithm == Algorithm::mcts_3n)
            return n.open == 0 ? 1 : n.children == 0 || n.bought == 0 ? -1 : share;
        if (n.open > 0 && n.children == 0) return 0;
        return 0.95 * share + 0.05 / (1 + std::exp(n.longest - 4.0));
    }

    RandomStream stream() {
        return {run_.settings.seed, StreamId::route_search, static_cast<std::uint64_t>(played_++)};
    }

    /// Long lines of likely moves count less: W = max(0, (L - sum of k P) / L).
    void backup(StateIndex leaf, double reward) {
        double weight = 1;
        if (run_.settings.algorithm == Algorithm::mcts_3n) {
            double sum = 0;
            for (StateIndex i = leaf; tree_[i].parent != StateTree::none; i = tree_[i].parent)
                sum += path_damping * tree_[i].prior;
            weight = std::max(0.0, (path_scale - sum) / path_scale);
        }
        for (StateIndex i = leaf; i != StateTree::none; i = tree_[i].parent)
            tree_[i].reward += 1 + reward * weight;
    }

    SearchRun& run_;
    StateTree tree_;
    std::optional<Rollouts> rollouts_;
    double exploration_ = 3;
    std::int64_t played_ = 0;
};

}  // namespace

void search_tree(SearchRun& run) { TreeSearch(run).search(); }

}  // namespace crucible::synthesis
