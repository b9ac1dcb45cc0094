// What one replica of a fit leaves behind, as text that keeps every bit.

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/glass_fit.hpp"

namespace crucible {
namespace {

Value rows_value(const std::vector<std::vector<double>>& v) {
    Value out = Value::make_list();
    for (const auto& x : v) out.push(list_of(x));
    return out;
}
Value positions_value(const std::vector<Position>& v) {
    Value out = Value::make_list();
    for (const Position& r : v)
        for (int i = 0; i < 3; ++i) out.push(r[i]);
    return out;
}
std::vector<std::vector<double>> rows_of(const Value& v) {
    std::vector<std::vector<double>> out;
    for (const Value& x : v.list) out.push_back(numbers_in(x));
    return out;
}
std::vector<Position> positions_of(const Value& v) {
    std::vector<Position> out(v.list.size() / 3);
    for (std::size_t i = 0; i < out.size(); ++i)
        for (int k = 0; k < 3; ++k) out[i][k] = v.list[3 * i + static_cast<std::size_t>(k)].real();
    return out;
}

Value progress_value(const rmc::Progress& p) {
    Value v;
    v.set("moves", p.moves), v.set("total", p.total);
    v.set("stage", static_cast<std::int64_t>(p.stage));
    v.set("hard", p.hard_rejected), v.set("cold", p.energy_rejected), v.set("accepted", p.accepted);
    v.set("swaps", p.swaps), v.set("swapped", p.swaps_accepted);
    v.set("step", p.step), v.set("temperature", p.temperature), v.set("energy", p.energy);
    v.set("sigma", list_of(p.sigma)), v.set("delta2", list_of(p.delta2)),
        v.set("r2", list_of(p.r2));
    v.set("displacement2", p.displacement2);
    return v;
}
rmc::Progress progress_of(const Value& v) {
    rmc::Progress p;
    p.moves = v["moves"].integer, p.total = v["total"].integer;
    p.stage = static_cast<std::size_t>(v["stage"].integer);
    p.hard_rejected = v["hard"].integer, p.energy_rejected = v["cold"].integer;
    p.accepted = v["accepted"].integer;
    p.swaps = v["swaps"].integer, p.swaps_accepted = v["swapped"].integer;
    p.step = v["step"].real(), p.temperature = v["temperature"].real();
    p.energy = v["energy"].real();
    p.sigma = numbers_in(v["sigma"]), p.delta2 = numbers_in(v["delta2"]);
    p.r2 = numbers_in(v["r2"]);
    p.displacement2 = v["displacement2"].real();
    return p;
}

}  // namespace

std::string encode(const GlassReplica& r) {
    Value v;
    v.set("model", positions_value(r.model)), v.set("control", positions_value(r.control));
    v.set("observed", rows_value(r.observed)),
        v.set("control_observed", rows_value(r.control_observed));
    Value& history = v.set("history", Value::make_list());
    for (const rmc::Progress& p : r.history) history.push(progress_value(p));
    v.set("distance", r.distance), v.set("rate", r.rate);
    return to_json(v);
}

GlassReplica decode_replica(std::string_view bytes) {
    const Value v = parse_json(bytes, "a replica's record");
    GlassReplica r;
    r.model = positions_of(v["model"]), r.control = positions_of(v["control"]);
    r.observed = rows_of(v["observed"]), r.control_observed = rows_of(v["control_observed"]);
    for (const Value& p : v["history"].list) r.history.push_back(progress_of(p));
    r.distance = v["distance"].real(), r.rate = v["rate"].real();
    return r;
}

}  // namespace crucible
