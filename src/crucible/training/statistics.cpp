#include "crucible/training/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/num/linalg.hpp"

namespace crucible::training {
namespace {

/// Sums over the slots around atoms of one kind.
struct EnvironmentSums {
    double slots = 0, s = 0, s2 = 0, angular = 0, angular2 = 0;
};

double smoothed_inverse(double r, double from, double cutoff) {
    if (r < from) return 1 / r;
    const double u = (r - from) / (cutoff - from);
    return (u * u * u * (u * (-6 * u + 15) - 10) + 1) / r;
}

double guarded_deviation(double sum2, double sum, double n) {
    const double variance = sum2 / n - (sum / n) * (sum / n);
    return std::max(least_deviation, std::sqrt(std::max(0.0, variance)));
}

void check_any(const std::vector<Sample>& samples) {
    if (samples.empty())
        throw InputError("E-training-data", "no frames to train on", "give at least one frame");
}

}  // namespace

void set_statistics(DeepPotWeights& w, const std::vector<Sample>& samples) {
    check_any(samples);
    const std::size_t types = w.numbers.size();
    double slots = 0;
    for (const int n : w.sel) slots += n;
    std::vector<EnvironmentSums> sums(types);
    w.nearest = 1e30;
    for (const Sample& s : samples) {
        w.nearest = std::min(w.nearest, s.nearest);
        for (std::size_t i = 0; i < s.atoms(); ++i) {
            EnvironmentSums& e = sums[static_cast<std::size_t>(s.kinds[i])];
            e.slots += slots;
            for (std::size_t p = s.first[i * types]; p < s.first[(i + 1) * types]; ++p) {
                const Vec3& d = s.pairs[p].d;
                const double v = smoothed_inverse(norm(d), w.smooth_from, w.cutoff);
                e.s += v, e.s2 += v * v;
                const Vec3 a = v / norm(d) * d;
                e.angular += (a.x + a.y + a.z) / 3, e.angular2 += norm2(a) / 3;
            }
        }
    }
    for (std::size_t t = 0; t < types; ++t) {
        const EnvironmentSums& e = sums[t];
        if (e.slots == 0) continue;
        w.mean[4 * t] = e.s / e.slots;
        w.deviation[4 * t] = guarded_deviation(e.s2, e.s, e.slots);
        for (std::size_t c = 1; c < 4; ++c)
            w.deviation[4 * t + c] = guarded_deviation(e.angular2, e.angular, e.slots);
    }
    set_energy_bias(w, samples);
}

void set_energy_bias(DeepPotWeights& w, const std::vector<Sample>& samples) {
    check_any(samples);
    const std::size_t types = w.numbers.size();
    Array2<double> normal(types, types);
    std::vector<double> right(types);
    for (const Sample& s : samples) {
        std::vector<double> share(types);
        const double n = static_cast<double>(s.atoms());
        for (const std::int32_t k : s.kinds) share[static_cast<std::size_t>(k)] += 1 / n;
        for (std::size_t a = 0; a < types; ++a) {
            right[a] += share[a] * s.energy / n;
            for (std::size_t b = 0; b < types; ++b) normal(a, b) += share[a] * share[b];
        }
    }
    // Directions that the compositions do not show are left at zero.
    const EigenSystem e = eigen_symmetric(normal);
    w.energy_bias.assign(types, 0.0);
    for (std::size_t k = 0; k < types; ++k) {
        if (e.values[k] < 1e-6 * e.values.back()) continue;
        double c = 0;
        for (std::size_t a = 0; a < types; ++a) c += e.vectors(k, a) * right[a];
        for (std::size_t a = 0; a < types; ++a)
            w.energy_bias[a] += c / e.values[k] * e.vectors(k, a);
    }
}

}  // namespace crucible::training
