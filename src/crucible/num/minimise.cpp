#include "crucible/num/minimise.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

double inner(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double largest(std::span<const double> g) {
    double out = 0;
    for (double v : g) out = std::isfinite(v) ? std::max(out, std::fabs(v)) : HUGE_VAL;
    return out;
}

/// A point with its value and gradient, counting how often it was asked.
struct Point {
    const Objective& f;
    std::vector<double> x, g;
    double value = 0;
    int evaluations = 0;

    Point(const Objective& objective, std::vector<double> at)
        : f(objective), x(std::move(at)), g(x.size()) {
        evaluate();
        if (!std::isfinite(value) || !std::isfinite(largest(g)))
            throw UnstableError("E-num-diverged",
                                "the function is not finite where the search starts",
                                "start elsewhere");
    }
    void evaluate() {
        value = f(x, g);
        ++evaluations;
    }
};

/// Line search along p for the strong Wolfe conditions; moves the point there.
class WolfeSearch {
public:
    WolfeSearch(Point& point, std::span<const double> direction, int most)
        : point_(point),
          start_(point.x),
          p_(direction),
          f0_(point.value),
          slope0_(inner(point.g, direction)),
          most_(most) {}

    /// False if nothing lower was found; the point is then where it was.
    bool run(double first) {
        Trial low{0, f0_, slope0_}, now{};
        const std::vector<double> g0 = point_.g;
        double step = first;
        for (int i = 0; i < 30 && point_.evaluations < most_; ++i) {
            now = at(step);
            if (!sufficient(now) || (i > 0 && now.value >= low.value)) return zoom(low, now, g0);
            if (std::fabs(now.slope) <= -curvature * slope0_) return true;
            if (now.slope >= 0) return zoom(now, low, g0);
            low = now;
            step *= 2.5;
        }
        return now.value < f0_;
    }

private:
    static constexpr double decrease = 1e-4, curvature = 0.9;
    struct Trial {
        double step = 0, value = 0, slope = 0;
    };

    Trial at(double step) {
        for (std::size_t i = 0; i < start_.size(); ++i) point_.x[i] = start_[i] + step * p_[i];
        point_.evaluate();
        const double slope = inner(point_.g, p_);
        const bool finite = std::isfinite(point_.value) && std::isfinite(slope);
        return {step, finite ? point_.value : HUGE_VAL, finite ? slope : HUGE_VAL};
    }
    bool sufficient(const Trial& t) const { return t.value <= f0_ + decrease * t.step * slope0_; }

    /// Minimum of the cubic through both ends, kept off the ends; the middle where it is no use.
    static double between(const Trial& a, const Trial& b) {
        const double width = b.step - a.step;
        double step = a.step + 0.5 * width;
        const double d1 = a.slope + b.slope - 3 * (b.value - a.value) / width;
        const double under = d1 * d1 - a.slope * b.slope;
        if (std::isfinite(under) && under >= 0) {
            const double d2 = std::copysign(std::sqrt(under), width);
            step = b.step - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
        }
        const double edge = 0.1 * std::fabs(width);
        const double left = std::min(a.step, b.step) + edge,
                     right = std::max(a.step, b.step) - edge;
        return std::isfinite(step) ? std::clamp(step, left, right) : 0.5 * (left + right);
    }
    /// `low` satisfies the decrease; an acceptable step lies between the two.
    bool zoom(Trial low, Trial high, const std::vector<double>& g0) {
        for (int i = 0; i < 30 && point_.evaluations < most_; ++i) {
            const Trial now = at(between(low, high));
            if (!sufficient(now) || now.value >= low.value) {
                high = now;
            } else {
                if (std::fabs(now.slope) <= -curvature * slope0_) return true;
                if (now.slope * (high.step - low.step) >= 0) high = low;
                low = now;
            }
            if (std::fabs(high.step - low.step) <= 1e-14 * std::fabs(low.step)) break;
        }
        if (low.step > 0 && low.value < f0_) {  // not the best curvature, but lower
            at(low.step);
            return true;
        }
        point_.x = start_, point_.g = g0, point_.value = f0_;
        return false;
    }

    Point& point_;
    std::vector<double> start_;
    std::span<const double> p_;
    double f0_, slope0_;
    int most_;
};

/// The last few steps and changes of gradient, which stand for the inverse Hessian.
class StepMemory {
public:
    explicit StepMemory(int most) : most_(static_cast<std::size_t>(std::max(most, 1))) {}

    void clear() { pairs_.clear(); }
    bool empty() const { return pairs_.empty(); }
    void add(std::vector<double> s, std::vector<double> y) {
        const double sy = inner(s, y);
        // Without positive curvature the pair would spoil positive definiteness.
        if (!(sy > 1e-14 * std::sqrt(inner(s, s) * inner(y, y)))) return;
        pairs_.push_back({std::move(s), std::move(y), 1 / sy});
        if (pairs_.size() > most_) pairs_.pop_front();
    }
    /// - H g by the two-loop recursion.
    std::vector<double> direction(std::span<const double> g) const {
        std::vector<double> q(g.begin(), g.end()), a(pairs_.size());
        for (std::size_t k = pairs_.size(); k-- > 0;) {
            a[k] = pairs_[k].rho * inner(pairs_[k].s, q);
            for (std::size_t i = 0; i < q.size(); ++i) q[i] -= a[k] * pairs_[k].y[i];
        }
        if (!pairs_.empty()) {
            const double gamma = 1 / (pairs_.back().rho * inner(pairs_.back().y, pairs_.back().y));
            for (double& v : q) v *= gamma;
        }
        for (std::size_t k = 0; k < pairs_.size(); ++k) {
            const double b = pairs_[k].rho * inner(pairs_[k].y, q);
            for (std::size_t i = 0; i < q.size(); ++i) q[i] += (a[k] - b) * pairs_[k].s[i];
        }
        for (double& v : q) v = -v;
        return q;
    }

private:
    struct Pair {
        std::vector<double> s, y;
        double rho;
    };
    std::deque<Pair> pairs_;
    std::size_t most_;
};

Minimum outcome(Point& point, Minimum::Verdict verdict) {
    return {std::move(point.x), point.value, largest(point.g), point.evaluations, verdict};
}

std::vector<double> difference(std::span<const double> a, std::span<const double> b) {
    std::vector<double> out(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] - b[i];
    return out;
}

}  // namespace

