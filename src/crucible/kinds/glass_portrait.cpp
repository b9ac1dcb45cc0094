#include "crucible/kinds/glass_portrait.hpp"

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/relax.hpp"

namespace crucible {
namespace {

Structure inherent_structure(const Structure& s, EnergyModel& model, double fmax, double& energy) {
    RelaxSettings settings;
    settings.cell = CellMotion::fixed;
    settings.fmax = fmax;
    settings.max_evaluations = 3000;
    settings.preconditioning = Preconditioning::none;
    RelaxResult r = relax(s, model, settings);
    if (r.status == RelaxStatus::collapsed || r.status == RelaxStatus::exploded)
        throw UnstableError("E-glass-inherent",
                            "the structure " + s.name + " has no inherent structure: it " +
                                std::string(name(r.status)),
                            "look at its shortest distances with crucible structure measure");
    energy = r.energy;
    return std::move(r.structure);
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

rmc::Portrait portrait_of(const Structure& s, EnergyModel* model, double fmax,
                          const rmc::PortraitOptions& o) {
    if (!model) return rmc::portrait(s, nullptr, o);
    const auto n = static_cast<double>(s.size());
    double minimum = 0;
    const Structure inherent = inherent_structure(s, *model, fmax, minimum);
    rmc::Portrait p = rmc::portrait(s, &inherent, o);
    Evaluation e;
    model->forget();
    model->evaluate(s, e);
    p.energy = e.energy / n, p.inherent = minimum / n;
    p.pressure = -trace(e.stress) / 3;
    return p;
}

std::string encode(const rmc::Portrait& p) {
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

rmc::Portrait decode_portrait(std::string_view bytes) {
    const Value v = parse_json(bytes, "a portrait");
    rmc::Portrait p;
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
        p.hold = rmc::HoldOutcome{drop->real(), v["hold_rmsd"].real()};
    if (p.voronoi.empty())
        throw IoError("E-run-damaged", "a record of glass.assess is not whole",
                      "run the step again with --fresh");
    return p;
}

}  // namespace crucible
