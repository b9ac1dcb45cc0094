#pragma once
// The AND/OR graph of a search by layers: a molecule and how many reactions may still follow.

#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

#include "crucible/synthesis/move_book.hpp"

namespace crucible::synthesis {

/// Edges go from a layer to the next lower one, so that there are no cycles, the depth is kept
/// exactly, and what is shared by routes is there once. A route that makes a molecule from itself
/// is in the graph, but never cheaper, and never needed, than the same route without the detour.
class LayeredGraph {
public:
    using Index = std::uint32_t;
    static constexpr double infinite = std::numeric_limits<double>::infinity();

    struct Branch {
        double cost = 0;
        std::uint32_t way = 0;
        std::vector<Index> needs;  ///< what cannot be bought; empty: the branch is a proof
    };
    struct Node {
        TaskId task = 0;
        int left = 0;  ///< reactions that may still follow
        bool expanded = false;
        std::vector<Branch> branches;
        std::vector<Index> parents;
        double first = 0, second = 0, third = 0;  ///< numbers of the algorithm
    };

    LayeredGraph(MoveBook& book, int depth) : book_(book) { intern(book.target(), depth); }

    static constexpr Index root = 0;
    Node& operator[](Index i) { return nodes_[i]; }
    const Node& operator[](Index i) const { return nodes_[i]; }
    std::size_t size() const { return nodes_.size(); }
    /// Makes the branches of a molecule that has been asked about; nodes from `size()` before the
    /// call on are new.
    void expand(Index);

private:
    Index intern(TaskId, int left);

    MoveBook& book_;
    std::vector<Node> nodes_;
    std::unordered_map<std::uint64_t, Index> ids_;
};

}  // namespace crucible::synthesis
