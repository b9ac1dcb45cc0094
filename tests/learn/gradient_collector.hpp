#pragma once
// An optimiser that keeps gradients instead of using them.

#include <vector>

#include "crucible/learn/optimiser.hpp"

namespace crucible::learn {

class GradientCollector final : public Optimiser {
public:
    explicit GradientCollector(std::size_t n) : gradient(n) {}
    void begin_step(double) override {}
    void update(std::size_t offset, std::size_t n, const float* g) override {
        for (std::size_t i = 0; i < n; ++i) gradient[offset + i] += g[i];
    }
    std::vector<double> gradient;
};

}  // namespace crucible::learn
