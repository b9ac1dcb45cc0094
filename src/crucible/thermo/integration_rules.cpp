#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/thermo/integration.hpp"

namespace crucible {
namespace {

/// Legendre's polynomials of degrees n - 1 and n with the slopes of both.
struct LegendrePair {
    double lower = 1, upper = 0, lower_slope = 0, upper_slope = 0;
    LegendrePair(std::size_t n, double x) : upper(x), upper_slope(1) {
        for (std::size_t k = 1; k < n; ++k) {
            const double a = double(2 * k + 1) / double(k + 1), b = double(k) / double(k + 1);
            const double next = a * x * upper - b * lower;
            const double next_slope = a * (upper + x * upper_slope) - b * lower_slope;
            lower = upper, lower_slope = upper_slope;
            upper = next, upper_slope = next_slope;
        }
    }
};

void check_nodes(std::size_t n, std::size_t least) {
    if (n < least || n > 64)
        throw InputError("E-integrate-settings",
                         "a rule of " + std::to_string(n) + " nodes is not known",
                         "take " + std::to_string(least) + " to 64");
}

/// Newton's divided differences through points that may come twice, then with their slope.
class HermiteInterpolant {
public:
    void add(double x, double value, double slope) {
        for (int twice = 0; twice < 2; ++twice) {
            x_.push_back(x);
            std::vector<double> row{value};
            for (std::size_t k = 1; k < x_.size(); ++k)
                row.push_back(k == 1 && twice == 1
                                  ? slope
                                  : (row[k - 1] - last_[k - 1]) / (x - x_[x_.size() - 1 - k]));
            last_ = row;
            coefficients_.push_back(row.back());
        }
    }
    double operator()(double x) const {
        double y = 0;
        for (std::size_t k = coefficients_.size(); k-- > 0;) y = y * (x - x_[k]) + coefficients_[k];
        return y;
    }

private:
    std::vector<double> x_, last_, coefficients_;
};

/// The integral over [0, 1] of the polynomial through all values and slopes.
double integral_with_slopes(const std::vector<LambdaAverage>& averages, double thermal_energy) {
    HermiteInterpolant f;
    for (const LambdaAverage& a : averages)
        f.add(a.lambda, a.difference.value, -a.variance / thermal_energy);
    const LambdaRule rule = gauss_legendre(averages.size());
    double sum = 0;
    for (std::size_t i = 0; i < rule.lambda.size(); ++i) sum += rule.weight[i] * f(rule.lambda[i]);
    return sum;
}

}  // namespace

LambdaRule gauss_legendre(std::size_t n) {
    check_nodes(n, 1);
    LambdaRule rule;
    for (std::size_t i = n; i-- > 0;) {
        double x = std::cos(std::numbers::pi * (double(i) + 0.75) / (double(n) + 0.5));
        for (int round = 0; round < 50; ++round) {
            const LegendrePair p(n, x);
            const double step = p.upper / p.upper_slope;
            x -= step;
            if (std::fabs(step) < 1e-16) break;
        }
        const double slope = LegendrePair(n, x).upper_slope;
        rule.lambda.push_back((1 + x) / 2);
        rule.weight.push_back(1 / ((1 - x * x) * slope * slope));
    }
    return rule;
}

// The nodes are the zeros of P_{n-1} + P_n, one of which is -1; mirrored, so that it becomes 1.
LambdaRule gauss_radau(std::size_t n) {
    check_nodes(n, 2);
    const double count = double(n);
    LambdaRule rule;
    for (std::size_t i = n - 1; i >= 1; --i) {
        double x = -std::cos(2 * std::numbers::pi * double(i) / (2 * count - 1));
        for (int round = 0; round < 50; ++round) {
            const LegendrePair p(n, x);
            const double step = (p.lower + p.upper) / (p.lower_slope + p.upper_slope);
            x -= step;
            if (std::fabs(step) < 1e-16) break;
        }
        const double lower = LegendrePair(n, x).lower;
        rule.lambda.push_back((1 - x) / 2);
        rule.weight.push_back((1 - x) / (2 * count * count * lower * lower));
    }
    rule.lambda.push_back(1);
    rule.weight.push_back(1 / (count * count));
    return rule;
}

Integral integrate(const LambdaRule& rule, const std::vector<LambdaAverage>& averages,
                   double thermal_energy) {
    if (averages.size() != rule.lambda.size() || averages.size() < 3 || !(thermal_energy > 0))
        throw InputError("E-integrate-settings",
                         "an integral needs an average at each of three or more nodes",
                         "sample at every lambda of the rule");
    Integral out;
    double variance = 0;
    for (std::size_t i = 0; i < averages.size(); ++i) {
        const Estimate& e = averages[i].difference;
        out.work.value += rule.weight[i] * e.value;
        variance += rule.weight[i] * e.error * rule.weight[i] * e.error;
        out.work.n += e.n;
    }
    // Radau's rule is just blind enough to slopes to be told something by them.
    out.quadrature = std::fabs(integral_with_slopes(averages, thermal_energy) - out.work.value);
    out.work.error = std::sqrt(variance + out.quadrature * out.quadrature);
    return out;
}

}  // namespace crucible
