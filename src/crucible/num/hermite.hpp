#pragma once
// The cubic through two points at which slopes are known, too.

#include "crucible/num/spline.hpp"

namespace crucible {

struct HermitePiece {
    double x0 = 0, y0 = 0, slope0 = 0, x1 = 1, y1 = 0, slope1 = 0;

    ValueSlope at(double x) const {
        const double h = x1 - x0, t = (x - x0) / h, u = 1 - t;
        return {y0 * (1 + 2 * t) * u * u + y1 * (3 - 2 * t) * t * t +
                    h * t * u * (slope0 * u - slope1 * t),
                6 * t * u * (y1 - y0) / h + slope0 * u * (u - 2 * t) + slope1 * t * (t - 2 * u)};
    }
    double value(double x) const { return at(x).value; }
    double slope(double x) const { return at(x).slope; }
};

}  // namespace crucible
