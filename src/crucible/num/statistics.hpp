#pragma once
// Means with honest errors: of independent numbers, and of series whose terms remember each other.

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "crucible/base/random.hpp"

namespace crucible {

/// Neumaier's compensated sum: the error does not grow with the number of terms
/// (doi:10.1002/zamm.19740540106).
class CompensatedSum {
public:
    CompensatedSum& operator+=(double x) {
        const double sum = sum_ + x;
        const double larger = sum_ < 0 ? -sum_ : sum_, other = x < 0 ? -x : x;
        correction_ += larger >= other ? (sum_ - sum) + x : (x - sum) + sum_;
        sum_ = sum;
        return *this;
    }
    double value() const { return sum_ + correction_; }

private:
    double sum_ = 0, correction_ = 0;
};

double sum(std::span<const double>);
/// Mean; 0 of nothing.
double mean(std::span<const double>);
/// Sample variance with n - 1; 0 of fewer than two.
double variance(std::span<const double>);
/// Standard error of the mean of independent values: sqrt(variance / n).
double standard_error(std::span<const double>);
/// Linear interpolation between order statistics, 0 <= q <= 1; throws InputError (E-num-empty) of
/// nothing.
double quantile(std::vector<double> values, double q);

/// Coefficient of determination R^2 = 1 - SS_res / SS_tot about the target's mean: 1 is a perfect
/// model, 0 is no better than the mean. Where the target does not vary (one point), SS_tot is taken
/// about zero, and a target of zeros gives 1 for equality and 0 otherwise. Same lengths.
double determination(std::span<const double> target, std::span<const double> model);

/// Spearman's rank correlation, ties sharing their rank; nothing where one side does not vary. Same
/// lengths.
std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y);

/// A number with its standard error, from `n` values.
struct Estimate {
    double value = 0, error = 0;
    std::size_t n = 0;
};

/// Flyvbjerg and Petersen's blocking (doi:10.1063/1.457480): the series is halved again and again
/// by averaging neighbours; the error of the mean grows until blocks are independent.
struct BlockAverage {
    Estimate estimate;            ///< mean, and the error at the plateau
    std::vector<double> errors;   ///< (levels) error of the mean at block length 2^level
    std::vector<double> spreads;  ///< (levels) uncertainty of each of these
    std::size_t plateau = 0;      ///< level that the error was taken from
    enum class Verdict { plateau, still_rising } verdict = Verdict::plateau;
};
/// The plateau is the first level that no later one with at least 8 blocks exceeds by more than its
/// uncertainty. Too short a series has no plateau: the verdict says so, the error is then a lower
/// bound.
BlockAverage block_average(std::span<const double> series);

/// Integrated autocorrelation time in steps, 1/2 + sum of the normalised autocorrelation up to
/// Sokal's window (first M >= 6 tau). 0.5 for independent values; the mean's variance is 2 tau/n
/// times theirs.
double autocorrelation_time(std::span<const double> series);

/// Bootstrap over independent values: `statistic` of `resamples` samples drawn with replacement.
/// `error` is their standard deviation, low and high their 2.5 % and 97.5 % quantiles.
struct Bootstrap {
    Estimate estimate;
    double low = 0, high = 0;
};
Bootstrap bootstrap(std::span<const double> values,
                    const std::function<double(std::span<const double>)>& statistic,
                    RandomStream stream, std::size_t resamples = 1000);

}  // namespace crucible
