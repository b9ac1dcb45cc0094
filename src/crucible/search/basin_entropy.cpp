#include "crucible/search/basin_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/num/chi_squared.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {
namespace {

constexpr int most_newton_steps = 200;
constexpr double rejected = 0.05;

[[noreturn]] void bad_counts(const std::string& why) {
    throw InputError("E-search-basins", why, "give the counts as the searches made them");
}

void check_counts(const BasinCounts& c) {
    const std::size_t structures = c.counts.rows(), batches = c.counts.columns();
    if (c.primitive.size() != structures || c.units.size() != batches ||
        (!c.point_group_order.empty() && c.point_group_order.size() != structures))
        throw InputError("E-num-shape", "counts of basins do not fit their structures and batches",
                         "give a row for each structure and a column for each batch");
    for (const int n : c.units)
        if (n < 1 || std::count(c.units.begin(), c.units.end(), n) > 1)
            bad_counts("batches of trials do not have formula units of their own");
    for (std::size_t i = 0; i < structures; ++i) {
        double total = 0;
        if (c.primitive[i] < 1) bad_counts("a structure has no formula units");
        for (std::size_t k = 0; k < batches; ++k) {
            const double count = c.counts(i, k);
            if (!(count >= 0) || !std::isfinite(count)) bad_counts("a count is negative");
            if (count > 0 && c.units[k] % c.primitive[i] != 0)
                bad_counts("a structure was found in a cell that does not hold it: " +
                           std::to_string(c.primitive[i]) + " formula units in " +
                           std::to_string(c.units[k]));
            total += count;
        }
        if (total == 0) bad_counts("a structure was never found");
    }
}

/// The lowest number that `i` is connected to.
std::size_t root_of(std::vector<std::size_t>& parent, std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
}

/// Roots of structures (first) and batches (after them) that sightings connect.
std::vector<std::size_t> connected(const BasinCounts& c) {
    const std::size_t structures = c.counts.rows();
    std::vector<std::size_t> parent(structures + c.units.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    for (std::size_t i = 0; i < structures; ++i)
        for (std::size_t k = 0; k < c.units.size(); ++k) {
            if (c.counts(i, k) == 0) continue;
            const std::size_t a = root_of(parent, i), b = root_of(parent, structures + k);
            parent[std::max(a, b)] = std::min(a, b);
        }
    for (std::size_t i = 0; i < parent.size(); ++i) parent[i] = root_of(parent, i);
    return parent;
}

double orbit_term(const BasinCounts& c, OrbitFactor orbit, std::size_t i, std::size_t k) {
    if (orbit == OrbitFactor::left_out) return 0;
    return -std::log(static_cast<double>(c.point_group_order[i]) * c.units[k] / c.primitive[i]);
}

}  // namespace

/// Unknowns and normal equations of one component. Batch 0 holds the gauge: its c stays 0.
struct BasinEntropy::Component {
    std::vector<std::size_t> structures, batches;
    struct Cell {
        std::size_t structure, batch;  ///< within the component
        double n, count, offset, mean = 0;
    };
    std::vector<Cell> cells;
    std::vector<double> s, c;
    std::vector<double> stiffness;  ///< (structures)
    Array2<double> coupling;        ///< (structures, batches) n mu / stiffness
    Array2<double> schur;           ///< (batches - 1, batches - 1)

