#pragma once
// Pairs of atoms nearer than their hard cores: found, and pushed apart.

#include <map>
#include <utility>

#include "crucible/atoms/structure.hpp"

namespace crucible::rmc {

/// Shortest allowed distance of two elements (angstrom); the first atomic number is the smaller.
using HardCores = std::map<std::pair<int, int>, double>;

/// What is nearer than it may be, and the worst of it: the pair that is nearest to each other as a
/// share of its core.
struct Overlaps {
    std::size_t pairs = 0;
    std::pair<int, int> elements{};
    double distance = 0, core = 0;  ///< angstrom
};
Overlaps overlaps(const Structure&, const HardCores&);

/// Moves atoms that are nearer than their cores apart along the line between them, all at once and
/// again, until none is or `most_rounds` are done. No draw is made: the result follows from the
/// structure. Random insertion packs far less densely than a glass (a fluid of spheres jams at 0.38
/// of the volume when it is filled one by one, at 0.64 when its spheres may give way), so that a
/// random start at full cores is reached in this second step alone.
void push_apart(Structure&, const HardCores&, int most_rounds = 1000);

}  // namespace crucible::rmc
