#include "crucible/energy/nep_harmonics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>

namespace crucible {
namespace {

double factorial(int n) { return std::tgamma(n + 1.0); }

std::vector<double> derivative(const std::vector<double>& p) {
    std::vector<double> d;
    for (std::size_t k = 1; k < p.size(); ++k) d.push_back(static_cast<double>(k) * p[k]);
    return d;
}

double value_of(const std::vector<double>& p, double z) {
    double sum = 0;
    for (std::size_t k = p.size(); k-- > 0;) sum = sum * z + p[k];
    return sum;
}

/// Coefficients of the Legendre polynomial P_l, by Bonnet's recursion.
std::vector<double> legendre(int l) {
    std::vector<double> before{1}, now{0, 1};
    if (l == 0) return before;
    for (int n = 1; n < l; ++n) {
        std::vector<double> next(static_cast<std::size_t>(n) + 2, 0.0);
        for (std::size_t k = 0; k < now.size(); ++k) next[k + 1] += (2 * n + 1) * now[k] / (n + 1);
        for (std::size_t k = 0; k < before.size(); ++k) next[k] -= n * before[k] / (n + 1);
        before = now, now = next;
    }
    return now;
}

/// Wigner's 3j symbol by Racah's sum (Edmonds 1957, equation 3.6.10).
double wigner_3j(std::array<int, 3> l, std::array<int, 3> m) {
    for (std::size_t k = 0; k < 3; ++k)
        if (std::abs(m[k]) > l[k]) return 0;
    const double triangle = factorial(l[0] + l[1] - l[2]) * factorial(l[0] - l[1] + l[2]) *
                            factorial(-l[0] + l[1] + l[2]) / factorial(l[0] + l[1] + l[2] + 1);
    double norm = triangle;
    for (std::size_t k = 0; k < 3; ++k) norm *= factorial(l[k] + m[k]) * factorial(l[k] - m[k]);
    double sum = 0;
    for (int t = 0; t <= l[0] + l[1] - l[2]; ++t) {
        const std::array<int, 5> under = {l[2] - l[1] + t + m[0], l[2] - l[0] + t - m[1],
                                          l[0] + l[1] - l[2] - t, l[0] - t - m[0], l[1] - t + m[1]};
        if (*std::min_element(under.begin(), under.end()) < 0) continue;
        double product = factorial(t);
        for (const int n : under) product *= factorial(n);
        sum += (t % 2 ? -1 : 1) / product;
    }
    return ((l[0] - l[1] - m[2]) % 2 ? -1 : 1) * std::sqrt(norm) * sum;
}

/// The complex moment (l, m) as a sum over real ones: weights and their m.
std::vector<std::pair<std::complex<double>, int>> real_parts(int m) {
    if (m == 0) return {{1.0, 0}};
    const double s = 1 / std::numbers::sqrt2;
    if (m < 0) return {{s, -m}, {{0, -s}, m}};
    const double phase = m % 2 ? -s : s;
    return {{phase, m}, {{0, phase}, -m}};
}

std::array<int, 3> degrees_of(NepProduct p) {
    switch (p) {
        case NepProduct::q222:
            return {2, 2, 2};
        case NepProduct::q112:
            return {1, 1, 2};
        case NepProduct::q123:
            return {1, 2, 3};
        case NepProduct::q233:
            return {2, 3, 3};
        case NepProduct::q134:
            return {1, 3, 4};
        case NepProduct::q1111:
            break;
    }
    return {0, 0, 0};
}

}  // namespace

RealHarmonics::RealHarmonics(int l_max) : l_max_(l_max) {
    for (int l = 1; l <= l_max; ++l) {
        std::vector<double> p = legendre(l);
        for (int m = 0; m <= l; ++m) {
            double norm = (2 * l + 1) / (4 * std::numbers::pi) * factorial(l - m) /
                          factorial(l + m) * (m > 0 ? 2 : 1);
            norm = std::sqrt(norm);
            Polynomial scaled{p, derivative(p)};
            for (double& c : scaled.z) c *= norm;
            for (double& c : scaled.z_slope) c *= norm;
            polynomials_.push_back(std::move(scaled));
            p = derivative(p);
        }
    }
}

void RealHarmonics::at(const Vec3& u, double* values, Vec3* gradients) const {
    const std::complex<double> plane(u.x, u.y);
    std::size_t k = 0;
    for (int l = 1; l <= l_max_; ++l) {
        std::complex<double> before = 0, power = 1;  // (x + iy)^(m-1) and ^m
        for (int m = 0; m <= l; ++m, ++k) {
            const double z = value_of(polynomials_[k].z, u.z);
            const double slope = value_of(polynomials_[k].z_slope, u.z);
            const int cosine = harmonic_index(l, m), sine = harmonic_index(l, -m);
            values[cosine] = z * power.real();
            gradients[cosine] = {z * m * before.real(), -z * m * before.imag(),
                                 slope * power.real()};
            if (m > 0) {
                values[sine] = z * power.imag();
                gradients[sine] = {z * m * before.imag(), z * m * before.real(),
                                   slope * power.imag()};
            }
            before = power;
            power *= plane;
        }
    }
}

std::vector<MomentTerm> moment_terms(NepProduct p) {
    const auto l = degrees_of(p);
    std::map<std::array<int, 3>, double> weights;  // of sorted triples of moments
    for (int m0 = -l[0]; m0 <= l[0]; ++m0)
        for (int m1 = -l[1]; m1 <= l[1]; ++m1) {
            const int m2 = -m0 - m1;
            const double symbol = wigner_3j(l, {m0, m1, m2});
            if (symbol == 0) continue;
            for (const auto& [wa, a] : real_parts(m0))
                for (const auto& [wb, b] : real_parts(m1))
                    for (const auto& [wc, c] : real_parts(m2)) {
                        std::array<int, 3> triple = {harmonic_index(l[0], a),
                                                     harmonic_index(l[1], b),
                                                     harmonic_index(l[2], c)};
                        std::sort(triple.begin(), triple.end());
                        // The imaginary parts cancel in the sum: l1 + l2 + l3 is even.
                        weights[triple] += symbol * (wa * wb * wc).real();
                    }
        }
    std::vector<MomentTerm> terms;
    for (const auto& [triple, weight] : weights)
        if (std::fabs(weight) > 1e-12) terms.push_back({weight, triple[0], triple[1], triple[2]});
    return terms;
}

}  // namespace crucible