    /// Fills the normal equations for weights `mean` and solves for right sides (residuals).
    void assemble();
    void solve(const std::vector<double>& residual, std::vector<double>& ds,
               std::vector<double>& dc) const;
    /// Log likelihood; fills `mean`. Minus infinity where a mean overflows.
    double evaluate();
    void start();
    void newton();
};

void BasinEntropy::Component::assemble() {
    const std::size_t free = batches.size() - 1;
    stiffness.assign(structures.size(), 0);
    coupling = Array2<double>(structures.size(), batches.size());
    schur = Array2<double>(free, free);
    for (const Cell& x : cells) {
        stiffness[x.structure] += x.n * x.n * x.mean;
        coupling(x.structure, x.batch) += x.n * x.mean;
        if (x.batch > 0) schur(x.batch - 1, x.batch - 1) += x.mean;
    }
    for (std::size_t i = 0; i < structures.size(); ++i) {
        for (std::size_t a = 0; a < free; ++a)
            for (std::size_t b = 0; b < free; ++b)
                schur(a, b) -= coupling(i, a + 1) * coupling(i, b + 1) / stiffness[i];
        for (double& x : coupling.row(i)) x /= stiffness[i];
    }
}

void BasinEntropy::Component::solve(const std::vector<double>& residual, std::vector<double>& ds,
                                    std::vector<double>& dc) const {
    const std::size_t free = batches.size() - 1;
    std::vector<double> of_s(structures.size()), of_c(free);
    for (std::size_t k = 0; k < cells.size(); ++k) {
        of_s[cells[k].structure] += cells[k].n * residual[k];
        if (cells[k].batch > 0) of_c[cells[k].batch - 1] += residual[k];
    }
    for (std::size_t i = 0; i < structures.size(); ++i)
        for (std::size_t b = 0; b < free; ++b) of_c[b] -= coupling(i, b + 1) * of_s[i];
    dc.assign(batches.size(), 0);
    if (free > 0) {
        const std::vector<double> x = cholesky_solve(schur, of_c);
        std::copy(x.begin(), x.end(), dc.begin() + 1);
    }
    ds.assign(structures.size(), 0);
    for (std::size_t i = 0; i < structures.size(); ++i) {
        ds[i] = of_s[i] / stiffness[i];
        for (std::size_t b = 1; b < batches.size(); ++b) ds[i] -= coupling(i, b) * dc[b];
    }
}

double BasinEntropy::Component::evaluate() {
    double likelihood = 0;
    for (Cell& x : cells) {
        const double eta = x.n * s[x.structure] + c[x.batch] + x.offset;
        if (!(eta < 600)) return -std::numeric_limits<double>::infinity();
        x.mean = std::max(std::exp(eta), 1e-280);
        likelihood += x.count * eta - x.mean;
    }
    return likelihood;
}

// Weighted least squares of the logarithms: where Newton's steps begin.
void BasinEntropy::Component::start() {
    s.assign(structures.size(), 0), c.assign(batches.size(), 0);
    std::vector<double> right;
    for (Cell& x : cells) {
        x.mean = x.count + 0.5;
        right.push_back(x.mean * (std::log(x.mean) - x.offset));
    }
    assemble();
    solve(right, s, c);
}

void BasinEntropy::Component::newton() {
    start();
    double likelihood = evaluate();
    std::vector<double> residual(cells.size()), ds, dc;
    for (int step = 0; step < most_newton_steps; ++step) {
        double decrement = 0;
        assemble();
        for (std::size_t k = 0; k < cells.size(); ++k) residual[k] = cells[k].count - cells[k].mean;
        solve(residual, ds, dc);
        for (std::size_t k = 0; k < cells.size(); ++k)
            decrement += residual[k] * (cells[k].n * ds[cells[k].structure] + dc[cells[k].batch]);
        const std::vector<double> old_s = s, old_c = c;
        for (double length = 1; length > 1e-10; length /= 2) {
            for (std::size_t i = 0; i < s.size(); ++i) s[i] = old_s[i] + length * ds[i];
            for (std::size_t b = 0; b < c.size(); ++b) c[b] = old_c[b] + length * dc[b];
            const double now = evaluate();
            if (now >= likelihood + 0.1 * length * decrement || decrement < 1e-8) {
                likelihood = now;
                break;
            }
        }
        if (decrement < 1e-8) return;  // the error left is of the order of its square
    }
    throw UnstableError("E-search-basins", "the fit of basin entropies does not settle",
                        "leave out structures that were found once");
}

BasinEntropy::BasinEntropy(const BasinCounts& counts, OrbitFactor orbit) {
    check_counts(counts);
    const std::size_t structures = counts.counts.rows(), batches = counts.units.size();
    if (orbit == OrbitFactor::included && counts.point_group_order.size() != structures)
        throw InputError("E-num-shape", "the orbit factor needs the order of each point group",
                         "give one for each structure");
    entropy.assign(structures, 0), error.assign(structures, 0), component.assign(structures, -1);
    component_of_batch.assign(batches, -1), alignment.assign(batches, 0);
    expected = Array2<double>(structures, batches, std::numeric_limits<double>::quiet_NaN());
    stiffness_.assign(structures, 0);
    coupling_ = Array2<double>(structures, batches);
    batch_covariance_ = Array2<double>(batches, batches);
    const std::vector<std::size_t> root = connected(counts);
    for (std::size_t i = 0; i < structures; ++i) {
        if (root[i] != i) continue;
        Component part;
        for (std::size_t j = i; j < structures; ++j)
            if (root[j] == i) part.structures.push_back(j);
        for (std::size_t k = 0; k < batches; ++k)
            if (root[structures + k] == i) part.batches.push_back(k);
        fit_component(counts, orbit, part);
    }
    for (std::size_t i = 0; i < structures; ++i)
        for (std::size_t k = 0; k < batches; ++k)
            bounds += counts.units[k] % counts.primitive[i] == 0 && component_of_batch[k] >= 0 &&
                      component_of_batch[k] != component[i];
    test_fit(counts);
    for (std::size_t i = 0; i < structures; ++i)
        error[i] = difference_error(i, reference[static_cast<std::size_t>(component[i])]);
}

void BasinEntropy::fit_component(const BasinCounts& counts, OrbitFactor orbit, Component& part) {
    for (std::size_t i = 0; i < part.structures.size(); ++i)
        for (std::size_t k = 0; k < part.batches.size(); ++k) {
            const std::size_t structure = part.structures[i], batch = part.batches[k];
            if (counts.units[batch] % counts.primitive[structure] != 0) continue;
            part.cells.push_back({i, k, static_cast<double>(counts.units[batch]),
                                  counts.counts(structure, batch),
                                  orbit_term(counts, orbit, structure, batch)});
        }
    part.newton();
    part.evaluate();
    part.assemble();
    const int number = static_cast<int>(reference.size());
    std::size_t most = 0;
    double seen = -1;
    for (std::size_t i = 0; i < part.structures.size(); ++i) {
        const std::span<const double> row = counts.counts.row(part.structures[i]);
        if (const double total = sum(row); total > seen) most = i, seen = total;
    }
    reference.push_back(part.structures[most]);
    for (std::size_t i = 0; i < part.structures.size(); ++i) {
        const std::size_t structure = part.structures[i];
        component[structure] = number;
        entropy[structure] = part.s[i] - part.s[most];
        stiffness_[structure] = part.stiffness[i];
        for (std::size_t k = 1; k < part.batches.size(); ++k)
            coupling_(structure, part.batches[k]) = part.coupling(i, k);
    }
    for (const Component::Cell& x : part.cells)
        expected(part.structures[x.structure], part.batches[x.batch]) = x.mean;
    for (std::size_t k = 0; k < part.batches.size(); ++k) {
        const std::size_t batch = part.batches[k];
        component_of_batch[batch] = number;
        alignment[batch] = part.c[k] + counts.units[batch] * part.s[most];
        if (k == 0) continue;
        std::vector<double> one(part.batches.size() - 1);
        one[k - 1] = 1;
        const std::vector<double> column = cholesky_solve(part.schur, one);
        for (std::size_t a = 0; a < column.size(); ++a)
            batch_covariance_(part.batches[a + 1], batch) = column[a];
    }
}

// What a cell's residual is expected to be: 1 less its leverage, in units of the mean.
void BasinEntropy::test_fit(const BasinCounts& counts) {
    const std::size_t batches = counts.units.size();
    for (std::size_t i = 0; i < entropy.size(); ++i)
        for (std::size_t k = 0; k < batches; ++k) {
            const double mean = expected(i, k), n = counts.units[k];
            if (!(mean >= 1)) continue;
            std::vector<double> u(batches);
            for (std::size_t a = 0; a < batches; ++a) u[a] = (a == k) - n * coupling_(i, a);
            double variance_of_log = n * n / stiffness_[i];
            for (std::size_t a = 0; a < batches; ++a)
                for (std::size_t b = 0; b < batches; ++b)
                    variance_of_log += u[a] * batch_covariance_(a, b) * u[b];
            fit.chi_squared += (counts.counts(i, k) - mean) * (counts.counts(i, k) - mean) / mean;
            fit.freedom += std::max(0.0, 1 - mean * variance_of_log);
        }
    if (fit.freedom < 0.5) {
        fit = {};
        return;
    }
    fit.chance = chi_squared_tail(fit.chi_squared, fit.freedom);
    fit.dispersion = fit.chi_squared / fit.freedom;
}

double BasinEntropy::difference_error(std::size_t a, std::size_t b) const {
    if (a == b) return 0;
    if (component[a] != component[b]) return std::numeric_limits<double>::infinity();
    double variance_of_s = 1 / stiffness_[a] + 1 / stiffness_[b];
    const std::size_t batches = component_of_batch.size();
    for (std::size_t k = 0; k < batches; ++k)
        for (std::size_t l = 0; l < batches; ++l)
            variance_of_s += (coupling_(a, k) - coupling_(b, k)) * batch_covariance_(k, l) *
                             (coupling_(a, l) - coupling_(b, l));
    const double widened = fit.chance < rejected ? std::max(1.0, fit.dispersion) : 1.0;
    return std::sqrt(variance_of_s * widened);
}

EntropyComparison compare_entropies(std::span<const double> basin, std::span<const double> known,
                                    std::span<const double> enthalpy) {
    const std::size_t n = basin.size();
    if (n < 3 || known.size() != n || enthalpy.size() != n)
        throw InputError("E-search-basins", "entropies of fewer than three structures are compared",
                         "give known entropies of more of the structures that were found");
    std::vector<double> s(basin.begin(), basin.end()), known_s(known.begin(), known.end()),
        h(enthalpy.begin(), enthalpy.end());
    for (std::vector<double>* v : {&s, &known_s, &h}) {
        const double middle = mean(*v);
        for (double& x : *v) x -= middle;
    }
    const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    };
    const auto correlation = [&](const std::vector<double>& a) {
        const double scale = std::sqrt(product(a, a) * product(known_s, known_s));
        return scale > 0 ? product(a, known_s) / scale : 0;
    };
    const auto rmse = [&](const std::vector<double>& a) {
        double square = 0;
        for (std::size_t i = 0; i < n; ++i) square += (a[i] - known_s[i]) * (a[i] - known_s[i]);
        return std::sqrt(square / static_cast<double>(n));
    };
    EntropyComparison out{n, correlation(s), rmse(s), 0, 0, 0};
    const double squares = product(h, h);
    if (squares > 0) out.slope = (product(s, h) - product(known_s, h)) / squares;
    for (std::size_t i = 0; i < n; ++i) s[i] -= out.slope * h[i];
    out.corrected_correlation = correlation(s), out.corrected_rmse = rmse(s);
    return out;
}

}  // namespace crucible
