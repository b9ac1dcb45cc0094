#pragma once
// Gradients of trainings against differences.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "crucible/learn/optimiser.hpp"

namespace crucible::learn {

/// Keeps gradients instead of using them.
class GradientCollector final : public Optimiser {
public:
    explicit GradientCollector(std::size_t n) : gradient(n) {}
    void begin_step(double) override {}
    void update(std::size_t offset, std::size_t n, const float* g) override {
        for (std::size_t i = 0; i < n; ++i) gradient[offset + i] += g[i];
    }
    std::vector<double> gradient;
};

/// Largest deviation of `gradient` from central differences of `loss()` over 300 parameters of a
/// net: place(0), place(1) ...
template <class Net, class Loss, class Place>
double worst_gradient(Net& net, const std::vector<double>& gradient, Loss&& loss, Place&& place) {
    double worst = 0;
    for (std::size_t k = 0; k < 300; ++k) {
        const std::size_t p = place(k);
        const float here = net.parameters()[p], high = here + 2e-4F, low = here - 2e-4F;
        net.parameters()[p] = high;
        const double up = loss();
        net.parameters()[p] = low;
        const double down = loss();
        net.parameters()[p] = here;
        worst = std::max(worst, std::abs((up - down) / (double{high} - double{low}) - gradient[p]));
    }
    return worst;
}

}  // namespace crucible::learn
