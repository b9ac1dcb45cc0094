#pragma once
// Tables that are smooth in r, kept on few points of r. Internal to the module.
//
// S(q) up to q_max is band limited in r: its table T (bins, points) is, to rounding, W C with W the
// B-splines of order `taps` on every `split`-th bin and C (rows, points) fitted by least squares. A
// change of the histogram then costs taps * bins operations for W^T dH and rows * points for C,
// instead of one row of `points` for every bin hit.

#include <optional>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::rmc {

struct BandBasis {
    std::size_t split = 1, taps = 1;
    Array2<float> weights;  ///< (split, taps): bin b feeds rows b / split + t
    std::size_t rows(std::size_t bins) const { return (bins - 1) / split + taps; }
};
/// Discrete B-splines: `taps` boxes of `split` bins convolved with each other.
BandBasis band_basis(std::size_t split, std::size_t taps);

/// C (pairs, rows, points) for tables (pairs, bins, points), or nothing if the largest error from
/// bin `exempt` on, rounding to float included, exceeds `tolerance` times the largest value of the
/// same point. Bins below hardly count: means over shells around the origin are not smooth.
std::optional<Array3<float>> fit_band(const BandBasis&, const Array3<double>& tables,
                                      std::size_t exempt, double tolerance);

/// (pairs, exempt, points) what the fit leaves over in the exempt bins.
Array3<float> band_residual(const BandBasis&, const Array3<double>& tables,
                            const Array3<float>& rows, std::size_t exempt);

}  // namespace crucible::rmc
