#pragma once
// Search directions on flat vectors. Internal to the module.

#include <cstddef>
#include <vector>

#include "crucible/dynamics/preconditioner.hpp"

namespace crucible {

double dot(const std::vector<double>& a, const std::vector<double>& b);

/// The inverse Hessian from the last steps (Nocedal 1980, doi:10.1090/S0025-5718-1980-0572855-7).
class LbfgsMemory {
public:
    explicit LbfgsMemory(std::size_t depth = 20) : pairs_(depth) {}
    void clear() { n_ = 0; }
    bool empty() const { return n_ == 0; }
    /// Remembers a step and the change of gradient, unless the curvature along it is not positive.
    void learn(const std::vector<double>& step, const std::vector<double>& change);
    /// direction = -H gradient, starting from the preconditioner, or from a multiple of one.
    void direction(const std::vector<double>& gradient, const SpringPreconditioner&,
                   std::vector<double>& direction);

private:
    struct Pair {
        std::vector<double> step, change;
        double inverse_curvature = 0, weight = 0;
    };
    std::vector<Pair> pairs_;  ///< ring buffer
    std::size_t n_ = 0, next_ = 0;
};

/// Fast inertial relaxation: velocities that are reset when they point uphill.
class Fire {
public:
    void clear();
    /// The next displacement from the gradient at the present point.
    void step(const std::vector<double>& gradient, std::vector<double>& displacement);

private:
    std::vector<double> velocity_;
    double dt_ = 0, mixing_ = 0;
    int downhill_ = 0;
};

}  // namespace crucible
