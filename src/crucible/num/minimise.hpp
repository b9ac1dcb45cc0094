#pragma once
// Minimisers of smooth functions of many variables: L-BFGS and FIRE.

#include <functional>
#include <span>
#include <vector>

namespace crucible {

/// Value at `x`; fills `gradient` (same length).
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;

struct MinimiseOptions {
    double gradient_tolerance = 1e-6;  ///< converged when no component of the gradient is larger
    int most_evaluations = 10000;
    double longest_step = 1;  ///< Euclidean length, in units of x
    int memory = 10;          ///< L-BFGS: remembered steps
    double time_step = 0.1;   ///< FIRE: first time step, at unit mass
};

struct Minimum {
    std::vector<double> x;
    double value = 0;
    double largest_gradient = 0;  ///< largest absolute component at x
    int evaluations = 0;
    enum class Verdict {
        converged,
        exhausted,  ///< no evaluations left
        stuck       ///< no lower value along a descent direction: at the limit of rounding
    } verdict = Verdict::converged;
};

/// Limited-memory BFGS (Liu and Nocedal, doi:10.1007/BF01589116) with a line search to the strong
/// Wolfe conditions (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6). Needs the
/// gradient to belong to the value. Throws UnstableError (E-num-diverged) when value or gradient is
/// not finite at the start.
Minimum minimise_lbfgs(const Objective&, std::vector<double> x, const MinimiseOptions& = {});

/// FIRE (Bitzek et al., doi:10.1103/PhysRevLett.97.170201) with semi-implicit Euler steps: follows
/// forces alone, so that noisy or slightly inconsistent values do no harm. Slower than L-BFGS.
Minimum minimise_fire(const Objective&, std::vector<double> x, const MinimiseOptions& = {});

}  // namespace crucible
