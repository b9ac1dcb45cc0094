// melting.curve: the melting temperature at several pressures.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/melting_coexist.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/thermo/melting_curve.hpp"

namespace crucible {
namespace {

struct MeltingCurve : MeltingCoexist {
    std::vector<double> pressures = {0, 5, 10, 15, 20, 25, 30};

    void describe(Fields& f) {
        describe_search(f);
        f("pressures", pressures, "Pressures in GPa, ascending");
        f.example(
            "crucible melting curve --element Ni --energy Ni_smf7.eam --pressures \"[0, 10, 20]\" "
            "--error 0.01 --run ni-curve");
        f.makes(Artefact::table, "curve", "curve.csv",
                "Melting temperature, interval and slope at each pressure, and the fitted law");
        f.gives("melting.*", "K", "Melting temperature at a pressure in GPa");
        f.gives("verdict", "", "Whether all points are sound");
        f.gives("simon.melting", "K", "T0 of Tm = T0 (1 + (P - P0)/a)^(1/c)");
        f.gives("simon.a", "GPa", "a of that law");
        f.gives("simon.c", "", "c of that law");
        f.gives("clapeyron-deviation", "",
                "Largest deviation of the law's slope from that of Clausius and Clapeyron, "
                "relative");
        f.figure({.id = "curve",
                  .form = "line",
                  .table = "curve",
                  .x = "pressure",
                  .y = "melting",
                  .title = "Melting temperature against pressure.",
                  .caption = "Each point is a search of its own, started where Clausius and "
                             "Clapeyron's slope at the last one leads."});
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const Structure cell = melting_cell(*this, read_inputs(worker, crystal));
        return work_melting(*this, cell, item, worker);
    }

    void run(StepRun& r) const {
        if (!std::is_sorted(pressures.begin(), pressures.end()) || pressures.empty())
            throw InputError("E-melting-curve", "the pressures are not ascending",
                             "give pressures = [0, 10, 20]");
        const Structure cell = melting_cell(*this, read_inputs(r, crystal));
        std::vector<MeltingPoint> points;
        std::vector<CoexistencePosterior> posteriors;
        std::string fault;
        CoexistencePlan plan = melting_plan(*this, cell);
        std::int64_t item = 0;
        for (const double gpa : pressures) {
            MeltingCoexist here = *this;
            here.pressure.value = gpa * constants::gpa;
            if (!points.empty()) follow(points.back(), posteriors.back(), here, plan);
            const MeltingSearch s = search_melting(here, cell, plan, item, r);
            item += static_cast<std::int64_t>(s.runs.size());
            if (s.verdict.state == CoexistenceVerdict::State::failed && fault.empty())
                fault = fmt::format("at {} GPa: {}", gpa, s.verdict.reason);
            const CoexistencePosterior p = coexistence_posterior(s.runs, s.facts, s.plan);
            posteriors.push_back(p);
            points.push_back({here.pressure.value, p.melting, p.melting_sd,
                              s.lines ? s.lines->clapeyron(p.melting) : NAN});
        }
        give(r, points, posteriors, fault);
    }

    /// The next search starts where the last one's slope leads, and knows how fast its fronts were.
    static void follow(const MeltingPoint& last, const CoexistencePosterior& p,
                       const MeltingCoexist& here, CoexistencePlan& plan) {
        const double slope = std::isfinite(last.slope) ? last.slope : 0;
        plan.priors.guess = last.melting + slope * (here.pressure.value - last.pressure);
        plan.priors.guess_sd = 0.06;
        plan.priors.ln_kinetic = p.ln_kinetic;
        plan.priors.ln_kinetic_sd = std::max(0.3, p.ln_kinetic_sd);
    }

    void give(StepRun& r, const std::vector<MeltingPoint>& points,
              const std::vector<CoexistencePosterior>& posteriors, const std::string& fault) const {
        const bool has_law = points.size() >= 3;
        const SimonGlatzel law = has_law ? fit_simon_glatzel(points) : SimonGlatzel{};
        Table t;
        const auto column = [&](const char* name, const char* unit, auto&& value) {
            auto& numbers = t.add_numbers(name, unit);
            for (std::size_t i = 0; i < points.size(); ++i) numbers.push_back(value(i));
        };
        column("pressure", "GPa", [&](std::size_t i) { return pressures[i]; });
        column("melting", "K", [&](std::size_t i) { return points[i].melting; });
        column("sd", "K", [&](std::size_t i) { return points[i].sd; });
        column("low", "K", [&](std::size_t i) { return posteriors[i].low; });
        column("high", "K", [&](std::size_t i) { return posteriors[i].high; });
        column("slope", "K/GPa", [&](std::size_t i) { return points[i].slope * constants::gpa; });
        if (has_law) column("law", "K", [&](std::size_t i) { return law(points[i].pressure); });
        r.make("curve", to_csv(t));
        for (std::size_t i = 0; i < points.size(); ++i) {
            Row row = Row::number(fmt::format("melting.{}", pressures[i]), points[i].melting, "K");
            row.error = points[i].sd;
            r.row(std::move(row));
        }
        Row verdict = Row::words(
            "verdict", fault.empty() ? "Sound at every pressure" : "Not to be trusted " + fault);
        verdict.check = fault.empty() ? Row::Check::pass : Row::Check::fail;
        r.row(std::move(verdict));
        if (!has_law) return;
        double worst = 0;
        for (const MeltingPoint& p : points)
            if (std::isfinite(p.slope))
                worst = std::max(worst, std::fabs(law.slope(p.pressure) / p.slope - 1));
        r.row(Row::number("simon.melting", law.melting, "K"));
        r.row(Row::number("simon.a", law.a / constants::gpa, "GPa"));
        r.row(Row::number("simon.c", law.c, ""));
        r.row(Row::number("clapeyron-deviation", worst, ""));
    }
};

}  // namespace

void register_melting_curve(Registry& r) {
    r.add<MeltingCurve>("melting.curve", {1}, "Melting temperature against pressure");
}

}  // namespace crucible
