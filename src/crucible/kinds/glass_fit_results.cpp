#include "crucible/kinds/glass_fit_results.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/rmc/overlaps.hpp"

namespace crucible {
namespace {

/// Below this a data set is not met; noise of a measurement alone rarely takes as much.
constexpr double followed_r2 = 0.8;

/// Mean over replicas of one point of one set.
Estimate over_replicas(const std::vector<GlassReplica>& all, std::size_t set, std::size_t point,
                       std::vector<std::vector<double>> GlassReplica::*which) {
    std::vector<double> v;
    for (const GlassReplica& r : all)
        if (!(r.*which).empty()) v.push_back((r.*which)[set][point]);
    return {mean(v), std::sqrt(variance(v)), v.size()};
}

Row estimate_row(std::string id, const std::vector<double>& v, const std::string& unit) {
    Row row = Row::number(std::move(id), mean(v), unit, static_cast<std::int64_t>(v.size()));
    if (v.size() > 1) row.error = standard_error(v);
    return row;
}

}  // namespace

Structures replica_frames(const GlassProblem& g, const std::vector<GlassReplica>& all,
                          const std::string& arm, std::vector<Position> GlassReplica::*which) {
    Structures out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if ((all[i].*which).empty()) continue;
        Structure s = g.model;
        s.positions = all[i].*which;
        s.name = fmt::format("{}-{}", arm, i + 1);
        s.info["arm"] = arm;
        s.info["replica"] = std::to_string(i + 1);
        out.push_back(std::move(s));
    }
    return out;
}

Table fit_table(const GlassProblem& g, const std::vector<GlassReplica>& all) {
    Table t;
    std::vector<std::string> set, quantity, x_name, x_unit;
    std::vector<double> x, target, model, spread, control;
    const bool controlled = !all.empty() && !all.front().control_observed.empty();
    for (std::size_t i = 0; i < g.sets.size(); ++i)
        for (std::size_t k = 0; k < g.sets[i].x.size(); ++k) {
            const Estimate m = over_replicas(all, i, k, &GlassReplica::observed);
            set.push_back(g.sets[i].name()), quantity.push_back(g.sets[i].y_name);
            x_name.push_back(g.sets[i].x_name), x_unit.push_back(g.sets[i].x_unit);
            x.push_back(g.sets[i].x[k]), target.push_back(g.sets[i].target()[k]);
            model.push_back(m.value), spread.push_back(m.error);
            if (controlled)
                control.push_back(over_replicas(all, i, k, &GlassReplica::control_observed).value);
        }
    t.add_texts("set") = std::move(set);
    t.add_texts("quantity") = std::move(quantity);
    t.add_texts("x_name") = std::move(x_name);
    t.add_texts("x_unit") = std::move(x_unit);
    t.add_numbers("x") = std::move(x);
    t.add_numbers("target") = std::move(target);
    t.add_numbers("model") = std::move(model);
    t.add_numbers("spread") = std::move(spread);
    if (controlled) t.add_numbers("control") = std::move(control);
    return t;
}

