#pragma once
// How many pairs of atoms lie at which distance: what every two-body observable is made from.

#include <cstdint>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// Bins of distance: bin k holds k width <= r < (k + 1) width.
struct RadialGrid {
    double width = 0.02;  ///< angstrom
    std::size_t bins = 0;

    double longest() const { return width * static_cast<double>(bins); }
    double middle(std::size_t k) const { return width * (static_cast<double>(k) + 0.5); }
    /// Volume of the spherical shell of bin k, angstrom^3.
    double shell(std::size_t k) const;
    /// Grid of this width that ends at or just before `longest`. Throws InputError
    /// (E-observe-range) unless there is at least one bin and at most a million.
    static RadialGrid up_to(double longest, double width = 0.02);
    friend bool operator==(const RadialGrid&, const RadialGrid&) = default;
};

/// Place of Z in a list of elements. Throws InputError (E-observe-element).
std::size_t index_of_element(const std::vector<int>& elements, int z);

/// What stays the same when atoms move or trade places: how many of each element in which volume.
struct Ensemble {
    std::vector<int> elements;        ///< (n_species) Z, ascending
    std::vector<std::size_t> counts;  ///< (n_species) atoms
    double volume = 0;                ///< angstrom^3

    std::size_t atoms() const;
    double density() const { return static_cast<double>(atoms()) / volume; }  ///< 1/angstrom^3
    double fraction(std::size_t s) const;
    /// Index of an element. Throws InputError (E-observe-element).
    std::size_t species(int z) const;
    std::size_t pairs() const { return elements.size() * (elements.size() + 1) / 2; }
    /// Index of the unordered pair of species: 00, 01, ..., 0n, 11, ...
    std::size_t pair(std::size_t a, std::size_t b) const {
        if (a > b) return pair(b, a);
        return a * (2 * elements.size() - a + 1) / 2 + (b - a);
    }
    friend bool operator==(const Ensemble&, const Ensemble&) = default;
};
/// Throws InputError: E-observe-frames (no atoms), E-atoms-periodic (not a crystal).
Ensemble ensemble_of(const Structure&);

struct PairHistogram {
    Ensemble ensemble;
    RadialGrid grid;
    Array2<std::int64_t> counts;  ///< (pairs, bins) each pair of atoms once, images included
};

/// O(N longest^3). The grid may exceed half the box: images are counted. Throws as `ensemble_of`;
/// InputError (E-atoms-cell) for an impossible cell or place, ResourceError (E-atoms-pairs) beyond
/// 2e10 pairs.
PairHistogram pair_histogram(const Structure&, const RadialGrid&);
/// The same through PairFinder, pair by pair.
PairHistogram pair_histogram_reference(const Structure&, const RadialGrid&);

}  // namespace crucible
