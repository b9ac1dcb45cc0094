#include "crucible/observe/box_convolution.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace crucible {
namespace {

/// sin(x R) / x, which is R at x = 0.
double box_kernel(double x, double longest) {
    const double phase = x * longest;
    return std::fabs(phase) < 1e-8 ? longest : std::sin(phase) / x;
}

}  // namespace

std::vector<double> box_convolved(std::span<const double> q, std::span<const double> s,
                                  double longest) {
    // The kernel swings with period 2 pi / R: sample it at least 16 times per swing.
    const double fine = 2 * std::numbers::pi / longest / 16;
    std::vector<double> out(q.size());
    for (std::size_t k = 0; k < q.size(); ++k) {
        double sum = 0;
        for (std::size_t j = 0; j + 1 < q.size(); ++j) {
            const double width = q[j + 1] - q[j];
            const auto parts = std::max<std::size_t>(1, static_cast<std::size_t>(width / fine) + 1);
            for (std::size_t p = 0; p < parts; ++p) {  // midpoints
                const double t = (static_cast<double>(p) + 0.5) / static_cast<double>(parts);
                const double at = q[j] + t * width;
                const double i = (1 - t) * q[j] * (s[j] - 1) + t * q[j + 1] * (s[j + 1] - 1);
                sum += i * (box_kernel(q[k] - at, longest) - box_kernel(q[k] + at, longest)) *
                       width / static_cast<double>(parts);
            }
        }
        out[k] = 1 + sum / (std::numbers::pi * q[k]);
    }
    return out;
}

}  // namespace crucible
