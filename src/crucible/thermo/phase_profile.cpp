#include "crucible/thermo/phase_profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/num/statistics.hpp"
#include "crucible/observe/bond_order.hpp"

namespace crucible {
namespace {

std::vector<double> averaged_order(const Structure& s, int l, int nearest) {
    BondOrderOptions o;
    o.l = l, o.nearest = nearest, o.average = BondOrderOptions::Average::shell;
    return bond_order(s, o).q;
}

/// The equal-error point of two samples, the solid's being the higher one.
OrderMeasure separate(std::vector<double> solid, std::vector<double> liquid) {
    OrderMeasure m;
    m.solid = mean(solid), m.liquid = mean(liquid);
    std::sort(solid.begin(), solid.end()), std::sort(liquid.begin(), liquid.end());
    const auto below = [](const std::vector<double>& v, double x) {
        return static_cast<double>(std::lower_bound(v.begin(), v.end(), x) - v.begin()) /
               static_cast<double>(v.size());
    };
    double low = 0, high = 1;
    for (int i = 0; i < 40; ++i) {
        m.threshold = (low + high) / 2;
        (below(solid, m.threshold) < 1 - below(liquid, m.threshold) ? low : high) = m.threshold;
    }
    m.mistaken = (below(solid, m.threshold) + 1 - below(liquid, m.threshold)) / 2;
    return m;
}

}  // namespace

OrderMeasure choose_order(const Structure& solid, const Structure& liquid) {
    OrderMeasure best;
    best.mistaken = 2;
    for (const auto& [l, nearest] : {std::pair{6, 12}, {6, 14}, {4, 12}, {6, 16}, {3, 4}, {6, 4}}) {
        OrderMeasure m =
            separate(averaged_order(solid, l, nearest), averaged_order(liquid, l, nearest));
        m.l = l, m.nearest = nearest;
        if (m.mistaken < best.mistaken) best = m;
    }
    return best;
}

std::vector<double> solid_atoms(const Structure& s, const OrderMeasure& m) {
    std::vector<double> q = averaged_order(s, m.l, m.nearest);
    for (double& x : q) x = x > m.threshold ? 1 : 0;
    return q;
}

PhaseProfile phase_profile(const Structure& s, const OrderMeasure& m, double bin) {
    const double length = s.cell.h(2, 2);
    const auto bins = static_cast<std::size_t>(std::max(4.0, std::floor(length / bin)));
    const std::vector<double> is_solid = solid_atoms(s, m);
    PhaseProfile p;
    p.solid.assign(bins, 0);
    std::vector<double> atoms(bins, 0);
    for (std::size_t i = 0; i < s.size(); ++i) {
        const double f = s.positions[i][2] / length;
        const auto b = std::min(
            static_cast<std::size_t>((f - std::floor(f)) * static_cast<double>(bins)), bins - 1);
        p.solid[b] += is_solid[i], atoms[b] += 1;
    }
    for (std::size_t b = 0; b < bins; ++b) p.solid[b] /= std::max(1.0, atoms[b]);
    // A bin counts as what most of itself and its two neighbours are: single bins flicker.
    std::vector<int> state(bins);
    for (std::size_t b = 0; b < bins; ++b) {
        std::array<double, 3> near = {p.solid[(b + bins - 1) % bins], p.solid[b],
                                      p.solid[(b + 1) % bins]};
        std::sort(near.begin(), near.end());
        state[b] = near[1] > 0.5;
    }
    std::size_t solid = 0;
    for (std::size_t b = 0; b < bins; ++b) {
        solid += static_cast<std::size_t>(state[b]);
        if (state[b] && !state[(b + bins - 1) % bins]) ++p.solid_slabs;
    }
    if (solid == bins) p.solid_slabs = 1;
    p.solid_thickness = length * static_cast<double>(solid) / static_cast<double>(bins);
    p.liquid_thickness = length - p.solid_thickness;
    return p;
}

}  // namespace crucible
