#include <cmath>

#include "crucible/energy/buckingham.hpp"

namespace crucible {
namespace {

struct BareTerm {
    double energy, slope, curvature;
};

BareTerm bare_term(const BuckinghamPair& p, double qq, double r) {
    const double born = p.a * std::exp(-r / p.rho), r6 = std::pow(r, 6), c = p.c / r6;
    return {qq / r + born - c, -qq / (r * r) - born / p.rho + 6 * c / r,
            2 * qq / (r * r * r) + born / (p.rho * p.rho) - 42 * c / (r * r)};
}

}  // namespace

PairGuard pair_guard(const BuckinghamPair& p, double qq) {
    // From a wide distance inwards: first the repulsive wall, then the top of the barrier.
    constexpr double step = 1e-3, start = 4, end = 0.02;
    int in_wall = 0;
    double barrier = 0;
    for (double r = start; r > end; r -= step) {
        const double slope = bare_term(p, qq, r).slope;
        if (slope < 0) in_wall = 1;
        if (in_wall && slope >= 0) {
            barrier = r;
            break;
        }
    }
    if (barrier == 0) return {};
    // Outwards from the top, the force grows up to the point of inflection.
    double r = barrier;
    while (r < start && bare_term(p, qq, r).curvature < 0) r += step;
    const BareTerm at = bare_term(p, qq, r);
    return {barrier, r, at.energy, at.slope};
}

}  // namespace crucible
