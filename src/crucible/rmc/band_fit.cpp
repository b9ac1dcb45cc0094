#include "crucible/rmc/band_fit.hpp"

#include <algorithm>
#include <cmath>

namespace crucible::rmc {
namespace {

constexpr double exempt_weight = 1e-6;

/// Symmetric positive definite band matrix, factorised: L L^T with `width` diagonals.
class BandCholesky {
public:
    BandCholesky(const BandBasis& basis, std::size_t bins, std::size_t exempt)
        : n_(basis.rows(bins)), width_(basis.taps), l_(n_, width_) {
        for (std::size_t b = 0; b < bins; ++b) {
            const std::size_t u = b / basis.split, f = b % basis.split;
            const double weight = b < exempt ? exempt_weight : 1;
            for (std::size_t i = 0; i < basis.taps; ++i)
                for (std::size_t j = 0; j <= i; ++j)
                    l_(u + i, i - j) += weight * static_cast<double>(basis.weights(f, i)) *
                                        static_cast<double>(basis.weights(f, j));
        }
        // Splines that barely reach into the table are all but undetermined: a little of the
        // identity keeps their coefficients small.
        double largest = 0;
        for (std::size_t i = 0; i < n_; ++i) largest = std::max(largest, l_(i, 0));
        for (std::size_t i = 0; i < n_; ++i) l_(i, 0) += 1e-13 * largest;
        for (std::size_t i = 0; i < n_; ++i)
            for (std::size_t d = std::min(i, width_ - 1) + 1; d-- > 0;) {
                const std::size_t j = i - d;
                double sum = l_(i, d);
                for (std::size_t k = i - std::min(i, width_ - 1); k < j; ++k)
                    if (j - k < width_) sum -= l_(i, i - k) * l_(j, j - k);
                l_(i, d) = d == 0 ? std::sqrt(sum) : sum / l_(j, 0);
            }
    }
    /// Solves for all columns of `x` (n, columns) in place.
    void solve(Array2<double>& x) const {
        const std::size_t columns = x.columns();
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t d = std::min(i, width_ - 1); d > 0; --d)
                for (std::size_t c = 0; c < columns; ++c) x(i, c) -= l_(i, d) * x(i - d, c);
            for (std::size_t c = 0; c < columns; ++c) x(i, c) /= l_(i, 0);
        }
        for (std::size_t i = n_; i-- > 0;) {
            for (std::size_t d = 1; d < width_ && i + d < n_; ++d)
                for (std::size_t c = 0; c < columns; ++c) x(i, c) -= l_(i + d, d) * x(i + d, c);
            for (std::size_t c = 0; c < columns; ++c) x(i, c) /= l_(i, 0);
        }
    }

private:
    std::size_t n_, width_;
    Array2<double> l_;  ///< (n, width): element (i, i - d) at (i, d)
};

/// (points) what the fit gives in one bin.
void band_value(const BandBasis& basis, Span2D<const float> rows, std::size_t bin,
                std::vector<double>& out) {
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t t = 0; t < basis.taps; ++t) {
        const double w = basis.weights(bin % basis.split, t);
        const auto row = rows.row(bin / basis.split + t);
        for (std::size_t c = 0; c < out.size(); ++c) out[c] += w * static_cast<double>(row[c]);
    }
}

bool reproduces(const BandBasis& basis, Span2D<const double> table, Span2D<const float> rows,
                const std::vector<double>& scale, std::size_t exempt, double tolerance) {
    std::vector<double> value(table.columns());
    for (std::size_t b = exempt; b < table.rows(); ++b) {
        band_value(basis, rows, b, value);
        for (std::size_t c = 0; c < value.size(); ++c)
            if (!(std::fabs(value[c] - table(b, c)) <= tolerance * scale[c])) return false;
    }
    return true;
}

}  // namespace

BandBasis band_basis(std::size_t split, std::size_t taps) {
    std::vector<double> spline{1.0};
    for (std::size_t t = 0; t < taps; ++t) {
        std::vector<double> next(spline.size() + split - 1, 0.0);
        for (std::size_t k = 0; k < spline.size(); ++k)
            for (std::size_t s = 0; s < split; ++s)
                next[k + s] += spline[k] / static_cast<double>(split);
        spline = std::move(next);
    }
    for (double& v : spline) v *= static_cast<double>(split);
    BandBasis basis{split, taps, Array2<float>(split, taps)};
    for (std::size_t f = 0; f < split; ++f)
        for (std::size_t t = 0; t < taps; ++t) {
            const std::size_t n = f + split * (taps - 1 - t);
            basis.weights(f, t) = n < spline.size() ? static_cast<float>(spline[n]) : 0.0f;
        }
    return basis;
}

std::optional<Array3<float>> fit_band(const BandBasis& basis, const Array3<double>& tables,
                                      std::size_t exempt, double tolerance) {
    const std::size_t bins = tables.rows(), points = tables.columns();
    if (bins < 2 * basis.split * basis.taps) return std::nullopt;
    std::vector<double> scale(points, 0.0);
    for (std::size_t p = 0; p < tables.planes(); ++p)
        for (std::size_t b = 0; b < bins; ++b)
            for (std::size_t c = 0; c < points; ++c)
                scale[c] = std::max(scale[c], std::fabs(tables(p, b, c)));
    const BandCholesky gram(basis, bins, exempt);
    Array3<float> out(tables.planes(), basis.rows(bins), points);
    for (std::size_t p = 0; p < tables.planes(); ++p) {
        Array2<double> x(basis.rows(bins), points);
        for (std::size_t b = 0; b < bins; ++b)
            for (std::size_t t = 0; t < basis.taps; ++t) {
                const double w = static_cast<double>(basis.weights(b % basis.split, t)) *
                                 (b < exempt ? exempt_weight : 1);
                for (std::size_t c = 0; c < points; ++c)
                    x(b / basis.split + t, c) += w * tables(p, b, c);
            }
        gram.solve(x);
        for (std::size_t k = 0; k < x.flat().size(); ++k)
            out.plane(p).flat()[k] = static_cast<float>(x.flat()[k]);
        const Array3<float>& done = out;
        if (!reproduces(basis, tables.plane(p), done.plane(p), scale, exempt, tolerance))
            return std::nullopt;
    }
    return out;
}

Array3<float> band_residual(const BandBasis& basis, const Array3<double>& tables,
                            const Array3<float>& rows, std::size_t exempt) {
    Array3<float> out(tables.planes(), exempt, tables.columns());
    std::vector<double> value(tables.columns());
    for (std::size_t p = 0; p < tables.planes(); ++p)
        for (std::size_t b = 0; b < exempt; ++b) {
            band_value(basis, rows.plane(p), b, value);
            for (std::size_t c = 0; c < value.size(); ++c)
                out(p, b, c) = static_cast<float>(tables(p, b, c) - value[c]);
        }
    return out;
}

}  // namespace crucible::rmc