Minimum minimise_lbfgs(const Objective& f, std::vector<double> x, const MinimiseOptions& options) {
    Point point(f, std::move(x));
    StepMemory memory(options.memory);
    while (largest(point.g) > options.gradient_tolerance) {
        if (point.evaluations >= options.most_evaluations)
            return outcome(point, Minimum::Verdict::exhausted);
        std::vector<double> p = memory.direction(point.g);
        if (!(inner(p, point.g) < 0)) {
            memory.clear();
            p = memory.direction(point.g);
        }
        const double length = std::sqrt(inner(p, p));
        double step = memory.empty() ? std::min(1.0, 0.1 * options.longest_step / length) : 1;
        step = std::min(step, options.longest_step / length);
        const std::vector<double> x0 = point.x, g0 = point.g;
        if (!WolfeSearch(point, p, options.most_evaluations).run(step)) {
            // Once more from steepest descent, in case the memory was at fault.
            if (memory.empty()) return outcome(point, Minimum::Verdict::stuck);
            memory.clear();
            continue;
        }
        memory.add(difference(point.x, x0), difference(point.g, g0));
    }
    return outcome(point, Minimum::Verdict::converged);
}

Minimum minimise_fire(const Objective& f, std::vector<double> x, const MinimiseOptions& options) {
    // Constants of the paper: N_min, f_inc, f_dec, alpha_start, f_alpha; the longest time step is
    // ten times the first.
    constexpr int patience = 5;
    constexpr double faster = 1.1, slower = 0.5, mixing_start = 0.1, mixing_decay = 0.99;
    Point point(f, std::move(x));
    std::vector<double> v(point.x.size(), 0.0);
    double dt = options.time_step, mixing = mixing_start;
    int downhill = 0;
    while (largest(point.g) > options.gradient_tolerance) {
        if (point.evaluations >= options.most_evaluations)
            return outcome(point, Minimum::Verdict::exhausted);
        if (-inner(point.g, v) > 0) {
            const double ratio = std::sqrt(inner(v, v) / inner(point.g, point.g));
            for (std::size_t i = 0; i < v.size(); ++i)
                v[i] = (1 - mixing) * v[i] - mixing * ratio * point.g[i];
            if (++downhill > patience) {
                dt = std::min(dt * faster, 10 * options.time_step);
                mixing *= mixing_decay;
            }
        } else {
            std::fill(v.begin(), v.end(), 0.0);
            dt *= slower;
            mixing = mixing_start;
            downhill = 0;
        }
        for (std::size_t i = 0; i < v.size(); ++i) v[i] -= dt * point.g[i];
        const double length = dt * std::sqrt(inner(v, v));
        const double shorten = length > options.longest_step ? options.longest_step / length : 1;
        for (std::size_t i = 0; i < v.size(); ++i) point.x[i] += shorten * dt * v[i];
        point.evaluate();
        if (!std::isfinite(point.value)) return outcome(point, Minimum::Verdict::stuck);
    }
    return outcome(point, Minimum::Verdict::converged);
}

}  // namespace crucible
