#pragma once
// Atoms and their neighbours as rows of matrices. Atoms of one kind are computed together, with as
// many rows for neighbours of each kind as the atom that has most of them needs, and one more that
// stands for all empty slots (or with a row for each slot). A row without a neighbour is a vector
// as long as the cut-off: its weight 1/r and the slope of that are zero.

#include <cstdint>
#include <vector>

#include "crucible/energy/deep_pot_peer.hpp"
#include "crucible/training/sample.hpp"

namespace crucible::nn {

/// Who is around which atoms. Neighbours of one kind of one atom lie together, as in a Sample.
struct Surroundings {
    std::vector<std::int64_t> atoms;  ///< their numbers among all that feel a force
    std::vector<std::int32_t> kinds;
    std::vector<std::size_t> first{0};
    std::vector<training::Sample::Pair> pairs;
};
Surroundings surroundings(const training::Sample&);
/// Of the atoms begin to end - 1. `nearest` becomes the shortest distance if that is shorter.
/// Throws UnstableError (E-energy-collapse).
Surroundings surroundings(const LocalAtoms&, std::size_t begin, std::size_t end,
                          const DeepPotWeights&, double& nearest);

/// Neighbours of one kind around all atoms of a group.
struct Rows {
    std::size_t kind = 0, width = 0;
    std::vector<double> d;      ///< (members, width, 3) angstrom
    std::vector<double> count;  ///< (members, width) slots that a row stands for
    std::vector<std::int64_t> from,
        to;  ///< (members, width, 3) components of the two atoms' forces
};
/// Atoms of one kind.
struct Group {
    std::size_t kind = 0;
    std::vector<std::size_t> members;  ///< of the surroundings
    std::vector<Rows> rows;            ///< of each kind of neighbour
};
std::vector<Group> groups_of(const Surroundings&, const DeepPotWeights&, PeerSlots);

}  // namespace crucible::nn
