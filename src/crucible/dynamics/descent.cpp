#include "crucible/dynamics/descent.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    // Four sums side by side, always in this order.
    double s[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= a.size(); i += 4)
        for (std::size_t k = 0; k < 4; ++k) s[k] += a[i + k] * b[i + k];
    for (; i < a.size(); ++i) s[0] += a[i] * b[i];
    return (s[0] + s[1]) + (s[2] + s[3]);
}

void LbfgsMemory::learn(const std::vector<double>& step, const std::vector<double>& change) {
    const double curvature = dot(step, change);
    if (!(curvature > 1e-8 * std::sqrt(dot(step, step) * dot(change, change)))) return;
    Pair& p = pairs_[next_];
    p.step = step;
    p.change = change;
    p.inverse_curvature = 1 / curvature;
    next_ = (next_ + 1) % pairs_.size();
    n_ = std::min(n_ + 1, pairs_.size());
}

void LbfgsMemory::direction(const std::vector<double>& gradient, const SpringPreconditioner& start,
                            std::vector<double>& q) {
    q.resize(gradient.size());
    for (std::size_t i = 0; i < q.size(); ++i) q[i] = -gradient[i];
    const auto back = [&](std::size_t age) -> Pair& {
        return pairs_[(next_ + pairs_.size() - 1 - age) % pairs_.size()];
    };
    for (std::size_t age = 0; age < n_; ++age) {
        Pair& p = back(age);
        p.weight = p.inverse_curvature * dot(p.step, q);
        for (std::size_t i = 0; i < q.size(); ++i) q[i] -= p.weight * p.change[i];
    }
    if (start.ready()) {
        start.solve(q);
    } else {
        double scale = 1.0 / 30;  // angstrom^2/eV: one over a stiff bond, until something is known
        if (n_ > 0) scale = 1 / (back(0).inverse_curvature * dot(back(0).change, back(0).change));
        for (double& v : q) v *= scale;
    }
    for (std::size_t age = n_; age-- > 0;) {
        Pair& p = back(age);
        const double weight = p.weight - p.inverse_curvature * dot(p.change, q);
        for (std::size_t i = 0; i < q.size(); ++i) q[i] += weight * p.step[i];
    }
}

namespace {
// Bitzek's parameters; masses of one, so dt is in sqrt(angstrom^2/eV).
constexpr double fire_first_dt = 0.05, fire_largest_dt = 0.4, fire_mixing = 0.1;
constexpr int fire_patience = 5;
}  // namespace

void Fire::clear() {
    velocity_.clear();
    dt_ = fire_first_dt;
    mixing_ = fire_mixing;
    downhill_ = 0;
}

void Fire::step(const std::vector<double>& gradient, std::vector<double>& displacement) {
    velocity_.resize(gradient.size(), 0.0);
    displacement.resize(gradient.size());
    const double power = -dot(gradient, velocity_);
    if (power > 0) {
        if (++downhill_ > fire_patience) {
            dt_ = std::min(dt_ * 1.1, fire_largest_dt);
            mixing_ *= 0.99;
        }
    } else if (downhill_ != 0 || dot(velocity_, velocity_) > 0) {
        downhill_ = 0;
        dt_ *= 0.5;
        mixing_ = fire_mixing;
        std::fill(velocity_.begin(), velocity_.end(), 0.0);
    }
    const double force = std::sqrt(dot(gradient, gradient));
    for (std::size_t i = 0; i < gradient.size(); ++i) velocity_[i] -= dt_ * gradient[i];
    const double speed = std::sqrt(dot(velocity_, velocity_));
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        if (force > 0)
            velocity_[i] = (1 - mixing_) * velocity_[i] - mixing_ * speed * gradient[i] / force;
        displacement[i] = dt_ * velocity_[i];
    }
}

}  // namespace crucible
