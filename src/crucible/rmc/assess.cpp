#include "crucible/rmc/assess.hpp"

#include <algorithm>
#include <span>

#include "crucible/num/statistics.hpp"
#include "crucible/observe/bond_angles.hpp"
#include "crucible/observe/bond_order.hpp"
#include "crucible/observe/radial_distribution.hpp"
#include "crucible/observe/warren_cowley.hpp"

namespace crucible::rmc {
namespace {

void measure_distances(const Structure& s, const PortraitOptions& o, Portrait& p) {
    const RadialDistribution d = radial_distribution(std::span(&s, 1), {o.longest, o.width});
    p.r = d.r, p.total_g = d.total;
    for (std::size_t a = 0; a < d.elements.size(); ++a)
        for (std::size_t b = a; b < d.elements.size(); ++b) {
            p.pairs.emplace_back(d.elements[a], d.elements[b]);
            auto& g = p.partial_g.emplace_back();
            for (std::size_t k = 0; k < d.r.size(); ++k) g.push_back(d.partial(a, b, k));
        }
}

void measure_order(const Structure& s, const PortraitOptions& o, Portrait& p) {
    p.angles = bond_angle_distribution(s, o.cutoffs, 0, static_cast<std::size_t>(o.angle_bins));
    const std::vector<WarrenCowley> order = warren_cowley(std::span(&s, 1), o.cutoffs);
    for (const auto& pair : p.pairs) {
        const auto it = std::find_if(order.begin(), order.end(), [&](const WarrenCowley& w) {
            return w.centre == pair.first && w.neighbour == pair.second;
        });
        p.short_range.push_back(it == order.end() ? 0 : it->alpha);
    }
    p.q6 = mean(bond_order(s).q);
}

}  // namespace

Portrait portrait(const Structure& s, const Structure* inherent, const PortraitOptions& o) {
    Portrait p;
    p.name = s.name;
    if (const auto arm = s.info.find("arm"); arm != s.info.end()) p.arm = arm->second;
    p.voronoi = voronoi_statistics(s, voronoi_cells(s, o.voronoi));
    if (inherent)
        p.voronoi_inherent = voronoi_statistics(*inherent, voronoi_cells(*inherent, o.voronoi));
    measure_distances(s, o, p);
    measure_order(s, o, p);
    return p;
}

Comparison compare(const Portrait& target, const Portrait& model) {
    Comparison c;
    if (target.energy && model.energy) c.gap = *model.energy - *target.energy;
    if (target.inherent && model.inherent) c.gap_inherent = *model.inherent - *target.inherent;
    if (target.pressure && model.pressure) c.pressure = *model.pressure - *target.pressure;
    const VoronoiStatistics &t = target.voronoi.front(), &m = model.voronoi.front();
    const double wanted = t.fraction(icosahedron), got = m.fraction(icosahedron);
    c.icosahedra = got - wanted;
    if (wanted > 0) c.icosahedra_ratio = got / wanted;
    c.fivefold = m.fivefold - t.fivefold, c.coordination = m.coordination - t.coordination;
    c.l1 = voronoi_distance(t, m);
    if (!target.voronoi_inherent.empty() && !model.voronoi_inherent.empty())
        c.l1_inherent =
            voronoi_distance(target.voronoi_inherent.front(), model.voronoi_inherent.front());
    c.r2_total = determination(target.total_g, model.total_g);
    c.r2_worst = 1;
    for (std::size_t i = 0; i < target.pairs.size(); ++i) {
        c.r2_partial.push_back(determination(target.partial_g[i], model.partial_g.at(i)));
        c.r2_worst = std::min(c.r2_worst, c.r2_partial.back());
    }
    return c;
}

}  // namespace crucible::rmc
