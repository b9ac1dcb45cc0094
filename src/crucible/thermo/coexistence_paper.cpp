#include "crucible/thermo/coexistence_paper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "crucible/base/units.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/thermo/front_watch.hpp"

namespace crucible {
namespace {

constexpr double least_share = 0.15;
constexpr double most_pressure = 0.2;  // GPa off what was asked for

/// Atoms by height, so that the lower half has the first numbers.
Structure by_height(Structure s) {
    std::vector<std::size_t> order(s.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return s.positions[a][2] < s.positions[b][2];
    });
    Structure out = s;
    for (std::size_t i = 0; i < order.size(); ++i) {
        out.numbers[i] = s.numbers[order[i]];
        out.positions[i] = s.positions[order[i]];
    }
    return out;
}

MdDynamics paper_stage(const CoexistenceMd& m, MdEnsemble ensemble, MdAxes axes, double time,
                       double temperature) {
    MdDynamics d;
    d.ensemble = ensemble, d.axes = axes;
    d.steps = std::max<std::int64_t>(1, std::llround(time / m.time_step));
    d.time_step = m.time_step;
    d.temperature_start = d.temperature_end = temperature;
    d.pressure_start = d.pressure_end = m.pressure;
    d.thermostat_time = 20 * m.time_step, d.barostat_time = 1000 * m.time_step;
    return d;
}

}  // namespace

MdJob paper_job(const CoexistenceMd& m, const PaperRecipe& p, double guess, std::uint64_t seed) {
    require_right_angles(m.cell);
    MdJob job;
    job.start = by_height(repeated(m.cell, p.cells));
    job.model = m.model;
    const auto atoms = static_cast<std::int64_t>(job.start.size());
    const double middle = job.start.cell.h(2, 2) / 2 - 1e-6;
    std::int64_t liquid = 0;
    while (liquid < atoms && job.start.positions[static_cast<std::size_t>(liquid)][2] < middle)
        ++liquid;
    MdMinimise relax;
    relax.cell = true, relax.pressure = m.pressure;
    MdDynamics equilibrate =
        paper_stage(m, MdEnsemble::npt, MdAxes::isotropic, p.equilibrate_time, guess);
    equilibrate.drag = 0.2, equilibrate.bath = {liquid, atoms};
    MdDynamics melt =
        paper_stage(m, MdEnsemble::npt, MdAxes::x, p.melt_time, p.melt_factor * guess);
    MdDynamics cool =
        paper_stage(m, MdEnsemble::npt, MdAxes::x, p.cool_time, p.cool_factor * guess);
    melt.moving = cool.moving = {0, liquid};
    MdDynamics coexist = paper_stage(m, MdEnsemble::nph, MdAxes::isotropic, p.coexist_time, guess);
    coexist.barostat_time = 500 * m.time_step;
    job.stages = {relax, equilibrate, melt, cool, coexist};
    job.velocity_temperature = guess;
    job.seed = seed;
    job.sample_every = std::max<std::int64_t>(1, std::llround(m.sample_time / m.time_step));
    job.frame_every = std::max<std::int64_t>(1, std::llround(m.frame_time / m.time_step));
    return job;
}

FrontTrace paper_front(const CoexistenceMd& m, const PaperRecipe& p, double guess,
                       std::uint64_t seed, const FrontTrace& phases,
                       const std::filesystem::path& directory, const RunContext& context) {
    const MdJob job = paper_job(m, p, guess, seed);
    FrontTrace t = phases;
    t.request.bath = CoexistenceRecord::Bath::free;
    t.request.temperature = guess, t.request.time = p.coexist_time;
    t.atoms = static_cast<double>(job.start.size());
    t.area = job.start.cell.h(0, 0) * job.start.cell.h(1, 1);
    read_trace(run_watched(job, m, t, directory / "front", context), m, t);
    return t;
}

PaperReading read_paper(const FrontTrace& t, const PhaseLines& lines, const PaperRecipe& p,
                        double pressure) {
    PaperReading out;
    std::vector<double> time, temperature;
    double sum = 0;
    for (const FrontRow& r : t.rows) {
        if (r.time < t.rows.back().time - p.average_time) continue;
        time.push_back(r.time), temperature.push_back(r.temperature);
        sum += r.pressure;
    }
    out.temperature = mean(temperature), out.spread = std::sqrt(variance(temperature));
    out.pressure = sum / static_cast<double>(time.size());
    if (time.size() > 2)
        out.drift = fit_polynomial(time, temperature, 1).coefficients[1] * p.average_time;
    const FrontReading reading = read_front(t, lines);
    out.solid = reading.solid_end;
    const PhaseProfile& last = t.frames.back().profile;
    const double off = from_internal(out.pressure - pressure, "GPa");
    if (out.solid > 1 - least_share)
        out.fault = fmt::format(
            "the cell is all solid at the end ({:.0f} %): the temperature is "
            "that of a heated crystal",
            100 * out.solid);
    else if (out.solid < least_share)
        out.fault =
            fmt::format("the cell is all liquid at the end ({:.0f} % solid)", 100 * out.solid);
    else if (last.solid_slabs != 1)
        out.fault = fmt::format("there are {} solid slabs at the end", last.solid_slabs);
    else if (reading.end != CoexistenceRun::End::both)
        out.fault = "energy and order do not agree on how much is solid";
    else if (std::fabs(off) > most_pressure)
        out.fault = fmt::format("the pressure is {:.2f} GPa off", off);
    return out;
}

double student_95(std::size_t n) {
    constexpr double table[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365,
                                2.306,  2.262, 2.228, 2.201, 2.179, 2.160, 2.145};
    if (n < 2) return std::numeric_limits<double>::infinity();
    const std::size_t k = n - 2;
    return k < std::size(table) ? table[k] : 1.96 + 2.4 / static_cast<double>(n - 1);
}

}  // namespace crucible
