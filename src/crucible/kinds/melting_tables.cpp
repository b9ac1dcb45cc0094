#include "crucible/kinds/melting_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/table.hpp"

namespace crucible {
namespace {

constexpr double fs_in_ps = 1000;

std::string_view end_text(CoexistenceRun::End e) {
    constexpr std::string_view texts[] = {"both phases",   "all solid",   "all liquid",
                                          "not two slabs", "superheated", "undercooled"};
    return texts[static_cast<std::size_t>(e)];
}

double data_time_of(const CoexistenceRun& r) {
    double t = 0;
    for (const FrontAdvance& s : r.record.stretches) t += s.time;
    return t;
}

Table runs_table(const MeltingOutcome& o) {
    Table t;
    std::vector<double> number, continues, atoms, temperature, time, mean, advance, solid;
    std::vector<std::string> bath, end;
    for (std::size_t i = 0; i < o.runs.size(); ++i) {
        const CoexistenceRun& r = o.runs[i];
        number.push_back(static_cast<double>(i + 1));
        continues.push_back(r.request.continues < 0 ? NAN
                                                    : static_cast<double>(r.request.continues + 1));
        atoms.push_back(o.traces[i].atoms);
        bath.push_back(r.request.bath == CoexistenceRecord::Bath::free ? "NPH" : "NPT");
        temperature.push_back(r.request.temperature);
        const double data = data_time_of(r);
        time.push_back(data / fs_in_ps);
        double heat = 0, gained = 0;
        for (const FrontAdvance& s : r.record.stretches)
            heat += s.temperature * s.time, gained += s.advance;
        mean.push_back(data > 0 ? heat / data : NAN);
        advance.push_back(data > 0 ? gained / data * fs_in_ps : NAN);
        const bool has_front = o.lines && o.traces[i].start == FrontTrace::Start::stacked;
        solid.push_back(has_front ? read_front(o.traces[i], *o.lines).solid_end : NAN);
        end.push_back(std::string(end_text(r.end)));
    }
    t.add_numbers("run") = std::move(number);
    t.add_numbers("continues") = std::move(continues);
    t.add_numbers("atoms") = std::move(atoms);
    t.add_texts("ensemble") = std::move(bath);
    t.add_numbers("temperature asked", "K") = std::move(temperature);
    t.add_numbers("data", "ps") = std::move(time);
    t.add_numbers("temperature", "K") = std::move(mean);
    t.add_numbers("advance", "angstrom/ps") = std::move(advance);
    t.add_numbers("solid at the end") = std::move(solid);
    t.add_texts("end") = std::move(end);
    return t;
}

Table trace_table(const std::vector<FrontTrace>& traces, const PhaseLines& lines) {
    Table t;
    std::vector<double> run, time, temperature, thickness, length, pressure, counts;
    for (std::size_t i = 0; i < traces.size(); ++i) {
        if (traces[i].start != FrontTrace::Start::stacked) continue;
        const FrontReading reading = read_front(traces[i], lines);
        for (std::size_t k = 0; k < traces[i].rows.size(); ++k) {
            const FrontRow& row = traces[i].rows[k];
            run.push_back(static_cast<double>(i + 1));
            time.push_back(row.time / fs_in_ps), temperature.push_back(row.temperature);
            thickness.push_back(reading.thickness[k]), length.push_back(row.length);
            pressure.push_back(from_internal(row.pressure, "GPa"));
            counts.push_back(k < reading.valid ? 1 : 0);
        }
    }
    t.add_numbers("run") = std::move(run);
    t.add_numbers("time", "ps") = std::move(time);
    t.add_numbers("temperature", "K") = std::move(temperature);
    t.add_numbers("solid", "angstrom") = std::move(thickness);
    t.add_numbers("length", "angstrom") = std::move(length);
    t.add_numbers("pressure", "GPa") = std::move(pressure);
    t.add_numbers("counts") = std::move(counts);
    return t;
}

Table profile_table(const std::vector<FrontTrace>& traces) {
    Table t;
    std::vector<double> run, time, place, solid;
    for (std::size_t i = 0; i < traces.size(); ++i)
        for (const FrontFrame& f : traces[i].frames) {
            const double length = f.profile.solid_thickness + f.profile.liquid_thickness;
            const auto bins = static_cast<double>(f.profile.solid.size());
            for (std::size_t b = 0; b < f.profile.solid.size(); ++b) {
                run.push_back(static_cast<double>(i + 1)), time.push_back(f.time / fs_in_ps);
                place.push_back((static_cast<double>(b) + 0.5) / bins * length);
                solid.push_back(f.profile.solid[b]);
            }
        }
    t.add_numbers("run") = std::move(run);
    t.add_numbers("time", "ps") = std::move(time);
    t.add_numbers("z", "angstrom") = std::move(place);
    t.add_numbers("solid") = std::move(solid);
    return t;
}

Table rounds_table(const MeltingOutcome& o) {
    Table t;
    std::vector<double> runs, cost, melting, sd, low, high;
    for (const MeltingRound& r : o.rounds) {
        runs.push_back(r.runs), cost.push_back(r.cost / o.time_step);
        melting.push_back(r.posterior.melting), sd.push_back(r.posterior.melting_sd);
        low.push_back(r.posterior.low), high.push_back(r.posterior.high);
    }
    t.add_numbers("runs") = std::move(runs);
    t.add_numbers("atom-steps") = std::move(cost);
    t.add_numbers("melting", "K") = std::move(melting);
    t.add_numbers("sd", "K") = std::move(sd);
    t.add_numbers("low", "K") = std::move(low);
    t.add_numbers("high", "K") = std::move(high);
    return t;
}

std::string verdict_text(const MeltingOutcome& o) {
    if (o.verdict.state == CoexistenceVerdict::State::failed)
        return "Not to be trusted: " + o.verdict.reason;
    const auto with_data =
        std::ranges::count_if(o.runs, [](const auto& r) { return data_time_of(r) > 0; });
    const auto without = static_cast<std::ptrdiff_t>(o.runs.size()) - with_data;
    return fmt::format(
        "Sound: {} runs agree (tension {:.1f}), each counted only while both phases lived{}",
        with_data, o.verdict.tension,
        without > 0 ? fmt::format("; {} more never held both", without) : "");
}

}  // namespace

void describe_melting_results(Fields& f) {
    f.makes(Artefact::table, "runs", "runs.csv", "Every run: what was asked for, what came of it");
    f.makes(Artefact::table, "traces", "traces.csv",
            "Temperature, thickness of the solid, length and pressure over time, in means of 1 ps");
    f.makes(Artefact::table, "profiles", "profiles.csv",
            "Share of solid atoms along the cell, over time");
    f.makes(Artefact::structures, "front", "front.extxyz",
            "End of the longest run, with a column that says which atoms are solid; the crystal "
            "where no run held both phases");
    f.makes(Artefact::table, "rounds", "rounds.csv", "What was known after each round of runs");
    f.gives("melting", "K", "Melting temperature of the infinite system");
    f.gives("low", "K", "Lower end of the 95 % interval");
    f.gives("high", "K", "Upper end of the 95 % interval");
    f.gives("verdict", "", "Whether the number may be used, and why");
    f.gives("size", "K", "Finite-size shift at 1000 atoms");
    f.gives("latent-heat", "eV/atom", "Enthalpy of melting");
    f.gives("entropy", "kB/atom", "Entropy of melting");
    f.gives("volume-change", "angstrom^3/atom", "Volume of the liquid less that of the solid");
    f.gives("clapeyron", "K/GPa", "dTm/dP by Clausius and Clapeyron");
    f.gives("kinetic-coefficient", "m/s/K", "Speed of a front per degree of undercooling");
    f.gives("tension", "", "Largest disagreement between groups of runs, standard deviations");
    f.gives("runs", "", "Runs made");
    f.gives("atom-steps", "", "Atoms times steps of molecular dynamics");
}

void give_front_tables(StepRun& r, const std::vector<FrontTrace>& traces, const PhaseLines& lines) {
    r.make("traces", to_csv(trace_table(traces, lines)));
    r.make("profiles", to_csv(profile_table(traces)));
}

void give_front(StepRun& r, Structure s, const OrderMeasure& order) {
    for (Position& p : s.positions)
        for (int k = 0; k < 3; ++k) {
            const double length = s.cell.h(k, k);
            p[k] -= std::floor(p[k] / length) * length;
        }
    s.vectors.clear(), s.labels.clear(), s.columns.clear();
    s.columns["solid"] = solid_atoms(s, order);
    r.make("front", structures_text({s}, "extxyz"));
}

void give_melting_results(StepRun& r, const MeltingOutcome& o) {
    r.make("runs", to_csv(runs_table(o)));
    give_front_tables(r, o.traces, o.lines.value_or(PhaseLines{}));
    r.make("rounds", to_csv(rounds_table(o)));
    const CoexistencePosterior p = coexistence_posterior(o.runs, o.facts, o.plan);
    const bool is_met = o.verdict.state == CoexistenceVerdict::State::met;
    Row melting = Row::number("melting", p.melting, "K", static_cast<std::int64_t>(o.runs.size()));
    melting.error = p.melting_sd;
    if (!is_met) melting.check = Row::Check::fail;
    Row verdict = Row::words("verdict", verdict_text(o));
    verdict.check = is_met ? Row::Check::pass : Row::Check::fail;
    r.row(std::move(melting));
    r.row(Row::number("low", p.low, "K"));
    r.row(Row::number("high", p.high, "K"));
    r.row(std::move(verdict));
    Row size = Row::number("size", p.size / 1000, "K");
    size.error = p.size_sd / 1000;
    r.row(std::move(size));
    if (o.lines) {
        r.row(Row::number("latent-heat", o.lines->latent, "eV/atom"));
        r.row(
            Row::number("entropy", o.lines->latent / p.melting / constants::boltzmann, "kB/atom"));
        r.row(Row::number("volume-change", o.lines->liquid_volume - o.lines->solid_volume,
                          "angstrom^3/atom"));
        r.row(Row::number("clapeyron", o.lines->clapeyron(p.melting) * constants::gpa, "K/GPa"));
        // 1 angstrom/fs = 1e5 m/s
        Row mu = Row::number("kinetic-coefficient", 1e5 * p.kinetic, "m/s/K");
        mu.error = 1e5 * p.kinetic * p.ln_kinetic_sd;
        r.row(std::move(mu));
    }
    r.row(Row::number("tension", o.verdict.tension, ""));
    r.row(Row::number("runs", static_cast<double>(o.runs.size()), ""));
    r.row(Row::number("atom-steps", coexistence_cost(o.runs, o.plan) / o.time_step, ""));
    if (!is_met) r.context().warn(verdict_text(o));
}

}  // namespace crucible
