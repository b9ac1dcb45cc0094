// Depth-first proof number search with edge costs (Kishimoto, Buesser, Chen, Botea 2019, NeurIPS).

#include <algorithm>
#include <cmath>

#include "crucible/synthesis/layered_graph.hpp"
#include "crucible/synthesis/search_algorithms.hpp"

namespace crucible::synthesis {
namespace {

using ProofIndex = LayeredGraph::Index;
using ProofBranch = LayeredGraph::Branch;
constexpr double unbounded = LayeredGraph::infinite;
constexpr double largest_edge_cost = 20;

struct Numbers {
    double proof, disproof;
    bool reach(const Numbers& limit) const {
        return proof >= limit.proof || disproof >= limit.disproof;
    }
};

/// A branch with its numbers: proof needs all of its molecules, disproof one.
struct Ranked {
    const ProofBranch* branch = nullptr;
    Numbers numbers{unbounded, 0};
    double edge = 0;
};

class ProofSearch {
public:
    explicit ProofSearch(SearchRun& run) : run_(run), graph_(run.book, run.settings.depth) {
        set_new(0);
    }

    ProofNumbers search() {
        if (run_.book.task(run_.book.target()).bought) {
            run_.budget.iterated();
            run_.budget.found_route();
            run_.budget.finish("the target can be bought");
            return {0, unbounded};
        }
        make_molecule(LayeredGraph::root, {unbounded, unbounded});
        const Numbers n = of(LayeredGraph::root);
        if (n.proof == 0) run_.budget.finish("a route was proved");
        if (n.disproof == 0) run_.budget.exhaust("it was proved that there is no route");
        return {n.proof, n.disproof};
    }

private:
    Numbers of(ProofIndex i) const { return {graph_[i].first, graph_[i].second}; }

    Numbers of(const ProofBranch& b) const {
        Numbers n{0, unbounded};
        for (const ProofIndex need : b.needs) {
            n.proof += graph_[need].first;
            n.disproof = std::min(n.disproof, graph_[need].second);
        }
        return n;
    }

    static double edge_cost(const ProofBranch& b) {
        return std::min(largest_edge_cost, std::floor(b.cost));
    }

    void set_new(std::size_t from) {
        for (std::size_t i = from; i < graph_.size(); ++i) {
            graph_[static_cast<ProofIndex>(i)].first = 1;
            graph_[static_cast<ProofIndex>(i)].second = 1;
        }
    }

    /// Numbers of a molecule from its branches; the best branch and the proof number of the next.
    Numbers combine(ProofIndex i, Ranked& best, double& next) const {
        Numbers all{unbounded, 0};
        best = {};
        next = unbounded;
        for (const ProofBranch& b : graph_[i].branches) {
            const Numbers n = of(b);
            if (n.proof == 0) return {0, unbounded};
            const double edge = edge_cost(b), worth = n.proof + edge;
            all.disproof += n.disproof;
            if (!best.branch || worth < best.numbers.proof + best.edge) {
                next = best.branch ? best.numbers.proof + best.edge : unbounded;
                best = {&b, n, edge};
            } else {
                next = std::min(next, worth);
            }
            all.proof = std::min(all.proof, worth);
        }
        return all;
    }

    void expand(ProofIndex i) {
        run_.budget.iterated();
        run_.book.asked(graph_[i].task);
        const std::size_t before = graph_.size();
        graph_.expand(i);
        set_new(before);
    }

    void make_molecule(ProofIndex i, Numbers limit) {
        if (!run_.budget.goes_on(graph_.size() + run_.book.size())) return;
        if (!graph_[i].expanded) expand(i);
        for (;;) {
            Ranked best;
            double next = unbounded;
            const Numbers now = combine(i, best, next);
            graph_[i].first = now.proof;
            graph_[i].second = now.disproof;
            if (now.proof == 0 && i == LayeredGraph::root) run_.budget.found_route();
            if (now.proof == 0 || now.disproof == 0 || now.reach(limit) || run_.budget.has_ended())
                return;
            const auto at = static_cast<std::size_t>(best.branch - graph_[i].branches.data());
            make_branch(i, at,
                        {std::min(limit.proof, next + 1) - best.edge,
                         limit.disproof - now.disproof + best.numbers.disproof});
        }
    }

    /// Nodes move as the graph grows: branches are looked up anew after each molecule.
    void make_branch(ProofIndex i, std::size_t at, Numbers limit) {
        for (;;) {
            const ProofBranch& b = graph_[i].branches[at];
            const Numbers now = of(b);
            if (now.proof == 0 || now.disproof == 0 || now.reach(limit) || run_.budget.has_ended())
                return;
            ProofIndex weakest = b.needs.front();
            double next = unbounded;
            for (const ProofIndex need : b.needs) {
                if (need == weakest) continue;
                if (graph_[need].second < graph_[weakest].second) {
                    next = graph_[weakest].second;
                    weakest = need;
                } else {
                    next = std::min(next, graph_[need].second);
                }
            }
            make_molecule(weakest, {limit.proof - now.proof + graph_[weakest].first,
                                    std::min(limit.disproof, next + 1)});
        }
    }

    SearchRun& run_;
    LayeredGraph graph_;
};

}  // namespace

ProofNumbers search_proof_number(SearchRun& run) { return ProofSearch(run).search(); }

}  // namespace crucible::synthesis
