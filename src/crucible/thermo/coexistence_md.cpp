#include "crucible/thermo/coexistence_md.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/dynamics/md_hold.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/thermo/front_watch.hpp"

namespace crucible {
namespace {

/// A crystal's atoms stay within this share of their distance to neighbours, a liquid's do not.
constexpr double lost_places = 0.5;
constexpr double hottest_melt = 2.4;  // over the run's temperature, when it would not melt at first

std::int64_t steps_of(double time, const CoexistenceMd& m) {
    return std::max<std::int64_t>(1, std::llround(time / m.time_step));
}

MdDynamics stage(const CoexistenceMd& m, MdEnsemble ensemble, MdAxes axes, double time,
                 double temperature) {
    MdDynamics d;
    d.ensemble = ensemble, d.axes = axes;
    d.steps = steps_of(time, m), d.time_step = m.time_step;
    d.temperature_start = d.temperature_end = temperature;
    d.pressure_start = d.pressure_end = m.pressure;
    d.thermostat_time = m.thermostat_time, d.barostat_time = m.barostat_time;
    return d;
}

MdJob job_of(const CoexistenceMd& m, Structure start, std::vector<MdStage> stages) {
    MdJob job;
    job.start = std::move(start);
    job.model = m.model;
    job.stages = std::move(stages);
    job.sample_every = steps_of(m.sample_time, m);
    return job;
}

/// Means over the samples of one stage.
PhaseState measured(const MdResult& md, int stage, const CoexistenceMd& m) {
    const auto atoms = static_cast<double>(md.ends.front().structure.size());
    PhaseState p;
    double rows = 0;
    for (const MdSample& s : md.series) {
        if (s.stage != stage) continue;
        ++rows;
        p.temperature += s.temperature, p.potential += s.potential / atoms;
        p.enthalpy += (s.potential + s.kinetic + m.pressure * s.volume) / atoms;
        p.volume += s.volume / atoms;
        p.lengths += s.lengths;
    }
    CRUCIBLE_ASSERT(rows > 0);
    p.temperature /= rows, p.potential /= rows, p.enthalpy /= rows, p.volume /= rows;
    p.lengths *= 1 / rows;
    const auto end = static_cast<std::size_t>(stage);
    p.moved = rms_displacement(md.ends[end - 1].structure, md.ends[end].structure);
    return p;
}

/// Scaled to these lengths; velocities stay.
Structure with_lengths(Structure s, const Vec3& lengths) {
    for (int k = 0; k < 3; ++k) {
        const double scale = lengths[k] / s.cell.h(k, k);
        for (Position& r : s.positions) r[k] *= scale;
    }
    s.cell.h = Mat3::diagonal(lengths[0], lengths[1], lengths[2]);
    return s;
}

struct Phases {
    PhaseState solid, liquid;
    Structure solid_end, liquid_end;
    FrontTrace::Start start = FrontTrace::Start::stacked;
};

MdResult hold_solid(const CoexistenceMd& m, double temperature, const BlockSize& size,
                    std::uint64_t seed, const std::filesystem::path& directory,
                    const RunContext& context) {
    MdMinimise cell;
    cell.cell = true, cell.pressure = m.pressure;
    const auto hold = [&](double time) {
        return stage(m, MdEnsemble::npt, MdAxes::each, time, temperature);
    };
    MdJob job =
        job_of(m, repeated(m.cell, size.times), {cell, hold(m.relax_time), hold(m.measure_time)});
    // Half of the kinetic energy becomes potential energy within the first vibrations.
    job.velocity_temperature = 2 * temperature;
    job.seed = seed;
    return run_md(job, {m.ranks, directory / "solid", ""}, context);
}

MdResult hold_liquid(const CoexistenceMd& m, double temperature, double melt_factor,
                     const Structure& start, const std::filesystem::path& directory,
                     const RunContext& context) {
    const auto hold = [&](double time, double t) {
        return stage(m, MdEnsemble::npt, MdAxes::z, time, t);
    };
    const MdJob job = job_of(m, start,
                             {hold(m.melt_time, melt_factor * temperature),
                              hold(m.relax_time, temperature), hold(m.measure_time, temperature)});
    return run_md(job, {m.ranks, directory, ""}, context);
}

Phases make_phases(const CoexistenceMd& m, double temperature, const BlockSize& size,
                   std::uint64_t seed, const std::filesystem::path& directory,
                   const RunContext& context) {
    Phases p;
    const double most = lost_places * shortest_distance(m.cell);
    MdResult md = hold_solid(m, temperature, size, seed, directory, context.part(0, 0.4));
    p.solid = measured(md, 2, m);
    p.solid_end = with_lengths(md.ends[2].structure, p.solid.lengths);
    if (p.solid.moved > most) {
        p.start = FrontTrace::Start::superheated;
        return p;
    }
    for (const double factor : {m.melt_factor, hottest_melt}) {
        md = hold_liquid(m, temperature, factor, p.solid_end,
                         directory / (factor == m.melt_factor ? "liquid" : "hotter"),
                         context.part(0.4, 1));
        p.liquid = measured(md, 2, m);
        if (p.liquid.moved > most) break;
    }
    p.liquid_end = md.ends[2].structure;
    if (p.liquid.moved <= most) p.start = FrontTrace::Start::undercooled;
    return p;
}

FrontTrace trace_of(const Phases& p, const BlockSize& size) {
    FrontTrace t;
    t.atoms = size.atoms;
    t.solid = p.solid, t.liquid = p.liquid, t.start = p.start;
    t.area = p.solid.lengths[0] * p.solid.lengths[1];
    if (t.start == FrontTrace::Start::stacked) t.order = choose_order(p.solid_end, p.liquid_end);
    return t;
}

MdStage production(const CoexistenceMd& m, const CoexistenceRequest& q) {
    const bool is_free = q.bath == CoexistenceRecord::Bath::free;
    return stage(m, is_free ? MdEnsemble::nph : MdEnsemble::npt, MdAxes::z, q.time, q.temperature);
}

/// Velocities without a total momentum, so that no phase drifts through the cell.
std::vector<Vec3> resting_velocities(const Structure& s) {
    const auto found = s.vectors.find("velocities");
    if (found == s.vectors.end()) return {};
    std::vector<Vec3> v = found->second;
    Vec3 momentum;
    double mass = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        momentum += v[i] * element(s.numbers[i]).mass;
        mass += element(s.numbers[i]).mass;
    }
    for (Vec3& x : v) x -= momentum * (1 / mass);
    return v;
}

}  // namespace

