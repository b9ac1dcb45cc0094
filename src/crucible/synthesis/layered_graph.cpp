#include "crucible/synthesis/layered_graph.hpp"

#include <algorithm>

namespace crucible::synthesis {

LayeredGraph::Index LayeredGraph::intern(TaskId task, int left) {
    const std::uint64_t key = (std::uint64_t{task} << 32) | static_cast<std::uint32_t>(left);
    const auto [at, is_new] = ids_.try_emplace(key, static_cast<Index>(nodes_.size()));
    if (is_new) {
        Node n;
        n.task = task;
        n.left = left;
        nodes_.push_back(std::move(n));
    }
    return at->second;
}

void LayeredGraph::expand(Index i) {
    const int left = nodes_[i].left;
    const Task& task = book_.task(nodes_[i].task);
    std::vector<Branch> branches;
    for (std::size_t w = 0; w < task.ways.size() && left > 0; ++w) {
        const Way& way = task.ways[w];
        const bool is_dead = std::any_of(way.needs.begin(), way.needs.end(), [&](TaskId need) {
            const Task& t = book_.task(need);
            return !t.bought && (left == 1 || (t.asked && t.ways.empty()));
        });
        if (is_dead) continue;
        Branch b{way.cost, static_cast<std::uint32_t>(w), {}};
        for (const TaskId need : way.needs) {
            if (book_.task(need).bought) continue;
            const Index below = intern(need, left - 1);
            b.needs.push_back(below);
            std::vector<Index>& parents = nodes_[below].parents;
            if (parents.empty() || parents.back() != i) parents.push_back(i);
        }
        branches.push_back(std::move(b));
    }
    nodes_[i].expanded = true;
    nodes_[i].branches = std::move(branches);
}

}  // namespace crucible::synthesis
