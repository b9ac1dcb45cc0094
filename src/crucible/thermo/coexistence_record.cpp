// Traces of runs as documents.

#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {
namespace {

Value numbers(const std::vector<double>& all) {
    Value v = Value::make_list();
    for (const double x : all) v.push(x);
    return v;
}

std::vector<double> numbers(const Value& v) {
    std::vector<double> out;
    for (const Value& x : v.list) out.push_back(x.real(0));
    return out;
}

Value phase_value(const PhaseState& p) {
    return numbers({p.temperature, p.potential, p.enthalpy, p.volume, p.lengths[0], p.lengths[1],
                    p.lengths[2], p.moved});
}

PhaseState phase_state(const Value& v) {
    const std::vector<double> x = numbers(v);
    CRUCIBLE_ASSERT(x.size() == 8);
    return {x[0], x[1], x[2], x[3], Vec3(x[4], x[5], x[6]), x[7]};
}

}  // namespace

Value to_value(const FrontTrace& t) {
    Value v;
    v.set("free", t.request.bath == CoexistenceRecord::Bath::free);
    v.set("temperature", t.request.temperature);
    v.set("cell", static_cast<std::int64_t>(t.request.cell));
    v.set("time", t.request.time), v.set("continues", t.request.continues);
    v.set("atoms", t.atoms), v.set("area", t.area);
    v.set("start", static_cast<int>(t.start));
    v.set("solid", phase_value(t.solid)), v.set("liquid", phase_value(t.liquid));
    v.set("order", numbers({static_cast<double>(t.order.l), static_cast<double>(t.order.nearest),
                            t.order.threshold, t.order.mistaken, t.order.solid, t.order.liquid}));
    Value& rows = v.set("rows", Value::make_list());
    for (const FrontRow& r : t.rows)
        rows.push(numbers({r.time, r.temperature, r.potential, r.length, r.pressure}));
    Value& frames = v.set("frames", Value::make_list());
    for (const FrontFrame& f : t.frames) {
        std::vector<double> x = {f.time, static_cast<double>(f.profile.solid_slabs),
                                 f.profile.solid_thickness, f.profile.liquid_thickness};
        x.insert(x.end(), f.profile.solid.begin(), f.profile.solid.end());
        frames.push(numbers(x));
    }
    return v;
}

FrontTrace front_trace(const Value& v) {
    FrontTrace t;
    t.request.bath =
        v["free"].integer ? CoexistenceRecord::Bath::free : CoexistenceRecord::Bath::thermostat;
    t.request.temperature = v["temperature"].real(0);
    t.request.cell = static_cast<std::size_t>(v["cell"].integer);
    t.request.time = v["time"].real(0);
    t.request.continues = static_cast<int>(v["continues"].integer);
    t.atoms = v["atoms"].real(0), t.area = v["area"].real(0);
    t.start = static_cast<FrontTrace::Start>(v["start"].integer);
    t.solid = phase_state(v["solid"]), t.liquid = phase_state(v["liquid"]);
    const std::vector<double> o = numbers(v["order"]);
    CRUCIBLE_ASSERT(o.size() == 6);
    t.order = {static_cast<int>(o[0]), static_cast<int>(o[1]), o[2], o[3], o[4], o[5]};
    for (const Value& row : v["rows"].list) {
        const std::vector<double> x = numbers(row);
        t.rows.push_back({x[0], x[1], x[2], x[3], x[4]});
    }
    for (const Value& frame : v["frames"].list) {
        const std::vector<double> x = numbers(frame);
        FrontFrame f;
        f.time = x[0];
        f.profile = {{x.begin() + 4, x.end()}, static_cast<int>(x[1]), x[2], x[3]};
        t.frames.push_back(std::move(f));
    }
    return t;
}

}  // namespace crucible
