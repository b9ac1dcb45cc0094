#pragma once
// States of a route in the making: the molecules that are still open, and how one got there.

#include <cstdint>
#include <vector>

#include "crucible/synthesis/move_book.hpp"

namespace crucible::synthesis {

/// A tree of states for searches that go from state to state (tree search, best first). Of the
/// open molecules always the largest is made next: every route needs them all, so that no route is
/// lost, and orders of the same moves are not told apart. No molecule is made from itself, and no
/// line is longer than the depth.
class StateTree {
public:
    using Index = std::uint32_t;
    static constexpr Index none = 0xffffffff;

    struct Node {
        Index parent = none;
        Index first_child = none;
        std::uint32_t children = 0;          ///< 0 before `expand`
        std::uint32_t open_children = 0;     ///< that are not closed
        std::uint32_t way = 0;               ///< of the molecule that the parent made
        Index open_begin = none;             ///< in the list of occurrences; none: not laid out yet
        std::uint32_t open = 0, bought = 0;  ///< leaves of the route so far
        std::int32_t visits = 0;
        std::uint16_t longest = 0;  ///< reactions in a line
        bool expanded = false;
        bool closed = false;  ///< finished, dead, or nothing but such below
        double prior = 1, reward = 0;
        double cost = 0;  ///< of all moves so far
    };

    StateTree(MoveBook&, const SearchSettings&);

    Node& operator[](Index i) { return nodes_[i]; }
    const Node& operator[](Index i) const { return nodes_[i]; }
    static constexpr Index root = 0;
    std::size_t size() const { return nodes_.size(); }

    /// Lists the open molecules of a state; its parent's are known.
    void lay_out(Index);
    bool is_solved(Index i) const { return nodes_[i].open == 0; }
    /// The molecule that is made next; the state is laid out and not solved.
    TaskId next(Index) const;
    std::vector<TaskId> open_tasks(Index) const;
    /// Makes a child of each way of the next molecule, which has been asked about; closes the
    /// state where there is none.
    void expand(Index);
    /// Nothing more can be learned of this state; closes ancestors of which the same is true.
    void close(Index);

private:
    struct Occurrence {
        TaskId task;
        Index above;  ///< what it is needed for: an occurrence
        std::uint16_t depth;
    };
    Index next_occurrence(Index) const;
    bool fits(const Occurrence&, Index self, const Way&) const;

    MoveBook& book_;
    int depth_;
    std::vector<Node> nodes_;
    std::vector<Occurrence> occurrences_;
    std::vector<Index> open_;  ///< occurrences, state by state
};

}  // namespace crucible::synthesis
