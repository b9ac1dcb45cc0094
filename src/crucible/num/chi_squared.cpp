#include "crucible/num/chi_squared.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {
namespace {

constexpr int most_terms = 10000;
constexpr double precision = 1e-15;

/// x^a e^-x / Gamma(a).
double gamma_weight(double a, double x) { return std::exp(a * std::log(x) - x - std::lgamma(a)); }

double lower_by_series(double a, double x) {
    double term = 1 / a, sum = term;
    for (int k = 1; k < most_terms && term > precision * sum; ++k) sum += term *= x / (a + k);
    return gamma_weight(a, x) * sum;
}

// Lentz's way to evaluate a continued fraction.
double upper_by_fraction(double a, double x) {
    constexpr double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, value = d;
    for (int k = 1; k < most_terms; ++k) {
        const double numerator = -k * (k - a);
        b += 2;
        d = numerator * d + b;
        c = b + numerator / c;
        d = 1 / (std::fabs(d) < tiny ? tiny : d);
        if (std::fabs(c) < tiny) c = tiny;
        value *= d * c;
        if (std::fabs(d * c - 1) < precision) break;
    }
    return gamma_weight(a, x) * value;
}

}  // namespace

double chi_squared_tail(double value, double freedom) {
    if (!(value > 0)) return 1;
    const double a = freedom / 2, x = value / 2;
    const double tail = x < a + 1 ? 1 - lower_by_series(a, x) : upper_by_fraction(a, x);
    return std::clamp(tail, 0.0, 1.0);
}

}  // namespace crucible
