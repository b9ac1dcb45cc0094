// Dynamics with the first model of an ensemble, and what all of its models make of the frames.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/model_deviation.hpp"
#include "crucible/kinds/potential_adapt.hpp"
#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {
namespace {

constexpr double hot_factor = 2.5;      // of melting: small cells without surfaces superheat
constexpr double hot_expansion = 0.03;  // along each axis, a melt's volume
constexpr double front_distance = 0.8;  // of the crystal's shortest distance, across a front
constexpr double beyond_all = 1e6;      // eV/angstrom; stands for frames that have no forces

/// Runs `work`; why the dynamics in it was lost, or nothing.
template <class Work>
std::string lost_in(Work&& work) {
    try {
        work();
    } catch (const UnstableError& e) {
        return e.message();
    }
    return "";
}

/// The frames of a file that ends anywhere, up to the first that is not whole or not finite.
Structures whole_frames(const std::filesystem::path& file) {
    Structures out;
    if (!std::filesystem::exists(file)) return out;
    const std::string text = read_file(file);
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin;  // a line with the number of atoms, a title, the atoms
        for (long lines = 2 + std::strtol(text.c_str() + begin, nullptr, 10); lines > 0; --lines) {
            const std::size_t newline = text.find('\n', end);
            if (newline == text.npos) return out;
            end = newline + 1;
        }
        try {
            for (Structure& s : parse_structures(text.substr(begin, end - begin), file.string(),
                                                 {.format = "extxyz"}))
                out.push_back(std::move(s));
        } catch (const InputError&) {
            return out;
        }
        begin = end;
    }
    return out;
}

class Explorer {
public:
    Explorer(const PotentialAdapt& s, const AdaptExploration& e, const RunContext& c)
        : s_(s), e_(e), context_(c) {}

    Structures frames(const AdaptRun& run) {
        if (run.phase == AdaptPhase::crystal)
            return watch(block(1), MdAxes::each, run.temperature, 2 * run.temperature);
        if (run.phase == AdaptPhase::melt)
            return watch(melted(), MdAxes::isotropic, run.temperature);
        return watch(two_phases(run.temperature), MdAxes::z, run.temperature);
    }
    std::string lost;

private:
    Structure block(int longer) const {
        return repeated(e_.cell, {s_.cells.at(0), s_.cells.at(1), longer * s_.cells.at(2)});
    }
    std::int64_t steps(double time) const {
        return std::max<std::int64_t>(1, std::llround(time / e_.time_step));
    }
    MdJob job(Structure start, MdEnsemble ensemble, MdAxes axes, double temperature,
              double time) const {
        MdDynamics d;
        d.ensemble = ensemble, d.axes = axes;
        d.steps = steps(time), d.time_step = e_.time_step;
        d.temperature_start = d.temperature_end = temperature;
        d.pressure_start = d.pressure_end = s_.pressure.value;
        d.thermostat_time = 100 * e_.time_step, d.barostat_time = 500 * e_.time_step;
        MdJob out;
        out.start = std::move(start);
        out.model.potential = DeepPotFile{{e_.models.front().string()}, Precision::single, false};
        out.stages = {d};
        out.seed = e_.seed;
        out.sample_every = std::max<std::int64_t>(1, d.steps / 20);
        return out;
    }
    MdResult run(const MdJob& j, const char* name) const {
        return run_md(j, {1, e_.directory / name, ""}, context_);
    }
    Structure melted() const {
        Structure s = block(1);
        s.cell.h = s.cell.h * (1 + hot_expansion);
        for (Position& r : s.positions) r *= 1 + hot_expansion;
        const double hot = hot_factor * e_.melting;
        MdJob j = job(std::move(s), MdEnsemble::nvt, MdAxes::isotropic, hot, s_.time.value / 2);
        j.velocity_temperature = hot;
        return run(j, "hot").ends.back().structure;
    }
    Structure two_phases(double temperature) const {
        const double time = s_.time.value / 4;
        MdJob j = job(block(2), MdEnsemble::npt, MdAxes::each, temperature, time);
        j.velocity_temperature = 2 * temperature;
        const Structure solid = run(j, "solid").ends.back().structure;
        j = job(solid, MdEnsemble::npt, MdAxes::z, hot_factor * e_.melting, 2 * time);
        const Structure liquid = run(j, "liquid").ends.back().structure;
        return stacked(solid, liquid, front_distance * shortest_distance(e_.cell));
    }
    /// Frames of one run; of one that was lost those until then.
    Structures watch(Structure start, MdAxes axes, double temperature, double velocities = 0) {
        MdJob j = job(std::move(start), MdEnsemble::npt, axes, temperature, s_.time.value);
        j.velocity_temperature = velocities;
        j.frame_every = std::max<std::int64_t>(1, md_steps(j) / s_.snapshots);
        Structures frames;
        lost = lost_in([&] { frames = run(j, "run").frames; });
        return lost.empty() ? frames : whole_frames(e_.directory / "run" / "frames.extxyz");
    }

