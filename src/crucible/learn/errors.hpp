#pragma once
// Errors of predictions, always beside what a constant would have reached.

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace crucible::learn {

/// Errors of a model and of the predictor that always says `baseline`.
struct RegressionErrors {
    std::size_t n = 0;
    double rmse = 0, mae = 0, bias = 0;  ///< bias: mean of predicted - true
    /// 1 - SS_res/SS_tot about the mean of the true values; nothing where these do not vary, since
    /// then no model explains anything.
    std::optional<double> r2;
    double spread = 0;         ///< standard deviation of the true values (divisor n)
    double baseline_rmse = 0;  ///< of the constant

    bool beats_baseline() const { return rmse < baseline_rmse; }
};

/// `baseline` is the mean of the values learned from. Same lengths, at least one (E-learn-errors);
/// throws UnstableError (E-learn-finite) for a prediction that is not finite.
RegressionErrors regression_errors(std::span<const double> truth, std::span<const double> predicted,
                                   double baseline);

/// "0.9123", or why there is none.
std::string r2_text(const RegressionErrors&);

}  // namespace crucible::learn
