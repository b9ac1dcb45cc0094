#include "crucible/synthesis/state_tree.hpp"

#include <algorithm>

namespace crucible::synthesis {

StateTree::StateTree(MoveBook& book, const SearchSettings& settings)
    : book_(book), depth_(settings.depth) {
    Node n;
    n.open_begin = 0;
    if (book.task(book.target()).bought) {
        n.bought = 1;
    } else {
        n.open = 1;
        occurrences_.push_back({book.target(), none, 0});
        open_.push_back(0);
    }
    nodes_.push_back(n);
}

StateTree::Index StateTree::next_occurrence(Index i) const {
    const Node& n = nodes_[i];
    Index best = open_[n.open_begin];
    for (Index k = 1; k < n.open; ++k) {
        const Index o = open_[n.open_begin + k];
        if (book_.task(occurrences_[o].task).size > book_.task(occurrences_[best].task).size)
            best = o;
    }
    return best;
}

TaskId StateTree::next(Index i) const { return occurrences_[next_occurrence(i)].task; }

std::vector<TaskId> StateTree::open_tasks(Index i) const {
    std::vector<TaskId> out;
    for (Index k = 0; k < nodes_[i].open; ++k)
        out.push_back(occurrences_[open_[nodes_[i].open_begin + k]].task);
    return out;
}

void StateTree::lay_out(Index i) {
    if (nodes_[i].open_begin != none) return;
    const Node parent = nodes_[nodes_[i].parent];
    const Index made = next_occurrence(nodes_[i].parent);
    const Occurrence above = occurrences_[made];
    const Way& way = book_.task(above.task).ways[nodes_[i].way];
    Node& n = nodes_[i];
    n.open_begin = static_cast<Index>(open_.size());
    n.bought = parent.bought;
    n.longest = std::max(parent.longest, static_cast<std::uint16_t>(above.depth + 1));
    for (Index k = 0; k < parent.open; ++k) {
        const Index o = open_[parent.open_begin + k];
        if (o != made) open_.push_back(o);
    }
    for (const TaskId need : way.needs) {
        if (book_.task(need).bought) {
            ++n.bought;
            continue;
        }
        open_.push_back(static_cast<Index>(occurrences_.size()));
        occurrences_.push_back({need, made, static_cast<std::uint16_t>(above.depth + 1)});
    }
    n.open = static_cast<std::uint32_t>(open_.size()) - n.open_begin;
}

bool StateTree::fits(const Occurrence& made, Index self, const Way& way) const {
    for (const TaskId need : way.needs) {
        const Task& t = book_.task(need);
        const bool is_dead = made.depth + 1 >= depth_ || (t.asked && t.ways.empty());
        if (!t.bought && is_dead) return false;
        for (Index o = self; o != none; o = occurrences_[o].above)
            if (book_.task(occurrences_[o].task).molecule == t.molecule) return false;
    }
    return true;
}

void StateTree::expand(Index i) {
    const Index made = next_occurrence(i);
    const Occurrence occurrence = occurrences_[made];
    const Task& task = book_.task(occurrence.task);
    const Index first = static_cast<Index>(nodes_.size());
    for (std::size_t w = 0; w < task.ways.size(); ++w) {
        const Way& way = task.ways[w];
        if (occurrence.depth >= depth_ || !fits(occurrence, made, way)) continue;
        Node n;
        n.parent = i;
        n.way = static_cast<std::uint32_t>(w);
        n.prior = way.prior;
        n.cost = nodes_[i].cost + way.cost;
        nodes_.push_back(n);
    }
    Node& n = nodes_[i];
    n.expanded = true;
    n.first_child = first;
    n.children = n.open_children = static_cast<std::uint32_t>(nodes_.size()) - first;
    if (n.children == 0) close(i);
}

void StateTree::close(Index i) {
    while (!nodes_[i].closed) {
        nodes_[i].closed = true;
        const Index parent = nodes_[i].parent;
        if (parent == none) return;
        if (--nodes_[parent].open_children > 0) return;
        i = parent;
    }
}

}  // namespace crucible::synthesis
