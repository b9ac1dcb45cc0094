#include <cmath>
#include <complex>
#include <numbers>

#include "crucible/base/units.hpp"
#include "crucible/energy/buckingham.hpp"

namespace crucible {
namespace {

constexpr double reference_pi = std::numbers::pi;

/// Everything one term adds: an energy and dE/dstrain.
struct ReferenceSum {
    double energy = 0;
    Mat3 virial;
};

/// Images that can lie within `cut` of a point of the cell, per axis.
std::array<int, 3> image_range(const Mat3& h, double cut) {
    const Mat3 g = inverse(h);  // columns are reciprocal vectors without 2 pi
    std::array<int, 3> n{};
    for (int i = 0; i < 3; ++i)
        n[static_cast<std::size_t>(i)] =
            static_cast<int>(std::ceil(cut * norm(Vec3{g[0][i], g[1][i], g[2][i]}))) + 1;
    return n;
}

/// Real-space part of one pair at distance r: energy and dU/dr.
std::array<double, 2> real_term(const BuckinghamPair& p, double qq, double alpha, double r) {
    const double x = alpha * r, x2 = x * x, e = std::exp(-x2);
    const double r6 = std::pow(r, 6), damp = e * (1 + x2 + x2 * x2 / 2);
    const double born = p.a * std::exp(-r / p.rho);
    const double u = qq * std::erfc(x) / r + born - p.c * damp / r6;
    const double du = -qq * (std::erfc(x) / (r * r) + 2 * alpha / std::sqrt(reference_pi) * e / r) -
                      born / p.rho + p.c * (6 * damp / (r6 * r) + alpha * std::pow(x, 5) * e / r6);
    return {u, du};
}

void reference_real(const BuckinghamParameters& p, const EwaldSettings& w, const Structure& s,
                    const std::vector<std::size_t>& kind, Evaluation& out, ReferenceSum& sum) {
    const auto range = image_range(s.cell.h, w.real_cut);
    const Mat3 to_fractional = inverse(s.cell.h);
    for (std::size_t i = 0; i < s.size(); ++i)
        for (std::size_t j = 0; j < s.size(); ++j) {
            Vec3 f = (s.positions[j] - s.positions[i]) * to_fractional;
            for (int a = 0; a < 3; ++a) f[a] -= std::floor(f[a]);
            const double qq = constants::coulomb * p.charges[kind[i]] * p.charges[kind[j]];
            for (int a = -range[0]; a <= range[0]; ++a)
                for (int b = -range[1]; b <= range[1]; ++b)
                    for (int c = -range[2]; c <= range[2]; ++c) {
                        const Vec3 d = (f + Vec3(a, b, c)) * s.cell.h;
                        const double r = norm(d);
                        if (r > w.real_cut || (i == j && r < 1e-9)) continue;
                        const auto [u, du] = real_term(p.pair(kind[i], kind[j]), qq, w.alpha, r);
                        sum.energy += u / 2;
                        out.forces[i] += d * (du / r);
                        sum.virial += outer(d, d) * (du / r / 2);
                    }
        }
}

void reference_reciprocal(const BuckinghamParameters& p, const EwaldSettings& w, const Structure& s,
                          const std::vector<std::size_t>& kind, Evaluation& out,
                          ReferenceSum& sum) {
    const double volume = s.cell.volume(), b = w.alpha;
    const Mat3 g = transpose(inverse(s.cell.h)) * (2 * reference_pi);  // rows: reciprocal vectors
    std::array<int, 3> n{};
    for (int i = 0; i < 3; ++i)
        n[static_cast<std::size_t>(i)] =
            static_cast<int>(w.k_cut * norm(s.cell.h[i]) / (2 * reference_pi)) + 1;
    std::vector<std::complex<double>> factor(s.size());
    for (int a1 = -n[0]; a1 <= n[0]; ++a1)
        for (int a2 = -n[1]; a2 <= n[1]; ++a2)
            for (int a3 = -n[2]; a3 <= n[2]; ++a3) {
                const Vec3 k = Vec3(a1, a2, a3) * g;
                const double k2 = norm2(k), h = std::sqrt(k2);
                if (h > w.k_cut || (a1 == 0 && a2 == 0 && a3 == 0)) continue;
                for (std::size_t i = 0; i < s.size(); ++i)
                    factor[i] = std::polar(1.0, dot(k, s.positions[i]));
                const double t = h / (2 * b), e = std::exp(-t * t);
                const double coulomb = 2 * reference_pi * constants::coulomb / volume * e / k2;
                const double scale = -std::pow(reference_pi, 1.5) / (24 * volume);
                const double bracket = std::sqrt(reference_pi) * std::erfc(t);
                const double disperse =
                    scale * h * k2 * (bracket + (1 / (2 * t * t * t) - 1 / t) * e);
                const double slope = scale * 3 * h * (bracket - e / t);
                for (std::size_t i = 0; i < s.size(); ++i)
                    for (std::size_t j = 0; j < s.size(); ++j) {
                        const auto phase = factor[i] * std::conj(factor[j]);
                        const double qq = p.charges[kind[i]] * p.charges[kind[j]];
                        const double c = p.pair(kind[i], kind[j]).c;
                        const double weight = qq * coulomb + c * disperse;
                        sum.energy += weight * phase.real();
                        out.forces[i] += k * (2 * weight * phase.imag());
                        const double along =
                            2 * qq * coulomb * (1 / k2 + 1 / (4 * b * b)) - c * slope;
                        sum.virial += outer(k, k) * (along * phase.real());
                        sum.virial += Mat3::identity() * (-weight * phase.real());
                    }
            }
}

}  // namespace

void evaluate_reference(const BuckinghamParameters& p, const EwaldSettings& w, const Structure& s,
                        Evaluation& out) {
    std::vector<std::size_t> kind(s.size());
    for (std::size_t i = 0; i < s.size(); ++i)
        while (p.numbers.at(kind[i]) != s.numbers[i]) ++kind[i];
    out = {};
    out.forces.assign(s.size(), Vec3{});
    ReferenceSum sum;
    reference_real(p, w, s, kind, out, sum);
    reference_reciprocal(p, w, s, kind, out, sum);
    const double b3 = std::pow(w.alpha, 3), volume = s.cell.volume();
    for (std::size_t i = 0; i < s.size(); ++i) {
        const double q = p.charges[kind[i]];
        sum.energy -= constants::coulomb * w.alpha / std::sqrt(reference_pi) * q * q;
        sum.energy += b3 * b3 / 12 * p.pair(kind[i], kind[i]).c;
        for (std::size_t j = 0; j < s.size(); ++j) {  // the k = 0 term of r^-6
            const double zero =
                -std::pow(reference_pi, 1.5) * b3 / (6 * volume) * p.pair(kind[i], kind[j]).c;
            sum.energy += zero;
            sum.virial += Mat3::identity() * -zero;
        }
    }
    out.energy = sum.energy;
    out.stress = sum.virial * (1 / volume);
}

}  // namespace crucible
