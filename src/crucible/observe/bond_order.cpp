#include "crucible/observe/bond_order.hpp"

#include <fmt/format.h>

#include <cmath>
#include <complex>
#include <cstdlib>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/num/array.hpp"
#include "crucible/observe/bonded_neighbours.hpp"

namespace crucible {
namespace {

double factorial(int n) {
    double out = 1;
    for (int i = 2; i <= n; ++i) out *= i;
    return out;
}

/// Adds Y_lm of a direction to `out` (m = 0 .. l); negative m follow from these.
void add_harmonics(int l, const Vec3& direction, std::span<std::complex<double>> out) {
    const double theta = std::acos(std::fmax(-1.0, std::fmin(1.0, direction.z)));
    const double phi = std::atan2(direction.y, direction.x);
    for (int m = 0; m <= l; ++m)
        out[static_cast<std::size_t>(m)] +=
            std::sph_legendre(static_cast<unsigned>(l), static_cast<unsigned>(m), theta) *
            std::polar(1.0, m * phi);
}

/// q_lm for any sign of m from those of m >= 0: q_l,-m = (-1)^m conj(q_lm).
std::complex<double> component(std::span<const std::complex<double>> q, int m) {
    const std::complex<double> v = q[static_cast<std::size_t>(std::abs(m))];
    if (m >= 0) return v;
    return m % 2 == 0 ? std::conj(v) : -std::conj(v);
}

double square_sum(int l, std::span<const std::complex<double>> q) {
    double sum = std::norm(q[0]);
    for (int m = 1; m <= l; ++m) sum += 2 * std::norm(q[static_cast<std::size_t>(m)]);
    return sum;
}

/// (2l + 1, 2l + 1) 3j symbols by m1 + l and m2 + l.
Array2<double> all_3j(int l) {
    const auto n = static_cast<std::size_t>(2 * l + 1);
    Array2<double> out(n, n);
    for (int a = -l; a <= l; ++a)
        for (int b = -l; b <= l; ++b)
            out(static_cast<std::size_t>(a + l), static_cast<std::size_t>(b + l)) =
                wigner_3j(l, a, b);
    return out;
}

double third_order(int l, std::span<const std::complex<double>> q, const Array2<double>& symbols) {
    double sum = 0;
    for (int a = -l; a <= l; ++a)
        for (int b = -l; b <= l; ++b) {
            if (std::abs(a + b) > l) continue;
            sum += symbols(static_cast<std::size_t>(a + l), static_cast<std::size_t>(b + l)) *
                   std::real(component(q, a) * component(q, b) * component(q, -a - b));
        }
    return sum;
}

/// (n_atoms, l + 1) averages over the atom and its neighbours.
Array2<std::complex<double>> shell_averaged(const Array2<std::complex<double>>& q,
                                            const std::vector<std::vector<Neighbour>>& around) {
    Array2<std::complex<double>> out = q;
    for (std::size_t i = 0; i < around.size(); ++i) {
        for (const Neighbour& n : around[i])
            for (std::size_t m = 0; m < q.columns(); ++m)
                out(i, m) += q(static_cast<std::size_t>(n.j), m);
        for (std::complex<double>& v : out.row(i)) v /= static_cast<double>(around[i].size() + 1);
    }
    return out;
}

}  // namespace

double wigner_3j(int l, int m1, int m2) {
    const int m3 = -m1 - m2;
    if (std::abs(m1) > l || std::abs(m2) > l || std::abs(m3) > l) return 0;
    double sum = 0;
    for (int t = 0; t <= l; ++t) {
        const int terms[] = {l - t, l - m1 - t, l + m2 - t, m1 + t, t - m2};
        bool allowed = true;
        double below = factorial(t);
        for (const int n : terms) {
            allowed = allowed && n >= 0;
            if (n >= 0) below *= factorial(n);
        }
        if (allowed) sum += (t % 2 == 0 ? 1 : -1) / below;
    }
    const double triangle = std::pow(factorial(l), 3) / factorial(3 * l + 1);
    double root = triangle;
    for (const int m : {m1, m2, m3}) root *= factorial(l + m) * factorial(l - m);
    return (m3 % 2 == 0 ? 1 : -1) * std::sqrt(root) * sum;
}

BondOrder bond_order(const Structure& s, const BondOrderOptions& o) {
    if (o.l < 1 || o.l > 10 || o.nearest < 0 || o.nearest > 100)
        throw InputError("E-observe-order",
                         fmt::format("bond order l = {} of {} neighbours", o.l, o.nearest),
                         "give l from 1 to 10, and up to 100 neighbours or 0 for cut-offs");
    const auto around = o.nearest > 0 ? nearest_neighbours(s, static_cast<std::size_t>(o.nearest))
                                      : bonded_neighbours(s, o.cutoffs);
    Array2<std::complex<double>> q(s.size(), static_cast<std::size_t>(o.l) + 1);
    for (std::size_t i = 0; i < s.size(); ++i) {
        for (const Neighbour& n : around[i]) add_harmonics(o.l, n.vector / n.distance, q.row(i));
        for (std::complex<double>& v : q.row(i))
            if (!around[i].empty()) v /= static_cast<double>(around[i].size());
    }
    if (o.average == BondOrderOptions::Average::shell) q = shell_averaged(q, around);
    const Array2<double> symbols = all_3j(o.l);
    BondOrder out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const double sum = square_sum(o.l, q.row(i));
        out.q.push_back(std::sqrt(4 * std::numbers::pi / (2 * o.l + 1) * sum));
        // Without order left (a sum of rounding errors) there is no shape to speak of.
        out.w.push_back(sum > 1e-20 ? third_order(o.l, q.row(i), symbols) / std::pow(sum, 1.5) : 0);
    }
    return out;
}

}  // namespace crucible