Structure stacked(const Structure& solid, const Structure& liquid, double least) {
    Structure out = solid;
    const double solid_length = solid.cell.h(2, 2), liquid_length = liquid.cell.h(2, 2);
    Structure inside = liquid;
    for (Position& r : inside.positions) r[2] -= std::floor(r[2] / liquid_length) * liquid_length;
    for (Position& r : out.positions) r[2] -= std::floor(r[2] / solid_length) * solid_length;
    // The gap grows until nothing touches across a front.
    double gap = 0;
    Structure both;
    for (; gap < 2 * least; gap += 0.1) {
        both = out;
        both.cell.h(2, 2) = solid_length + liquid_length + 2 * gap;
        for (std::size_t i = 0; i < inside.size(); ++i) {
            both.numbers.push_back(inside.numbers[i]);
            Position r = inside.positions[i];
            r[2] += solid_length + gap;
            both.positions.push_back(r);
        }
        const PairFinder near(both, least);
        bool touch = false;
        for (int i = 0; i < static_cast<int>(solid.size()) && !touch; ++i)
            near.neighbours_of(i, [&](int, int j, const Vec3&, double, const auto&) {
                touch = touch || j >= static_cast<int>(solid.size());
            });
        if (!touch) break;
    }
    std::vector<Vec3> velocities = resting_velocities(solid);
    for (const Vec3& v : resting_velocities(liquid)) velocities.push_back(v);
    both.vectors.clear();
    if (velocities.size() == both.size()) both.vectors["velocities"] = std::move(velocities);
    return both;
}

void read_trace(const MdResult& md, const CoexistenceMd& m, FrontTrace& t) {
    const int last = static_cast<int>(md.ends.size()) - 1;
    const double begin = last == 0 ? 0 : md.ends[static_cast<std::size_t>(last - 1)].state.time;
    const double offset = t.rows.empty() ? 0 : t.rows.back().time + m.window / 2;
    FrontRow row;
    double samples = 0, end = m.window;
    const auto finish = [&] {
        row.temperature /= samples, row.potential /= samples;
        row.length /= samples, row.pressure /= samples;
        row.time = offset + end - m.window / 2;
        t.rows.push_back(row);
        row = {}, samples = 0, end += m.window;
    };
    for (const MdSample& s : md.series) {
        if (s.stage != last || s.time <= begin) continue;
        ++samples;
        row.temperature += s.temperature, row.potential += s.potential / t.atoms;
        row.length += s.lengths[2], row.pressure += s.pressures[2];
        if (s.time - begin >= end - 1e-6 * m.window) finish();
    }
    for (const Structure& frame : md.frames) {
        const double time = std::stod(frame.info.at("step")) * m.time_step - begin;
        if (time < 0.5 * m.time_step) continue;
        t.frames.push_back({offset + time, phase_profile(frame, t.order)});
    }
}

FrontTrace run_phases(const CoexistenceMd& m, double temperature, const BlockSize& size,
                      std::uint64_t seed, const std::filesystem::path& directory,
                      const RunContext& context) {
    const Phases p = make_phases(m, temperature, size, seed, directory, context);
    FrontTrace t = trace_of(p, size);
    t.request.temperature = temperature;
    return t;
}

FrontTrace run_front(const CoexistenceMd& m, const CoexistenceRequest& q, const BlockSize& size,
                     std::uint64_t seed, const std::filesystem::path& directory,
                     const RunContext& context) {
    require_right_angles(m.cell);
    // The single phases have half of the atoms each.
    const double phases = 0.5 * (2 * m.relax_time + 2 * m.measure_time + m.melt_time);
    const double share = phases / (phases + m.settle_time + q.time);
    const Phases p = make_phases(m, q.temperature, size, seed, directory, context.part(0, share));
    FrontTrace t = trace_of(p, size);
    t.request = q;
    if (t.start != FrontTrace::Start::stacked) return t;
    MdJob job = job_of(
        m, stacked(p.solid_end, p.liquid_end, 0.8 * shortest_distance(m.cell)),
        {stage(m, MdEnsemble::npt, MdAxes::z, m.settle_time, q.temperature), production(m, q)});
    job.frame_every = steps_of(m.frame_time, m);
    read_trace(run_watched(job, m, t, directory / "front", context.part(share, 1)), m, t);
    return t;
}

FrontTrace continue_front(const CoexistenceMd& m, const CoexistenceRequest& q,
                          const FrontTrace& so_far, std::uint64_t seed,
                          const std::filesystem::path& before,
                          const std::filesystem::path& directory, const RunContext& context) {
    FrontTrace t = so_far;
    t.request = q;
    MdJob job =
        job_of(m, read_md_result(before / "front").ends.back().structure, {production(m, q)});
    job.seed = seed;
    job.frame_every = steps_of(m.frame_time, m);
    read_trace(run_watched(job, m, t, directory / "front", context), m, t);
    return t;
}

}  // namespace crucible
