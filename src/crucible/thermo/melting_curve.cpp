#include "crucible/thermo/melting_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"

namespace crucible {

double SimonGlatzel::operator()(double pressure) const {
    return melting * std::pow(1 + (pressure - reference) / a, 1 / c);
}

double SimonGlatzel::slope(double pressure) const {
    return (*this)(pressure) / (c * (a + pressure - reference));
}

namespace {

/// T0 that fits best for given a and c, and how well.
void fit_scale(const std::vector<MeltingPoint>& points, SimonGlatzel& s) {
    double xx = 0, xy = 0;
    s.melting = 1;
    for (const MeltingPoint& p : points) {
        const double x = s(p.pressure), w = 1 / (p.sd * p.sd);
        xx += w * x * x, xy += w * x * p.melting;
    }
    s.melting = xy / xx;
    s.chi2 = 0;
    for (const MeltingPoint& p : points) s.chi2 += std::pow((s(p.pressure) - p.melting) / p.sd, 2);
    if (!std::isfinite(s.chi2)) s.chi2 = std::numeric_limits<double>::infinity();
}

}  // namespace

SimonGlatzel fit_simon_glatzel(const std::vector<MeltingPoint>& points) {
    double low = 1e300, high = -1e300;
    std::vector<double> pressures;
    for (const MeltingPoint& p : points) {
        low = std::min(low, p.pressure), high = std::max(high, p.pressure);
        if (std::find(pressures.begin(), pressures.end(), p.pressure) == pressures.end())
            pressures.push_back(p.pressure);
    }
    if (pressures.size() < 3)
        throw InputError("E-melting-curve", "a melting curve needs three pressures or more",
                         "give pressures = [\"0 GPa\", \"10 GPa\", \"20 GPa\"]");
    const double range = high - low;
    SimonGlatzel best;
    best.chi2 = std::numeric_limits<double>::infinity();
    // The valley in (a, c) is narrow and bent: a grid that closes in finds it without a start.
    double ln_a = 0, ln_c = std::log(2.5), reach_a = 5, reach_c = 2;
    for (const double sign : {1.0, -1.0}) {
        SimonGlatzel here;
        here.reference = low, here.chi2 = std::numeric_limits<double>::infinity();
        ln_a = sign > 0 ? 0 : 2, ln_c = std::log(2.5), reach_a = 5, reach_c = 2;
        for (int round = 0; round < 60; ++round) {
            const double centre_a = ln_a, centre_c = ln_c;
            for (int i = -6; i <= 6; ++i)
                for (int k = -6; k <= 6; ++k) {
                    SimonGlatzel s;
                    s.reference = low;
                    s.a = sign * range * std::exp(centre_a + reach_a * i / 6);
                    s.c = std::exp(centre_c + reach_c * k / 6);
                    if (sign < 0 && -s.a <= range) continue;
                    fit_scale(points, s);
                    if (s.chi2 < here.chi2) {
                        here = s;
                        ln_a = std::log(sign * s.a / range), ln_c = std::log(s.c);
                    }
                }
            reach_a *= 0.7, reach_c *= 0.7;
        }
        if (here.chi2 < best.chi2) best = here;
    }
    return best;
}

}  // namespace crucible
