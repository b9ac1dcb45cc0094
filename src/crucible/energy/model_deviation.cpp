#include "crucible/energy/model_deviation.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {

ModelDeviation model_deviation(std::span<const Evaluation> all) {
    CRUCIBLE_ASSERT(!all.empty());
    const std::size_t n = all[0].forces.size();
    const double per_model = 1 / static_cast<double>(all.size());
    ModelDeviation d;
    for (std::size_t i = 0; i < n; ++i) {
        Vec3 mean;
        for (const Evaluation& e : all) mean += e.forces[i] * per_model;
        double sum = 0;
        for (const Evaluation& e : all) sum += norm2(e.forces[i] - mean) * per_model;
        d.per_atom.push_back(std::sqrt(sum));
    }
    double mean = 0, sum = 0;
    for (const Evaluation& e : all) mean += e.energy * per_model;
    for (const Evaluation& e : all) sum += (e.energy - mean) * (e.energy - mean) * per_model;
    if (n == 0) return d;
    d.energy = std::sqrt(sum) / static_cast<double>(n);
    d.largest = *std::max_element(d.per_atom.begin(), d.per_atom.end());
    d.smallest = *std::min_element(d.per_atom.begin(), d.per_atom.end());
    for (const double e : d.per_atom) d.mean += e / static_cast<double>(n);
    return d;
}

}  // namespace crucible
