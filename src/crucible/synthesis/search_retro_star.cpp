// Retro* (Chen, Li, Dai, Song 2020, arXiv:2006.15820) on a graph instead of a tree.

#include <algorithm>
#include <functional>
#include <queue>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/layered_graph.hpp"
#include "crucible/synthesis/search_algorithms.hpp"

namespace crucible::synthesis {
namespace {

using LayerIndex = LayeredGraph::Index;
using LayerNode = LayeredGraph::Node;
using LayerBranch = LayeredGraph::Branch;
constexpr double no_way = LayeredGraph::infinite;

// Of a node: the cheapest way to make it by what is known and valued (`first`, the paper's reaction
// number), the cheapest of those that are not finished (`second`), and of those that are (`third`).
double estimate(const LayerNode& n) { return n.first; }
double unfinished(const LayerNode& n) { return n.second; }
double finished(const LayerNode& n) { return n.third; }

class RetroStar {
public:
    explicit RetroStar(SearchRun& run) : run_(run), graph_(run.book, run.settings.depth) {
        value_new(0);
    }

    /// The next leaf is the one with the least cost of a route through it, V_t(m). Once the best
    /// route is finished, it is that of the best unfinished one: the search goes on.
    void search() {
        if (run_.book.task(run_.book.target()).bought) {
            run_.budget.iterated();
            run_.budget.found_route();
            run_.budget.finish("the target can be bought");
            return;
        }
        while (unfinished(graph_[0]) < no_way &&
               run_.budget.goes_on(graph_.size() + run_.book.size())) {
            const std::vector<LayerIndex> leaves = choose_leaves();
            std::vector<TaskId> tasks;
            for (const LayerIndex i : leaves) tasks.push_back(graph_[i].task);
            run_.book.ask(tasks);
            for (const LayerIndex i : leaves) {
                const std::size_t before = graph_.size();
                graph_.expand(i);
                value_new(before);
            }
            for (const LayerIndex i : leaves) update(i);
            if (finished(graph_[0]) < no_way) run_.budget.found_route();
        }
        if (unfinished(graph_[0]) == no_way) run_.budget.exhaust("everything was tried");
    }

private:
    std::vector<LayerIndex> choose_leaves() {
        std::vector<LayerIndex> out;
        while (out.size() < static_cast<std::size_t>(run_.settings.batch)) {
            if (unfinished(graph_[0]) == no_way) break;
            if (!out.empty() && !run_.budget.goes_on(graph_.size() + run_.book.size())) break;
            const LayerIndex i = descend();
            run_.budget.iterated();
            out.push_back(i);
            if (run_.settings.batch == 1) break;
            graph_[i].second = no_way;  // until it is expanded, others are looked for
            for (const LayerIndex p : graph_[i].parents) update(p);
        }
        return out;
    }

    LayerIndex descend() const {
        LayerIndex i = LayeredGraph::root;
        while (graph_[i].expanded) {
            const LayerBranch* best = nullptr;
            for (const LayerBranch& b : graph_[i].branches)
                if (!best || unfinished(b) < unfinished(*best)) best = &b;
            LayerIndex next = best->needs.front();
            for (const LayerIndex need : best->needs)
                if (extra(graph_[need]) < extra(graph_[next])) next = need;
            i = next;
        }
        return i;
    }

    static double extra(const LayerNode& n) {
        return unfinished(n) == no_way ? no_way : unfinished(n) - estimate(n);
    }
    double sum(const LayerBranch& b, double (*of)(const LayerNode&)) const {
        double out = b.cost;
        for (const LayerIndex need : b.needs) out += of(graph_[need]);
        return out;
    }
    double unfinished(const LayerBranch& b) const {
        double least = no_way;
        for (const LayerIndex need : b.needs) least = std::min(least, extra(graph_[need]));
        return least == no_way ? no_way : sum(b, estimate) + least;
    }
    static double unfinished(const LayerNode& n) { return synthesis::unfinished(n); }

    void value_new(std::size_t from) {
        std::vector<std::string> smiles;
        for (std::size_t i = from; i < graph_.size(); ++i)
            smiles.push_back(run_.book.task(graph_[static_cast<LayerIndex>(i)].task).smiles);
        std::vector<double> values(smiles.size(), 0.0);
        if (run_.value && !smiles.empty()) values = run_.value->values(smiles);
        CRUCIBLE_ASSERT(values.size() == smiles.size());
        for (std::size_t i = from; i < graph_.size(); ++i) {
            LayerNode& n = graph_[static_cast<LayerIndex>(i)];
            n.first = n.second = std::max(0.0, values[i - from]);
            n.third = no_way;
        }
    }

    /// Recomputes a node and, as far as numbers change, all above it, lower layers first.
    void update(LayerIndex start) {
        using Entry = std::pair<int, LayerIndex>;
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> waiting;
        waiting.push({graph_[start].left, start});
        while (!waiting.empty()) {
            const LayerIndex i = waiting.top().second;
            while (!waiting.empty() && waiting.top().second == i) waiting.pop();
            LayerNode& n = graph_[i];
            double a = no_way, b = no_way, c = no_way;
            for (const LayerBranch& branch : n.branches) {
                a = std::min(a, sum(branch, estimate));
                b = std::min(b, unfinished(branch));
                c = std::min(c, sum(branch, finished));
            }
            const bool is_same = a == n.first && b == n.second && c == n.third;
            n.first = a, n.second = b, n.third = c;
            if (is_same) continue;
            for (const LayerIndex p : n.parents) waiting.push({graph_[p].left, p});
        }
    }

    SearchRun& run_;
    LayeredGraph graph_;
};

}  // namespace

void search_retro_star(SearchRun& run) { RetroStar(run).search(); }

}  // namespace crucible::synthesis
