// g(r), G(r) and coordination numbers as linear observables.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/num/quadrature.hpp"
#include "crucible/observe/scattering.hpp"

namespace crucible {
namespace {

/// Grid bins in each bin of `width`.
std::size_t bins_per_bin(double longest, double width, const RadialGrid& grid) {
    const double times = width / grid.width, whole = std::round(times);
    if (!(whole >= 1) || !(std::fabs(times - whole) <= 1e-6 * whole))
        throw InputError("E-observe-range",
                         fmt::format("bins of {} A on a grid of {} A", width, grid.width),
                         "choose a whole number of grid bins for each bin of g(r)");
    if (!(longest >= width * (1 - 1e-9)) || !(longest <= grid.longest() * (1 + 1e-9)))
        throw InputError("E-observe-range",
                         fmt::format("g(r) to {} A on a grid to {} A", longest, grid.longest()),
                         "choose at least one bin, and an end within the grid");
    return static_cast<std::size_t>(whole);
}

LinearObservable empty_distribution(const Ensemble& e, const RadialGrid& grid, std::string name) {
    LinearObservable out;
    out.name = std::move(name);
    out.x_name = "r";
    out.x_unit = "angstrom";
    out.ensemble = e;
    out.grid = grid;
    return out;
}

/// g per pair in a shell: pairs p of a and b make g_ab = n m / (N_a rho_b V), m = 2 for a like b.
double per_shell(const Ensemble& e, std::size_t a, std::size_t b, double shell) {
    return (a == b ? 2.0 : 1.0) * e.volume /
           (static_cast<double>(e.counts[a]) * static_cast<double>(e.counts[b]) * shell);
}

/// Bins of `group` grid bins each, without pairs yet.
LinearObservable binned(const Ensemble& e, const RadialGrid& grid, double longest, double width,
                        std::string name) {
    const std::size_t group = bins_per_bin(longest, width, grid);
    LinearObservable out = empty_distribution(e, grid, std::move(name));
    const auto points = static_cast<std::size_t>(longest / width * (1 + 1e-9));
    for (std::size_t i = 0; i < points; ++i)
        out.x.push_back(grid.width * static_cast<double>(group) * (static_cast<double>(i) + 0.5));
    out.base.assign(points, 0);
    out.table = Array3<double>(e.pairs(), grid.bins, points);
    return out;
}

double group_shell(const RadialGrid& grid, std::size_t first, std::size_t count) {
    double sum = 0;
    for (std::size_t b = first; b < first + count; ++b) sum += grid.shell(b);
    return sum;
}

/// The interval that each r stands for: half way to its neighbours.
std::vector<double> borders(const std::vector<double>& r) {
    std::vector<double> out(r.size() + 1);
    for (std::size_t i = 1; i < r.size(); ++i) out[i] = 0.5 * (r[i - 1] + r[i]);
    const double first = r.size() > 1 ? r[1] - r[0] : 2 * r[0];
    const double last = r.size() > 1 ? r.back() - r[r.size() - 2] : 0.0;
    out.front() = std::max(0.0, r.front() - 0.5 * first);
    out.back() = r.back() + 0.5 * (r.size() > 1 ? last : first);
    return out;
}

void check_distances(const std::vector<double>& r, const RadialGrid& grid) {
    double last = 0;
    for (const double v : r) {
        if (!(v > last) || !(v <= grid.longest()))
            throw InputError("E-observe-range", fmt::format("r = {} A after {}", v, last),
                             fmt::format("give distances above zero, ascending, up to {:.6g} A",
                                         grid.longest()));
        last = v;
    }
    if (r.empty()) throw InputError("E-observe-range", "no distances to calculate at", "give some");
}

/// sin(q d) / (pi d), and its limit.
double termination(double q, double d) {
    return std::fabs(q * d) < 1e-6 ? q / std::numbers::pi
                                   : std::sin(q * d) / (std::numbers::pi * d);
}

/// (grid bins, points): what G of one in each bin (r' weighted within it) adds at r.
Array2<double> folded(const std::vector<double>& r, double q_max, const RadialGrid& grid,
                      std::vector<double>& uniform) {
    // A pair in bin b is spread over its shell as r'^2; G holds r' g, so r' remains of it. The
    // density 4 pi rho r' is folded by the same rule: both parts cancel for atoms spread evenly.
    Array2<double> out(grid.bins, r.size());
    uniform.assign(r.size(), 0);
    for (std::size_t b = 0; b < grid.bins; ++b)
        for (std::size_t g = 0; g < gauss4_nodes.size(); ++g) {
            const double at = grid.middle(b) + 0.5 * grid.width * gauss4_nodes[g];
            const double weight = 0.5 * grid.width * gauss4_weights[g] * at;
            for (std::size_t i = 0; i < r.size(); ++i) {
                const double wave =
                    weight * (termination(q_max, r[i] - at) - termination(q_max, r[i] + at));
                out(b, i) += wave;
                uniform[i] += wave;
            }
        }
    return out;
}

/// The same without folding: the mean of g over the volume of the interval around each r.
Array2<double> averaged(const std::vector<double>& r, const RadialGrid& grid,
                        std::vector<double>& uniform) {
    const std::vector<double> border = borders(r);
    Array2<double> out(grid.bins, r.size());
    uniform = r;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const double low = border[i], high = std::min(border[i + 1], grid.longest());
        double volume = 0;
        for (auto b = static_cast<std::size_t>(low / grid.width); b < grid.bins; ++b) {
            const double inner = grid.width * static_cast<double>(b);
            if (inner >= high) break;
            const double share = std::min(high, inner + grid.width) - std::max(low, inner);
            if (share <= 0) continue;
            out(b, i) = grid.shell(b) * share / grid.width;
            volume += out(b, i);
        }
        for (std::size_t b = 0; b < grid.bins; ++b) out(b, i) *= r[i] / volume;
    }
    return out;
}

}  // namespace

