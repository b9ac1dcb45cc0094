#pragma once
// How far an observable is from its data. Internal to the module.

#include <span>
#include <vector>

#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// The data of one set, with weights such that delta2 = sum of weight (a O + b - T)^2; a and b are
/// the best ones where the set's calibration lets them be fitted, else 1 and 0.
class Misfit {
public:
    /// Throws InputError (E-rmc-target): lengths, values that are not finite, nothing to fit.
    Misfit(std::string name, std::vector<double> target, std::vector<double> point_weight, Norm,
           Calibration);

    const std::string& name() const { return name_; }
    std::size_t points() const { return target_.size(); }
    /// `values` plus `change` (either float or nothing) against the target.
    double delta2(std::span<const double> values, const float* change = nullptr) const;
    /// 1 - SS_res / SS_tot about the target's mean, all points alike; calibrated.
    double r2(std::span<const double> values) const;
    std::vector<double> calibrated(std::span<const double> values) const;

private:
    struct Line {
        double a = 1, b = 0;
    };
    Line line(std::span<const double> values, const float* change) const;

    std::string name_;
    std::vector<double> target_, weight_;
    Calibration calibration_;
};

}  // namespace crucible::rmc
