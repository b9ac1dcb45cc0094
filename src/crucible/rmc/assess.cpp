#include "crucible/rmc/assess.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/observe/scattering.hpp"
#include "crucible/rmc/fixed_cell.hpp"

namespace crucible::rmc {
namespace {

void check_alike(const Structure& a, const Structure& b) {
    const Ensemble x = ensemble_of(a), y = ensemble_of(b);
    if (x.elements == y.elements && x.counts == y.counts) return;
    throw InconsistentError("E-rmc-assess", "target and model are of different composition",
                            "compare structures with the same atoms");
}

double determination_of(const std::vector<double>& target, const std::vector<double>& model) {
    const double middle = mean(target);
    double residual = 0, total = 0;
    for (std::size_t k = 0; k < target.size(); ++k) {
        residual += (model[k] - target[k]) * (model[k] - target[k]);
        total += (target[k] - middle) * (target[k] - middle);
    }
    return total > 0 ? 1 - residual / total : residual > 0 ? 0 : 1;
}

constexpr VoronoiIndex icosahedron{0, 0, 12, 0};

}  // namespace

double CorrelationMatch::smallest() const {
    return partial.empty() ? total : *std::min_element(partial.begin(), partial.end());
}

CorrelationMatch compare_correlations(const Structure& target, const Structure& model,
                                      double longest, double width) {
    check_alike(target, model);
    const double reach = std::min(FixedCell(target.cell).reach(), FixedCell(model.cell).reach());
    const double range = std::floor(std::min(longest, reach) / width + 1e-9) * width;
    if (!(range > 0))
        throw InputError("E-rmc-assess", "the box is too small for a single bin of g(r)",
                         "take narrower bins");
    const RadialGrid grid = RadialGrid::up_to(range * (1 + 1e-12), width);
    const Ensemble of_target = ensemble_of(target), of_model = ensemble_of(model);
    const PairHistogram a = pair_histogram(target, grid), b = pair_histogram(model, grid);
    CorrelationMatch out;
    out.total = determination_of(evaluate(total_g(of_target, range, width, grid), a),
                                 evaluate(total_g(of_model, range, width, grid), b));
    for (std::size_t i = 0; i < of_target.elements.size(); ++i)
        for (std::size_t j = i; j < of_target.elements.size(); ++j) {
            const int x = of_target.elements[i], y = of_target.elements[j];
            out.partial.push_back(
                determination_of(evaluate(partial_g(of_target, x, y, range, width, grid), a),
                                 evaluate(partial_g(of_model, x, y, range, width, grid), b)));
        }
    return out;
}

std::optional<double> TopologyMatch::icosahedra_ratio() const {
    if (icosahedra_target <= 0) return std::nullopt;
    return icosahedra_model / icosahedra_target;
}

std::vector<TopologyMatch> compare_topology(const Structure& target, const Structure& model,
                                            const VoronoiOptions& options) {
    check_alike(target, model);
    const auto a = voronoi_statistics(target, voronoi_cells(target, options));
    const auto b = voronoi_statistics(model, voronoi_cells(model, options));
    std::vector<TopologyMatch> out;
    for (std::size_t k = 0; k < a.size(); ++k)
        out.push_back({a[k].centre, voronoi_distance(a[k], b[k]), a[k].fraction(icosahedron),
                       b[k].fraction(icosahedron), a[k].fivefold, b[k].fivefold, a[k].coordination,
                       b[k].coordination});
    return out;
}

NoiseFloor voronoi_floor(std::span<const Structure> alike) {
    if (alike.size() < 2)
        throw InputError("E-rmc-assess", "a noise floor needs at least two structures",
                         "give independent glasses of the same preparation");
    std::vector<VoronoiStatistics> all;
    for (const Structure& s : alike) all.push_back(voronoi_statistics(s, voronoi_cells(s)).front());
    std::vector<double> distance;
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j)
            distance.push_back(voronoi_distance(all[i], all[j]));
    return {mean(distance), std::sqrt(variance(distance)), distance.size()};
}

double sweep_time(double displacement2, std::size_t atoms, double sweeps) {
    if (!(sweeps > 0) || atoms == 0) return 0;
    const double step2 = displacement2 / (static_cast<double>(atoms) * sweeps);
    return sweep_time_1200 * step2 / reference_step2;
}

double equivalent_quench_rate(const Stage& stage, std::size_t atoms, double at,
                              double femtoseconds_per_sweep) {
    const double start = stage.temperature.start, end = stage.temperature.end;
    if (!(start > at && end < at && end > 0) || !(femtoseconds_per_sweep > 0)) return 0;
    const double sweeps =
        stage.ramp * static_cast<double>(stage.moves) / static_cast<double>(atoms);
    if (!(sweeps > 0)) return 0;
    const double slope = at * std::log(start / end) / sweeps;  // kelvin per sweep
    return slope / (femtoseconds_per_sweep * 1e-15);
}

}  // namespace crucible::rmc
