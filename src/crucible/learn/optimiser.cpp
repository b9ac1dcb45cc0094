#include "crucible/learn/optimiser.hpp"

#include <cmath>

namespace crucible::learn {

void Adam::begin_step(double rate) {
    ++steps_;
    const double n = static_cast<double>(steps_);
    const double correction =
        std::sqrt(1 - std::pow(rates_.beta2, n)) / (1 - std::pow(rates_.beta1, n));
    rates_.rate = static_cast<float>(rate * correction);
}

void Adam::set(std::vector<float> first, std::vector<float> second, std::int64_t steps) {
    first_ = std::move(first), second_ = std::move(second), steps_ = steps;
}

}  // namespace crucible::learn