    const PotentialAdapt& s_;
    const AdaptExploration& e_;
    const RunContext& context_;
};

double ensemble_deviation(const Structure& s,
                          const std::vector<std::unique_ptr<EnergyModel>>& models) {
    std::vector<Evaluation> all(models.size());
    try {
        for (std::size_t m = 0; m < models.size(); ++m) models[m]->evaluate(s, all[m]);
    } catch (const Error&) {  // atoms on top of each other, cells that are none
        return beyond_all;
    }
    const double largest = model_deviation(all).largest;
    return std::isfinite(largest) ? std::min(largest, beyond_all) : beyond_all;
}

}  // namespace

std::string_view name(AdaptPhase p) {
    static constexpr std::array<std::string_view, 3> names = {"crystal", "melt", "interface"};
    return names[static_cast<std::size_t>(p)];
}

void explore(const PotentialAdapt& s, const AdaptExploration& e, const RunContext& context,
             AdaptRun& run) {
    Explorer explorer(s, e, context);
    Structures frames;
    run.lost = lost_in([&] { frames = explorer.frames(run); });
    if (run.lost.empty()) run.lost = explorer.lost;  // else it was before there was anything to see
    std::vector<std::unique_ptr<EnergyModel>> models;
    for (const auto& file : e.models)
        models.push_back(make_model({.potential = DeepPotFile{{file.string()}}}));
    run.deviations.clear();
    for (Structure& f : frames) {
        f.vectors.clear(), f.columns.clear(), f.labels.clear(), f.info.clear();
        run.deviations.push_back(ensemble_deviation(f, models));
    }
    run.chosen = training::candidates(run.deviations, s.selection());
    run.structures.clear();
    for (const std::size_t k : run.chosen) run.structures.push_back(frames[k]);
}

std::string adapt_run_text(const AdaptRun& run) {
    Value v = Value::make_table();
    v.set("phase", static_cast<int>(run.phase));
    v.set("temperature", run.temperature);
    v.set("deviations", list_of(run.deviations));
    v.set("lost", run.lost);
    v.set("chosen", list_of({run.chosen.begin(), run.chosen.end()}));
    v.set("structures", run.structures.empty() ? "" : structures_text(run.structures, "extxyz"));
    return to_json(v);
}

AdaptRun parse_adapt_run(std::string_view text) {
    const Value v = parse_json(text, "exploration");
    AdaptRun run;
    run.phase = static_cast<AdaptPhase>(v["phase"].integer);
    run.temperature = v["temperature"].real();
    run.deviations = numbers_in(v["deviations"]);
    run.lost = v["lost"].text;
    for (const double k : numbers_in(v["chosen"]))
        run.chosen.push_back(static_cast<std::size_t>(k));
    if (!run.chosen.empty())
        run.structures =
            parse_structures(v["structures"].text, "exploration", {.format = "extxyz"});
    return run;
}

}  // namespace crucible
