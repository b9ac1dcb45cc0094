#include "crucible/rmc/misfit.hpp"

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::rmc {
namespace {

[[noreturn]] void fail_target(const std::string& name, const std::string& what) {
    throw InputError("E-rmc-target", "data set " + in_quotes(name) + ": " + what,
                     "check the target's column and its errors");
}

void check_numbers(const std::string& name, const std::vector<double>& target,
                   const std::vector<double>& weight) {
    if (target.empty()) fail_target(name, "there are no points");
    if (!weight.empty() && weight.size() != target.size())
        fail_target(name, std::to_string(weight.size()) + " weights for " +
                              std::to_string(target.size()) + " points");
    for (std::size_t k = 0; k < target.size(); ++k) {
        if (!std::isfinite(target[k]))
            fail_target(name, "point " + std::to_string(k + 1) + " is not a number");
        if (!weight.empty() && !(weight[k] >= 0 && std::isfinite(weight[k])))
            fail_target(name, "the weight of point " + std::to_string(k + 1) +
                                  " is negative or not finite (is its error zero?)");
    }
}

}  // namespace

Misfit::Misfit(std::string name, std::vector<double> target, std::vector<double> point_weight,
               Norm norm, Calibration calibration)
    : name_(std::move(name)), target_(std::move(target)), calibration_(calibration) {
    check_numbers(name_, target_, point_weight);
    weight_ = point_weight.empty() ? std::vector<double>(target_.size(), 1.0)
                                   : std::move(point_weight);
    double square = 0, weights = 0;
    for (std::size_t k = 0; k < target_.size(); ++k)
        square += weight_[k] * target_[k] * target_[k], weights += weight_[k];
    if (!(weights > 0)) fail_target(name_, "all its weights are zero");
    if (norm != Norm::set) return;
    if (!(square > 0)) fail_target(name_, "all values are zero: they cannot set the norm");
    for (double& w : weight_) w /= square;
}

Misfit::Line Misfit::line(std::span<const double> values, const float* change) const {
    if (calibration_ == Calibration::none) return {};
    double w = 0, o = 0, t = 0;
    for (std::size_t k = 0; k < target_.size(); ++k) {
        const double v = change ? values[k] + static_cast<double>(change[k]) : values[k];
        w += weight_[k], o += weight_[k] * v, t += weight_[k] * target_[k];
    }
    if (calibration_ == Calibration::offset) return {1, (t - o) / w};
    const double mean_o = calibration_ == Calibration::both ? o / w : 0;
    const double mean_t = calibration_ == Calibration::both ? t / w : 0;
    double oo = 0, ot = 0;
    for (std::size_t k = 0; k < target_.size(); ++k) {
        const double v = change ? values[k] + static_cast<double>(change[k]) : values[k];
        oo += weight_[k] * (v - mean_o) * (v - mean_o);
        ot += weight_[k] * (v - mean_o) * (target_[k] - mean_t);
    }
    const double a = oo > 0 ? ot / oo : 1;
    return {a, mean_t - a * mean_o};
}

double Misfit::delta2(std::span<const double> values, const float* change) const {
    const Line l = line(values, change);
    // Four sums side by side: the compiler may not reorder one.
    double sum[4] = {0, 0, 0, 0};
    const std::size_t n = target_.size();
    const auto term = [&](std::size_t k) {
        const double v = change ? values[k] + static_cast<double>(change[k]) : values[k];
        const double d = (l.a * v + l.b) - target_[k];
        return weight_[k] * d * d;
    };
    std::size_t k = 0;
    for (; k + 4 <= n; k += 4)
        for (std::size_t i = 0; i < 4; ++i) sum[i] += term(k + i);
    for (; k < n; ++k) sum[0] += term(k);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

double Misfit::r2(std::span<const double> values) const {
    const std::vector<double> fitted = calibrated(values);
    double mean = 0, residual = 0, total = 0;
    for (double t : target_) mean += t;
    mean /= static_cast<double>(target_.size());
    for (std::size_t k = 0; k < target_.size(); ++k) {
        residual += (fitted[k] - target_[k]) * (fitted[k] - target_[k]);
        total += (target_[k] - mean) * (target_[k] - mean);
    }
    return total > 0 ? 1 - residual / total : residual > 0 ? 0 : 1;
}

std::vector<double> Misfit::calibrated(std::span<const double> values) const {
    const Line l = line(values, nullptr);
    std::vector<double> out(values.begin(), values.end());
    for (double& v : out) v = l.a * v + l.b;
    return out;
}

}  // namespace crucible::rmc
