#pragma once
// Cubic splines: through any ascending knots, and a fast one on a uniform grid.

#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// Value and first derivative.
struct ValueSlope {
    double value = 0, slope = 0;
};

/// How a spline ends: with zero curvature (natural) where no slope is given, else with that slope.
struct SplineEnds {
    std::optional<double> first_slope, last_slope;
};

/// Interpolating cubic spline, twice continuously differentiable; outside the knots the end pieces
/// go on as cubics.
class CubicSpline {
public:
    /// `x` ascending, at least two knots. Throws InputError (E-num-knots) otherwise.
    CubicSpline(std::vector<double> x, std::vector<double> y, SplineEnds = {});

    double operator()(double x) const { return at(x).value; }
    ValueSlope at(double x) const;
    /// Exact integral from a to b.
    double integral(double a, double b) const;
    std::span<const double> knots() const { return x_; }

private:
    std::size_t piece(double x) const;
    double primitive(double x) const;
    std::vector<double> x_, y_, second_;  // second_: curvature at the knots
};

/// The same on knots low, low + step, ...: four coefficients per piece, no search. For tabulated
/// potentials and radial functions. Outside the table the end pieces go on.
class UniformSpline {
public:
    UniformSpline() = default;
    /// Throws InputError (E-num-knots) for fewer than two values or a step that is not positive.
    UniformSpline(double low, double step, std::span<const double> values, SplineEnds = {});

    double operator()(double x) const {
        double t;
        const double* c = locate(x, t);
        return ((c[3] * t + c[2]) * t + c[1]) * t + c[0];
    }
    ValueSlope at(double x) const {
        double t;
        const double* c = locate(x, t);
        return {((c[3] * t + c[2]) * t + c[1]) * t + c[0],
                ((3 * c[3] * t + 2 * c[2]) * t + c[1]) * per_step_};
    }
    double low() const { return low_; }
    double high() const { return low_ + static_cast<double>(pieces()) / per_step_; }
    std::size_t pieces() const { return coefficients_.size() / 4; }
    std::span<const double> coefficients() const { return coefficients_; }  ///< (pieces, 4) in t

private:
    const double* locate(double x, double& t) const {
        const double place = (x - low_) * per_step_;
        const auto last = static_cast<double>(pieces() - 1);
        const double cell = !(place >= 1)   ? 0
                            : place >= last ? last
                                            : static_cast<double>(static_cast<long>(place));
        t = place - cell;
        return coefficients_.data() + 4 * static_cast<std::size_t>(cell);
    }
    double low_ = 0, per_step_ = 1;
    std::vector<double> coefficients_;
};

}  // namespace crucible
