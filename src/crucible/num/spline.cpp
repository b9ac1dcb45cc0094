#include "crucible/num/spline.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Curvatures at the knots: the tridiagonal system of a C2 interpolating cubic, by Thomas'
/// algorithm.
std::vector<double> spline_curvatures(std::span<const double> x, std::span<const double> y,
                                      const SplineEnds& ends) {
    const std::size_t n = x.size();
    std::vector<double> upper(n), m(n);
    const auto slope = [&](std::size_t i) { return (y[i + 1] - y[i]) / (x[i + 1] - x[i]); };
    if (ends.first_slope) {
        upper[0] = 0.5;
        m[0] = 3 / (x[1] - x[0]) * (slope(0) - *ends.first_slope);
    }
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const double low = x[i] - x[i - 1], high = x[i + 1] - x[i];
        const double pivot = 2 * (low + high) - low * upper[i - 1];
        upper[i] = high / pivot;
        m[i] = (6 * (slope(i) - slope(i - 1)) - low * m[i - 1]) / pivot;
    }
    if (ends.last_slope) {
        const double h = x[n - 1] - x[n - 2];
        m[n - 1] =
            (6 * (*ends.last_slope - slope(n - 2)) - h * m[n - 2]) / (2 * h - h * upper[n - 2]);
    } else {
        m[n - 1] = 0;
    }
    for (std::size_t i = n - 1; i-- > 0;) m[i] -= upper[i] * m[i + 1];
    return m;
}

}  // namespace

CubicSpline::CubicSpline(std::vector<double> x, std::vector<double> y, SplineEnds ends)
    : x_(std::move(x)), y_(std::move(y)) {
    bool ascending = x_.size() >= 2 && x_.size() == y_.size();
    for (std::size_t i = 1; ascending && i < x_.size(); ++i) ascending = x_[i] > x_[i - 1];
    if (!ascending)
        throw InputError("E-num-knots", "a spline needs at least two knots in ascending order",
                         "sort the points and remove repeated abscissae");
    second_ = spline_curvatures(x_, y_, ends);
}

std::size_t CubicSpline::piece(double x) const {
    const auto above = std::upper_bound(x_.begin() + 1, x_.end() - 1, x);
    return static_cast<std::size_t>(above - x_.begin()) - 1;
}

ValueSlope CubicSpline::at(double x) const {
    const std::size_t i = piece(x);
    const double h = x_[i + 1] - x_[i], a = (x_[i + 1] - x) / h, b = (x - x_[i]) / h;
    return {a * y_[i] + b * y_[i + 1] +
                ((a * a * a - a) * second_[i] + (b * b * b - b) * second_[i + 1]) * h * h / 6,
            (y_[i + 1] - y_[i]) / h +
                ((3 * b * b - 1) * second_[i + 1] - (3 * a * a - 1) * second_[i]) * h / 6};
}

double CubicSpline::primitive(double x) const {
    // Whole pieces below x, then the part of its own piece.
    const std::size_t last = piece(x);
    double total = 0;
    for (std::size_t i = 0; i < last; ++i) {
        const double h = x_[i + 1] - x_[i];
        total += 0.5 * h * (y_[i] + y_[i + 1]) - h * h * h / 24 * (second_[i] + second_[i + 1]);
    }
    const double h = x_[last + 1] - x_[last], b = (x - x_[last]) / h, a = 1 - b;
    const auto quartic = [](double t) { return t * t * t * t / 4 - t * t / 2; };  // of t^3 - t
    return total + h * ((1 - a * a) / 2 * y_[last] + b * b / 2 * y_[last + 1]) +
           h * h * h / 6 *
               ((quartic(1) - quartic(a)) * second_[last] + quartic(b) * second_[last + 1]);
}

double CubicSpline::integral(double a, double b) const { return primitive(b) - primitive(a); }

UniformSpline::UniformSpline(double low, double step, std::span<const double> values,
                             SplineEnds ends)
    : low_(low), per_step_(1 / step) {
    if (values.size() < 2 || !(step > 0) || !std::isfinite(per_step_))
        throw InputError("E-num-knots", "a uniform spline needs two values and a positive step",
                         "give a table of at least two rows");
    std::vector<double> t(values.size());
    for (std::size_t i = 0; i < t.size(); ++i) t[i] = static_cast<double>(i);
    // In units of the step, so that each piece runs from t = 0 to 1.
    if (ends.first_slope) *ends.first_slope *= step;
    if (ends.last_slope) *ends.last_slope *= step;
    const std::vector<double> m = spline_curvatures(t, values, ends);
    coefficients_.reserve(4 * (values.size() - 1));
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        const double rise = values[i + 1] - values[i];
        coefficients_.insert(coefficients_.end(), {values[i], rise - (2 * m[i] + m[i + 1]) / 6,
                                                   m[i] / 2, (m[i + 1] - m[i]) / 6});
    }
}

}  // namespace crucible
