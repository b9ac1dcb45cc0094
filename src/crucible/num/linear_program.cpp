#include "crucible/num/linear_program.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

constexpr double simplex_zero = 1e-10;

/// The equations solved for the variables of the basis, artificial ones after the real ones.
class Tableau {
public:
    Tableau(Span2D<const double> equations, std::span<const double> right)
        : rows_(equations.rows()),
          real_(equations.columns()),
          t_(rows_, real_ + rows_ + 1),
          basis_(rows_) {
        for (std::size_t i = 0; i < rows_; ++i) {
            const double sign = right[i] < 0 ? -1 : 1;
            for (std::size_t j = 0; j < real_; ++j) t_(i, j) = sign * equations(i, j);
            t_(i, real_ + i) = 1;
            t_(i, last()) = sign * right[i];
            basis_[i] = real_ + i;
        }
    }

    /// Lowers the cost until no column can; columns from `usable` on stay out.
    void descend(std::span<const double> cost, std::size_t usable) {
        for (;;) {
            std::size_t enters = usable;
            for (std::size_t j = 0; j < usable && enters == usable; ++j)
                if (reduced(cost, j) < -simplex_zero) enters = j;
            if (enters == usable) return;
            std::size_t leaves = rows_;
            for (std::size_t i = 0; i < rows_; ++i) {
                if (t_(i, enters) <= simplex_zero) continue;
                if (leaves == rows_) {
                    leaves = i;
                    continue;
                }
                const double a = t_(i, last()) * t_(leaves, enters),
                             b = t_(leaves, last()) * t_(i, enters);
                if (a < b || (a == b && basis_[i] < basis_[leaves])) leaves = i;
            }
            if (leaves == rows_)
                throw InputError("E-num-unbounded", "a linear programme has no least value",
                                 "bound its variables");
            pivot(leaves, enters);
        }
    }

    /// Artificial variables that are zero make way where a real one can take their place.
    void drive_out() {
        for (std::size_t i = 0; i < rows_; ++i)
            for (std::size_t j = 0; basis_[i] >= real_ && j < real_; ++j)
                if (std::abs(t_(i, j)) > 1e-7) pivot(i, j);
    }

    double value(std::span<const double> cost) const {
        double sum = 0;
        for (std::size_t i = 0; i < rows_; ++i) sum += cost[basis_[i]] * t_(i, last());
        return sum;
    }
    std::vector<double> solution() const {
        std::vector<double> x(real_, 0.0);
        for (std::size_t i = 0; i < rows_; ++i)
            if (basis_[i] < real_) x[basis_[i]] = std::max(0.0, t_(i, last()));
        return x;
    }

private:
    std::size_t last() const { return real_ + rows_; }
    double reduced(std::span<const double> cost, std::size_t j) const {
        double sum = cost[j];
        for (std::size_t i = 0; i < rows_; ++i) sum -= cost[basis_[i]] * t_(i, j);
        return sum;
    }
    void pivot(std::size_t row, std::size_t column) {
        const double scale = 1 / t_(row, column);
        for (double& v : t_.row(row)) v *= scale;
        for (std::size_t i = 0; i < rows_; ++i) {
            const double factor = t_(i, column);
            if (i == row || factor == 0) continue;
            for (std::size_t j = 0; j <= last(); ++j) t_(i, j) -= factor * t_(row, j);
        }
        basis_[row] = column;
    }

    std::size_t rows_, real_;
    Array2<double> t_;  ///< (rows, real + artificial + right-hand side)
    std::vector<std::size_t> basis_;
};

}  // namespace

LinearOptimum minimise_linear(std::span<const double> cost, Span2D<const double> equations,
                              std::span<const double> right) {
    const auto is_finite = [](double v) { return std::isfinite(v); };
    if (cost.size() != equations.columns() || right.size() != equations.rows() ||
        !std::all_of(cost.begin(), cost.end(), is_finite) ||
        !std::all_of(right.begin(), right.end(), is_finite) ||
        !std::all_of(equations.flat().begin(), equations.flat().end(), is_finite))
        throw InputError("E-num-shape", "a linear programme of numbers that do not fit together",
                         "give a cost for each column and a right-hand side for each row");
    Tableau t(equations, right);
    std::vector<double> phase(cost.size() + right.size(), 0.0);
    std::fill(phase.begin() + static_cast<std::ptrdiff_t>(cost.size()), phase.end(), 1.0);
    t.descend(phase, cost.size());
    LinearOptimum out;
    double largest = 1;
    for (const double r : right) largest = std::max(largest, std::abs(r));
    if (t.value(phase) > 1e-9 * largest) return out;
    t.drive_out();
    std::fill(phase.begin(), phase.end(), 0.0);
    std::copy(cost.begin(), cost.end(), phase.begin());
    t.descend(phase, cost.size());
    out.is_feasible = true, out.value = t.value(phase), out.x = t.solution();
    return out;
}

}  // namespace crucible
