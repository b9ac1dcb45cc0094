#include "crucible/descriptors/radial_basis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/num/quadrature.hpp"

namespace crucible {
namespace {

constexpr double decayed = 1e-3;  // what r^l exp(-alpha r^2) has fallen to at its radius

/// S^(-1/2) of a matrix of overlaps.
Array2<double> inverse_root(const Array2<double>& overlap) {
    const EigenSystem e = eigen_symmetric(Span2D<const double>(overlap));
    const std::size_t n = overlap.rows();
    if (e.values.front() <= 1e-14 * e.values.back())
        throw InputError(
            "E-soap",
            fmt::format("{} radial functions cannot be told apart in double precision", n),
            "take a smaller n_max, or the basis gto");
    Array2<double> out(n, n);
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                out(i, j) += e.vectors(k, i) * e.vectors(k, j) / std::sqrt(e.values[k]);
    return out;
}

/// exp(-x) i_l(x) / x^l for l = 0 ... l_max, i_l the modified spherical Bessel function.
void scaled_bessel(double x, std::span<double> out) {
    if (x > 50) {                                          // upwards: stable, as x is larger than l
        double before = (1 - std::exp(-2 * x)) / (2 * x);  // exp(-x) i_l
        double now = (1 + std::exp(-2 * x)) / (2 * x) - before / x;
        double power = 1;
        for (std::size_t l = 0; l < out.size(); ++l) {
            out[l] = before / power;
            const double next = before - (2 * static_cast<double>(l) + 3) / x * now;
            before = now, now = next, power *= x;
        }
        return;
    }
    for (std::size_t l = 0; l < out.size(); ++l) {  // a series of positive terms
        double term = std::exp(-x);
        for (std::size_t k = 1; k <= l; ++k) term /= 2 * static_cast<double>(k) + 1;
        double sum = term;
        for (double k = 1; term > 1e-17 * sum; ++k) {
            term *= x * x / (2 * k * (2 * (static_cast<double>(l) + k) + 1));
            sum += term;
        }
        out[l] = sum;
    }
}

}  // namespace

RadialBasis::RadialBasis(const SoapSettings& s)
    : basis_(s.basis),
      n_max_(static_cast<std::size_t>(s.n_max)),
      l_max_(static_cast<std::size_t>(s.l_max)),
      eta_(1 / (2 * s.sigma * s.sigma)) {
    if (basis_ == SoapBasis::gto)
        prepare_gto(s.cutoff);
    else
        prepare_polynomial(s.cutoff);
}

// The primitive r^l exp(-alpha r^2) has decayed at r_n, n equal steps from 1 angstrom to the
// cut-off. Its overlap with a Gaussian at R is (pi / (alpha + eta))^(3/2) (eta / (alpha + eta))^l
// S_lm(R) exp(-alpha eta / (alpha + eta) R^2).
void RadialBasis::prepare_gto(double cutoff) {
    decays_ = Array2<double>(l_max_ + 1, n_max_);
    for (std::size_t l = 0; l <= l_max_; ++l) {
        const auto power = static_cast<double>(l);
        std::vector<double> alpha(n_max_);
        for (std::size_t n = 0; n < n_max_; ++n) {
            const double step = n_max_ > 1 ? (cutoff - 1) / static_cast<double>(n_max_ - 1) : 0;
            const double r = 1 + step * static_cast<double>(n);
            alpha[n] = -std::log(decayed / std::pow(r, power)) / (r * r);
        }
        Array2<double> overlap(n_max_, n_max_);
        for (std::size_t i = 0; i < n_max_; ++i)
            for (std::size_t j = 0; j < n_max_; ++j)
                overlap(i, j) =
                    0.5 * std::tgamma(power + 1.5) * std::pow(alpha[i] + alpha[j], -power - 1.5);
        Array2<double> weights = inverse_root(overlap);
        for (std::size_t k = 0; k < n_max_; ++k) {
            const double sum = alpha[k] + eta_;
            decays_(l, k) = alpha[k] * eta_ / sum;
            const double factor =
                std::pow(std::numbers::pi / sum, 1.5) * std::pow(eta_ / sum, power);
            for (std::size_t n = 0; n < n_max_; ++n) weights(n, k) *= factor;
        }
        weights_.push_back(std::move(weights));
    }
}

void RadialBasis::prepare_polynomial(double cutoff) {
    Array2<double> overlap(n_max_, n_max_);
    for (std::size_t i = 0; i < n_max_; ++i)
        for (std::size_t j = 0; j < n_max_; ++j) {
            const double p = static_cast<double>(i + j + 2);
            overlap(i, j) = 2 * std::pow(cutoff, 7 + p) / ((5 + p) * (6 + p) * (7 + p));
        }
    const Array2<double> root = inverse_root(overlap);
    // Ten panels of four points to a width of the density: it is smooth there.
    const int panels =
        std::max(100, static_cast<int>(std::ceil(10 * cutoff * std::sqrt(2 * eta_))));
    const double half = cutoff / panels / 2;
    std::vector<double> weights;
    for (int panel = 0; panel < panels; ++panel)
        for (std::size_t k = 0; k < gauss4_nodes.size(); ++k) {
            nodes_.push_back(half * (2 * panel + 1 + gauss4_nodes[k]));
            weights.push_back(half * gauss4_weights[k]);
        }
    functions_ = Array2<double>(n_max_, nodes_.size());
    for (std::size_t q = 0; q < nodes_.size(); ++q)
        for (std::size_t n = 0; n < n_max_; ++n) {
            double g = 0;
            for (std::size_t k = 0; k < n_max_; ++k)
                g += root(n, k) * std::pow(cutoff - nodes_[q], static_cast<double>(k) + 3);
            functions_(n, q) = 4 * std::numbers::pi * weights[q] * nodes_[q] * nodes_[q] * g;
        }
}

void RadialBasis::at(double s, Span2D<double> values, Span2D<double> slopes) const {
    if (basis_ == SoapBasis::gto)
        gto_at(s, values, slopes);
    else
        polynomial_at(s, values, slopes);
}

void RadialBasis::gto_at(double s, Span2D<double> values, Span2D<double> slopes) const {
    for (std::size_t l = 0; l <= l_max_; ++l)
        for (std::size_t n = 0; n < n_max_; ++n) {
            double value = 0, slope = 0;
            for (std::size_t k = 0; k < n_max_; ++k) {
                const double part = weights_[l](n, k) * std::exp(-decays_(l, k) * s);
                value += part;
                slope -= decays_(l, k) * part;
            }
            values(l, n) = value, slopes(l, n) = slope;
        }
}

// f_nl = 4 pi int r^2 g_n exp(-eta (r^2 + s)) i_l(2 eta r R) / R^l dr, and with
// d/dx (i_l / x^l) = i_(l+1) / x^l its derivative by s.
void RadialBasis::polynomial_at(double s, Span2D<double> values, Span2D<double> slopes) const {
    for (double& v : values.flat()) v = 0;
    for (double& v : slopes.flat()) v = 0;
    const double distance = std::sqrt(s);
    std::vector<double> bessel(l_max_ + 2);
    for (std::size_t q = 0; q < nodes_.size(); ++q) {
        const double r = nodes_[q], gap = r - distance, reach = 2 * eta_ * r;
        if (eta_ * gap * gap > 80) continue;  // exp(-80)
        scaled_bessel(reach * distance, bessel);
        double power = std::exp(-eta_ * gap * gap);
        for (std::size_t l = 0; l <= l_max_; ++l, power *= reach) {
            const double value = power * bessel[l];
            const double slope = power * (reach * eta_ * r * bessel[l + 1] - eta_ * bessel[l]);
            for (std::size_t n = 0; n < n_max_; ++n) {
                values(l, n) += functions_(n, q) * value;
                slopes(l, n) += functions_(n, q) * slope;
            }
        }
    }
}

}  // namespace crucible
