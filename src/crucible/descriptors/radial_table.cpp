#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/descriptors/soap_kernel.hpp"

namespace crucible {
namespace {

constexpr std::size_t terms = RadialTable::terms;

std::array<double, terms> chebyshev_nodes() {
    std::array<double, terms> out;
    for (std::size_t k = 0; k < terms; ++k)
        out[k] = std::cos(std::numbers::pi * (2 * static_cast<double>(k) + 1) / (2.0 * terms));
    return out;
}

/// Coefficients of t^0 ... t^5 of the polynomial that is 1 at node k and 0 at the others, (k,
/// term).
Array2<double> cardinal_polynomials(const std::array<double, terms>& nodes) {
    Array2<double> out(terms, terms);
    for (std::size_t k = 0; k < terms; ++k) {
        std::array<double, terms> c{1};
        std::size_t degree = 0;
        for (std::size_t j = 0; j < terms; ++j) {
            if (j == k) continue;
            const double over = 1 / (nodes[k] - nodes[j]);
            ++degree;
            for (std::size_t i = degree + 1; i-- > 0;)
                c[i] = over * ((i > 0 ? c[i - 1] : 0) - nodes[j] * (i < degree ? c[i] : 0));
        }
        std::copy(c.begin(), c.end(), out.row(k).begin());
    }
    return out;
}

}  // namespace

RadialTable::RadialTable(const RadialBasis& basis, std::size_t functions, std::size_t momenta,
                         double reach, double tolerance)
    : n_max(functions),
      l_max(momenta),
      room((functions + soap_lanes - 1) / soap_lanes * soap_lanes) {
    constexpr std::size_t most = 2048;
    for (pieces = 16; pieces <= most; pieces *= 2) {
        fill(basis, reach);
        if (worst_deviation(basis, reach) <= tolerance) return;
    }
    throw InputError("E-soap", "the radial functions of SOAP change too quickly to be tabulated",
                     "take a wider sigma, a shorter cut-off, or fewer radial functions");
}

void RadialTable::fill(const RadialBasis& basis, double reach) {
    static const auto nodes = chebyshev_nodes();
    static const Array2<double> cardinal = cardinal_polynomials(nodes);
    per_length = static_cast<double>(pieces) / reach;
    coefficients.assign(pieces * (l_max + 1) * terms * room, 0);
    Array2<double> f(l_max + 1, n_max), slope(l_max + 1, n_max);
    for (std::size_t p = 0; p < pieces; ++p)
        for (std::size_t k = 0; k < terms; ++k) {
            const double r = (static_cast<double>(p) + 0.5 + nodes[k] / 2) / per_length;
            basis.at(r * r, f, slope);
            for (std::size_t l = 0; l <= l_max; ++l)
                for (std::size_t i = 0; i < terms; ++i)
                    for (std::size_t n = 0; n < n_max; ++n)
                        coefficients[((p * (l_max + 1) + l) * terms + i) * room + n] +=
                            cardinal(k, i) * f(l, n);
        }
}

double RadialTable::worst_deviation(const RadialBasis& basis, double reach) const {
    Array2<double> f(l_max + 1, n_max), slope(l_max + 1, n_max), largest(l_max + 1, n_max),
        deviation(l_max + 1, n_max);
    for (std::size_t p = 0; p < pieces; ++p)
        for (const double t : {-1.0, 0.0, 1.0}) {
            const double r =
                (static_cast<double>(p) + 0.5 + t / 2) / static_cast<double>(pieces) * reach;
            basis.at(r * r, f, slope);
            for (std::size_t l = 0; l <= l_max; ++l)
                for (std::size_t n = 0; n < n_max; ++n) {
                    double value = 0;
                    for (std::size_t i = terms; i-- > 0;)
                        value = value * t +
                                coefficients[((p * (l_max + 1) + l) * terms + i) * room + n];
                    largest(l, n) = std::max(largest(l, n), std::abs(f(l, n)));
                    deviation(l, n) = std::max(deviation(l, n), std::abs(value - f(l, n)));
                }
        }
    double worst = 0;
    for (std::size_t k = 0; k < largest.flat().size(); ++k)
        if (largest.flat()[k] > 0) worst = std::max(worst, deviation.flat()[k] / largest.flat()[k]);
    return worst;
}

}  // namespace crucible