Table history_table(const GlassProblem& g, const std::vector<GlassReplica>& all) {
    Table t;
    std::vector<double> replica, stage, moves, temperature, energy, step, accepted;
    std::vector<std::vector<double>> sigma(g.sets.size()), delta2(g.sets.size()), r2(g.sets.size());
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const rmc::Progress& p : all[i].history) {
            replica.push_back(static_cast<double>(i + 1));
            stage.push_back(static_cast<double>(p.stage + 1));
            moves.push_back(static_cast<double>(p.moves));
            temperature.push_back(p.temperature > 0 ? p.temperature : none);
            energy.push_back(p.energy != 0 ? p.energy / static_cast<double>(g.model.size()) : none);
            step.push_back(p.step);
            accepted.push_back(p.moves > 0
                                   ? static_cast<double>(p.accepted) / static_cast<double>(p.moves)
                                   : none);
            for (std::size_t k = 0; k < g.sets.size(); ++k) {
                sigma[k].push_back(k < p.sigma.size() && p.sigma[k] > 0 ? p.sigma[k] : none);
                delta2[k].push_back(p.delta2.at(k)), r2[k].push_back(p.r2.at(k));
            }
        }
    t.add_numbers("replica") = std::move(replica);
    t.add_numbers("stage") = std::move(stage);
    t.add_numbers("moves") = std::move(moves);
    t.add_numbers("temperature", "K") = std::move(temperature);
    t.add_numbers("energy", "eV/atom") = std::move(energy);
    t.add_numbers("step", "angstrom") = std::move(step);
    t.add_numbers("accepted") = std::move(accepted);
    for (std::size_t k = 0; k < g.sets.size(); ++k) {
        t.add_numbers("sigma " + g.sets[k].name()) = std::move(sigma[k]);
        t.add_numbers("delta2 " + g.sets[k].name()) = std::move(delta2[k]);
        t.add_numbers("R2 " + g.sets[k].name()) = std::move(r2[k]);
    }
    return t;
}

void give_fit_rows(StepRun& r, const GlassProblem& g, const std::vector<GlassReplica>& all) {
    for (std::size_t k = 0; k < g.sets.size(); ++k) {
        std::vector<double> fitted, control;
        for (const GlassReplica& one : all) {
            fitted.push_back(determination(g.sets[k].target(), one.observed[k]));
            if (!one.control_observed.empty())
                control.push_back(determination(g.sets[k].target(), one.control_observed[k]));
        }
        r.row(estimate_row("r2." + g.sets[k].name(), fitted, ""));
        if (!control.empty()) r.row(estimate_row("r2-control." + g.sets[k].name(), control, ""));
    }
    std::vector<double> energy, moves, accepted, rate;
    for (const GlassReplica& one : all) {
        const rmc::Progress& p = one.history.back();
        energy.push_back(p.energy / static_cast<double>(g.model.size()));
        moves.push_back(static_cast<double>(p.moves));
        accepted.push_back(static_cast<double>(p.accepted) / static_cast<double>(p.moves));
        if (one.rate > 0) rate.push_back(one.rate);
    }
    if (g.problem.energy.is_on()) r.row(estimate_row("energy", energy, "eV/atom"));
    r.row(estimate_row("moves", moves, ""));
    r.row(estimate_row("accepted", accepted, ""));
    if (!rate.empty()) r.row(estimate_row("quench-rate", rate, "K/s"));
    r.row(Row::number("replicas", static_cast<double>(all.size()), ""));
}

void warn_of_fit(StepRun& r, const GlassProblem& g, const std::vector<GlassReplica>& all) {
    for (std::size_t k = 0; k < g.sets.size(); ++k) {
        std::vector<double> fitted;
        for (const GlassReplica& one : all)
            fitted.push_back(determination(g.sets[k].target(), one.observed[k]));
        if (mean(fitted) >= followed_r2) continue;
        r.context().warn(fmt::format(
            "the model does not follow {}: R^2 {}; look at the density, at the unit and the "
            "columns of the file, at its normalisation, or give it more effort",
            g.sets[k].name(), number_text(mean(fitted), 3)));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        Structure s = g.model;
        s.positions = all[i].model;
        const rmc::Overlaps found = rmc::overlaps(s, g.problem.cutoffs);
        if (found.pairs == 0) continue;
        r.context().warn(fmt::format(
            "model {} keeps {} pair{} nearer than {} hard core{}, {}-{} as near as {} of {} "
            "angstrom; start from a structure without, or give cutoffs that leave room",
            i + 1, found.pairs, found.pairs == 1 ? "" : "s", found.pairs == 1 ? "its" : "their",
            found.pairs == 1 ? "" : "s", element(found.elements.first).symbol,
            element(found.elements.second).symbol, number_text(found.distance, 3),
            number_text(found.core, 3)));
    }
}

}  // namespace crucible
