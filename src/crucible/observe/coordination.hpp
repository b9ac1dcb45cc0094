#pragma once
// Coordination numbers and bond lengths.

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {

/// Cut-off in angstrom for a pair of elements, {smaller Z, larger Z}.
using PairCutoffs = std::map<std::pair<int, int>, double>;

/// The first minimum of each partial g(r) within `longest`; pairs without one are left out, so that
/// whoever needs them must name them.
PairCutoffs cutoffs_from_minima(std::span<const Structure>, double longest = 6);

/// The largest of them, 0 of none. Throws InputError (E-atoms-cutoff) for one that is not positive.
double longest_cutoff(const PairCutoffs&);

/// Atoms of one element around those of another.
struct Coordination {
    int centre = 0, neighbour = 0;          ///< Z
    double cutoff = 0;                      ///< angstrom
    Estimate number;                        ///< mean over atoms and frames; error over atoms
    std::vector<std::size_t> distribution;  ///< [n]: how many atoms have n neighbours
};

/// Both directions of every pair that has a cut-off, in ascending order. Throws InputError
/// (E-atoms-cutoff) for a cut-off that is not positive, (E-observe-frames) for no frames.
std::vector<Coordination> coordination(std::span<const Structure>, const PairCutoffs&);

/// Number of neighbours of every atom of a structure, by the same cut-offs.
std::vector<int> coordination_numbers(const Structure&, const PairCutoffs&);

/// Distances within the cut-off, each pair of atoms once.
struct BondLengths {
    int first = 0, second = 0;  ///< Z, first <= second
    std::size_t count = 0;
    double mean = 0, deviation = 0;  ///< angstrom; standard deviation
    double shortest = 0, longest = 0;
};
/// One entry per pair that has bonds. Throws as `coordination`.
std::vector<BondLengths> bond_lengths(std::span<const Structure>, const PairCutoffs&);

}  // namespace crucible
