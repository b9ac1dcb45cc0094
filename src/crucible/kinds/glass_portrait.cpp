#include "crucible/kinds/glass_portrait.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/observe/bond_angles.hpp"
#include "crucible/observe/bond_order.hpp"
#include "crucible/observe/radial_distribution.hpp"
#include "crucible/observe/warren_cowley.hpp"

namespace crucible {
namespace {

void measure_energies(const Structure& s, EnergyModel& model, const PortraitOptions& o,
                      GlassPortrait& p, Structure& inherent) {
    Evaluation e;
    model.forget();
    model.evaluate(s, e);
    const auto n = static_cast<double>(s.size());
    p.energy = e.energy / n;
    p.pressure = -trace(e.stress) / 3;
    RelaxSettings settings;
    settings.cell = CellMotion::fixed;
    settings.fmax = o.fmax;
    settings.max_evaluations = 3000;
    settings.preconditioning = Preconditioning::none;
    RelaxResult r = relax(s, model, settings);
    if (r.status == RelaxStatus::collapsed || r.status == RelaxStatus::exploded)
        throw UnstableError("E-glass-inherent",
                            "the structure " + s.name + " has no inherent structure: it " +
                                std::string(name(r.status)),
                            "look at its shortest distances with crucible structure measure");
    p.inherent = r.energy / n;
    inherent = std::move(r.structure);
}

void measure_distances(const Structure& s, const PortraitOptions& o, GlassPortrait& p) {
    const RadialDistribution d = radial_distribution(std::span(&s, 1), {o.longest, o.width});
    p.r = d.r, p.total_g = d.total;
    for (std::size_t a = 0; a < d.elements.size(); ++a)
        for (std::size_t b = a; b < d.elements.size(); ++b) {
            p.pairs.emplace_back(d.elements[a], d.elements[b]);
            auto& g = p.partial_g.emplace_back();
            for (std::size_t k = 0; k < d.r.size(); ++k) g.push_back(d.partial(a, b, k));
        }
}

Value optional_value(const std::optional<double>& v) { return v ? Value(*v) : Value(); }
std::optional<double> optional_in(const Value& v) {
    if (v.is(Value::Kind::none)) return std::nullopt;
    return v.real();
}

Value voronoi_value(const std::vector<VoronoiStatistics>& all) {
    Value out = Value::make_list();
    for (const VoronoiStatistics& s : all) {
        Value v;
        v.set("centre", s.centre), v.set("atoms", static_cast<std::int64_t>(s.atoms));
        v.set("coordination", s.coordination), v.set("fivefold", s.fivefold);
        Value& count = v.set("count", Value::make_list());
        for (const auto& [index, n] : s.count) {
            Value row = Value::make_list();
            for (int i : index) row.push(i);
            row.push(static_cast<std::int64_t>(n));
            count.push(std::move(row));
        }
        Value& faces = v.set("faces", Value::make_list());
        for (std::size_t n : s.coordination_count) faces.push(static_cast<std::int64_t>(n));
        out.push(std::move(v));
    }
    return out;
}
std::vector<VoronoiStatistics> voronoi_in(const Value& list) {
    std::vector<VoronoiStatistics> out;
    for (const Value& v : list.list) {
        VoronoiStatistics s;
        s.centre = static_cast<int>(v["centre"].integer);
        s.atoms = static_cast<std::size_t>(v["atoms"].integer);
        s.coordination = v["coordination"].real(), s.fivefold = v["fivefold"].real();
        for (const Value& row : v["count"].list) {
            VoronoiIndex index{};
            for (std::size_t i = 0; i < 4; ++i) index[i] = static_cast<int>(row.list[i].integer);
            s.count[index] = static_cast<std::size_t>(row.list[4].integer);
        }
        for (const Value& n : v["faces"].list)
            s.coordination_count.push_back(static_cast<std::size_t>(n.integer));
        out.push_back(std::move(s));
    }
    return out;
}

}  // namespace

GlassPortrait portrait(const Structure& s, EnergyModel* model, const PortraitOptions& o,
                       Structure* inherent) {
    GlassPortrait p;
    p.name = s.name;
    if (const auto arm = s.info.find("arm"); arm != s.info.end()) p.arm = arm->second;
    if (model) {
        Structure relaxed;
        measure_energies(s, *model, o, p, relaxed);
        p.voronoi_inherent = voronoi_statistics(relaxed, voronoi_cells(relaxed, o.voronoi));
        if (inherent) *inherent = std::move(relaxed);
    }
    p.voronoi = voronoi_statistics(s, voronoi_cells(s, o.voronoi));
    measure_distances(s, o, p);
    p.angles = bond_angle_distribution(s, o.cutoffs, 0, static_cast<std::size_t>(o.angle_bins));
    const std::vector<WarrenCowley> order = warren_cowley(std::span(&s, 1), o.cutoffs);
    for (const auto& pair : p.pairs) {
        const auto it = std::find_if(order.begin(), order.end(), [&](const WarrenCowley& w) {
            return w.centre == pair.first && w.neighbour == pair.second;
        });
        p.short_range.push_back(it == order.end() ? 0 : it->alpha);
    }
    p.q6 = mean(bond_order(s).q);
    return p;
}

std::string encode(const GlassPortrait& p) {
    Value v;
    v.set("name", p.name), v.set("arm", p.arm);
    v.set("energy", optional_value(p.energy)), v.set("inherent", optional_value(p.inherent));
    v.set("pressure", optional_value(p.pressure));
    v.set("voronoi", voronoi_value(p.voronoi));
    v.set("voronoi_inherent", voronoi_value(p.voronoi_inherent));
    v.set("r", list_of(p.r)), v.set("g", list_of(p.total_g));
    Value& partials = v.set("partials", Value::make_list());
    for (std::size_t i = 0; i < p.pairs.size(); ++i) {
        Value one;
        one.set("a", p.pairs[i].first), one.set("b", p.pairs[i].second);
        one.set("g", list_of(p.partial_g[i])), one.set("order", p.short_range[i]);
        partials.push(std::move(one));
    }
    v.set("angles", list_of(p.angles)), v.set("q6", p.q6);
    if (p.hold) {
        v.set("hold_drop", p.hold->energy_drop), v.set("hold_rmsd", p.hold->rmsd);
    }
    return to_json(v);
}

GlassPortrait decode_portrait(std::string_view bytes) {
    const Value v = parse_json(bytes, "a portrait");
    GlassPortrait p;
    p.name = v["name"].text, p.arm = v["arm"].text;
    p.energy = optional_in(v["energy"]), p.inherent = optional_in(v["inherent"]);
    p.pressure = optional_in(v["pressure"]);
    p.voronoi = voronoi_in(v["voronoi"]), p.voronoi_inherent = voronoi_in(v["voronoi_inherent"]);
    p.r = numbers_in(v["r"]), p.total_g = numbers_in(v["g"]);
    for (const Value& one : v["partials"].list) {
        p.pairs.emplace_back(static_cast<int>(one["a"].integer),
                             static_cast<int>(one["b"].integer));
        p.partial_g.push_back(numbers_in(one["g"]));
        p.short_range.push_back(one["order"].real());
    }
    p.angles = numbers_in(v["angles"]), p.q6 = v["q6"].real();
    if (const Value* drop = v.find("hold_drop"))
        p.hold = HoldOutcome{drop->real(), v["hold_rmsd"].real()};
    if (p.voronoi.empty())
        throw IoError("E-run-damaged", "a record of glass.assess is not whole",
                      "run the step again with --fresh");
    return p;
}

GlassComparison compare(const GlassPortrait& target, const GlassPortrait& model) {
    GlassComparison c;
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

}  // namespace crucible
