#include "crucible/learn/errors.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible::learn {

RegressionErrors regression_errors(std::span<const double> truth, std::span<const double> predicted,
                                   double baseline) {
    if (truth.empty() || truth.size() != predicted.size())
        throw InputError(
            "E-learn-errors",
            fmt::format("{} values beside {} predictions", truth.size(), predicted.size()),
            "give as many of both, at least one");
    RegressionErrors e;
    e.n = truth.size();
    const double centre = mean(truth);
    CompensatedSum squares, absolute, signed_sum, about_mean, about_baseline;
    for (std::size_t k = 0; k < e.n; ++k) {
        const double d = predicted[k] - truth[k];
        if (!std::isfinite(d))
            throw UnstableError("E-learn-finite",
                                fmt::format("prediction {} is not a finite number", k + 1),
                                "train again with a smaller learning rate");
        squares += d * d, absolute += std::fabs(d), signed_sum += d;
        about_mean += (truth[k] - centre) * (truth[k] - centre);
        about_baseline += (truth[k] - baseline) * (truth[k] - baseline);
    }
    const auto n = static_cast<double>(e.n);
    e.rmse = std::sqrt(squares.value() / n), e.mae = absolute.value() / n;
    e.bias = signed_sum.value() / n;
    e.spread = std::sqrt(about_mean.value() / n);
    e.baseline_rmse = std::sqrt(about_baseline.value() / n);
    // Rounding of a constant is no spread.
    if (e.spread > 1e-12 * std::max(1.0, std::fabs(centre)))
        e.r2 = 1 - squares.value() / about_mean.value();
    return e;
}

std::string r2_text(const RegressionErrors& e) {
    return e.r2 ? fmt::format("{:.4f}", *e.r2) : "undefined: the true values do not vary";
}

}  // namespace crucible::learn