LinearObservable partial_g(const Ensemble& e, int z_a, int z_b, double longest, double width,
                           const RadialGrid& grid) {
    const std::size_t a = e.species(z_a), b = e.species(z_b), p = e.pair(a, b);
    LinearObservable out =
        binned(e, grid, longest, width,
               fmt::format("g(r) {}-{}", element(z_a).symbol, element(z_b).symbol));
    const std::size_t group = bins_per_bin(longest, width, grid);
    for (std::size_t i = 0; i < out.points(); ++i) {
        const double g = per_shell(e, a, b, group_shell(grid, i * group, group));
        for (std::size_t k = 0; k < group; ++k) out.table(p, i * group + k, i) = g;
    }
    return out;
}

LinearObservable total_g(const Ensemble& e, double longest, double width, const RadialGrid& grid) {
    LinearObservable out = binned(e, grid, longest, width, "g(r)");
    const std::size_t group = bins_per_bin(longest, width, grid);
    const auto n = static_cast<double>(e.atoms());
    for (std::size_t i = 0; i < out.points(); ++i) {
        const double g = 2 * e.volume / (n * n * group_shell(grid, i * group, group));
        for (std::size_t p = 0; p < e.pairs(); ++p)
            for (std::size_t k = 0; k < group; ++k) out.table(p, i * group + k, i) = g;
    }
    return out;
}

LinearObservable reduced_pdf(const Ensemble& e, const Radiation& radiation, std::vector<double> r,
                             double q_max, const RadialGrid& grid) {
    check_distances(r, grid);
    if (!(q_max >= 0) || !std::isfinite(q_max))
        throw InputError("E-observe-q", fmt::format("a largest q of {} 1/A", q_max),
                         "give the end of the measurement, or 0 for none");
    const std::array<double, 1> zero = {0};
    const Array2<double> weight = scattering_weights(e, radiation, zero);
    std::vector<double> uniform;
    const Array2<double> wave =
        q_max > 0 ? folded(r, q_max, grid, uniform) : averaged(r, grid, uniform);
    LinearObservable out = empty_distribution(
        e, grid, radiation.kind == Radiation::Kind::xray ? "G(r) X-ray" : "G(r) neutron");
    out.value_unit = "1/angstrom^2";
    const double four_pi_rho = 4 * std::numbers::pi * e.density();
    for (const double u : uniform) out.base.push_back(-four_pi_rho * u);
    out.table = Array3<double>(e.pairs(), grid.bins, r.size());
    for (std::size_t a = 0; a < e.elements.size(); ++a)
        for (std::size_t b = a; b < e.elements.size(); ++b) {
            const std::size_t p = e.pair(a, b);
            for (std::size_t bin = 0; bin < grid.bins; ++bin) {
                const double g = four_pi_rho * weight(p, 0) * per_shell(e, a, b, grid.shell(bin));
                for (std::size_t i = 0; i < r.size(); ++i) out.table(p, bin, i) = g * wave(bin, i);
            }
        }
    out.x = std::move(r);
    return out;
}

LinearObservable mean_coordination(const Ensemble& e, int z_a, int z_b, double cutoff,
                                   const RadialGrid& grid) {
    const std::size_t a = e.species(z_a), b = e.species(z_b), p = e.pair(a, b);
    if (!(cutoff > 0) || !(cutoff <= grid.longest() * (1 + 1e-9)))
        throw InputError("E-observe-range",
                         fmt::format("a cut-off of {} A on a grid to {} A", cutoff, grid.longest()),
                         "give a positive cut-off within the grid");
    LinearObservable out = empty_distribution(
        e, grid, fmt::format("neighbours {}-{}", element(z_a).symbol, element(z_b).symbol));
    out.x = {cutoff};
    out.base = {0};
    out.table = Array3<double>(e.pairs(), grid.bins, 1);
    for (std::size_t bin = 0; bin < grid.bins; ++bin) {
        const double share = std::clamp(cutoff / grid.width - static_cast<double>(bin), 0.0, 1.0);
        out.table(p, bin, 0) = (a == b ? 2.0 : 1.0) * share / static_cast<double>(e.counts[a]);
    }
    return out;
}

}  // namespace crucible
