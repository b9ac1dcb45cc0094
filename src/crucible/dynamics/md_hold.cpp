#include "crucible/dynamics/md_hold.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {

MdJob hold_job(const Structure& s, const ModelChoice& model, const HoldSettings& settings) {
    MdDynamics d;
    d.ensemble = MdEnsemble::nvt;
    d.time_step = settings.time_step;
    d.steps =
        std::max<std::int64_t>(1, std::llround(1000 * settings.picoseconds / settings.time_step));
    d.temperature_start = d.temperature_end = settings.temperature;
    d.thermostat_time = settings.thermostat_time;
    MdJob job;
    job.start = s;
    job.start.info.clear(), job.start.columns.clear(), job.start.vectors.clear();
    job.start.labels.clear();
    job.model = model;
    job.stages = {d};
    job.velocity_temperature = settings.temperature;
    job.seed = settings.seed;
    job.sample_every = std::max<std::int64_t>(1, d.steps / 200);
    return job;
}

HoldResult hold_test(const Structure& s, const ModelChoice& model, const HoldSettings& settings,
                     const MdRunOptions& options, const RunContext& context) {
    const MdJob job = hold_job(s, model, settings);
    MdResult r = run_md(job, options, context);
    const auto atoms = static_cast<double>(s.size());
    HoldResult h;
    h.energy_start = r.series.front().potential / atoms;
    h.pressure_start = r.series.front().pressure;
    const std::size_t n = r.series.size(), first = n - std::max<std::size_t>(1, n / 5);
    for (std::size_t i = first; i < n; ++i) {
        h.energy_end += r.series[i].potential / atoms / static_cast<double>(n - first);
        h.pressure += r.series[i].pressure / static_cast<double>(n - first);
    }
    h.end = std::move(r.ends.back().structure);
    h.rmsd = rms_displacement(job.start, h.end);
    return h;
}

double rms_displacement(const Structure& from, const Structure& to) {
    if (from.size() != to.size() || from.size() == 0)
        throw InconsistentError("E-md-result", "the structures have not the same atoms",
                                "compare two states of one structure");
    const Mat3 to_lattice = inverse(to.cell.h) * from.cell.h;
    const bool same_cell = from.cell.h == to.cell.h;
    std::vector<Vec3> moved(from.size());
    Vec3 mean;
    for (std::size_t i = 0; i < moved.size(); ++i) {
        const Vec3 at = to.positions[i];
        moved[i] = (same_cell ? at : at * to_lattice) - from.positions[i];
        mean += moved[i] * (1 / static_cast<double>(moved.size()));
    }
    double sum = 0;
    for (const Vec3& d : moved) sum += norm2(d - mean);
    return std::sqrt(sum / static_cast<double>(moved.size()));
}

}  // namespace crucible
