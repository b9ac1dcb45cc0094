#pragma once
// Observables that are linear in the pair histogram: S(q), G(r), partials, EXAFS, coordination.
//
//   O[k] = base[k] + sum over pairs p and bins b of counts(p, b) table(p, b, k)
//
// One kernel serves them all, in `evaluate` here and move by move in `rmc`. Windows, filters and
// broadening are matrices on k: they go into base and table once and cost nothing afterwards.

#include <span>
#include <string>
#include <vector>

#include "crucible/observe/pair_histogram.hpp"

namespace crucible {

struct LinearObservable {
    std::string name;        ///< "S(q) X-ray", "chi Cu K"
    std::string x_name;      ///< "q", "k", "r"
    std::string x_unit;      ///< "1/angstrom", "angstrom"
    std::string value_unit;  ///< "" for a plain number
    std::vector<double> x;   ///< (points)
    Ensemble ensemble;       ///< the numbers below hold for this composition and volume only
    RadialGrid grid;
    std::vector<double> base;  ///< (points) value without any pair
    Array3<double> table;      ///< (pairs, bins, points) what one pair of atoms adds

    std::size_t points() const { return x.size(); }
};

/// (points) values. Throws InconsistentError (E-observe-ensemble) when histogram and observable are
/// of different composition, volume or bin width, or the histogram is the shorter one.
std::vector<double> evaluate(const LinearObservable&, const PairHistogram&);
/// The same from a structure.
std::vector<double> evaluate(const LinearObservable&, const Structure&);

/// matrix (new points, old points) times the observable; `x` belongs to the new points.
LinearObservable transformed(const LinearObservable&, Span2D<const double> matrix,
                             std::vector<double> x);

}  // namespace crucible
