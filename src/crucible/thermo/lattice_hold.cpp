#include "crucible/thermo/lattice_hold.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/dynamics/md_hold.hpp"

namespace crucible {
namespace {

constexpr double hold_time = 18'000, average_time = 2000, average_every = 100;  // fs
constexpr double left_places = 0.5;  ///< of the distance to neighbours
constexpr double most_atoms = 0.5;   ///< share that makes a lattice

LocalStructure expected(Lattice l) {
    switch (l) {
        case Lattice::fcc:
            return LocalStructure::fcc;
        case Lattice::bcc:
            return LocalStructure::bcc;
        case Lattice::hcp:
            return LocalStructure::hcp;
        case Lattice::diamond:
            break;
    }
    return LocalStructure::other;  // common neighbours do not know it
}

/// Frames of atoms that follow themselves out of the cell, to their mean.
Structure mean_structure(const Structures& frames, std::size_t from) {
    Structure mean = frames[from];
    const double n = static_cast<double>(frames.size() - from);
    for (std::size_t i = 0; i < mean.size(); ++i) {
        Vec3 sum;
        for (std::size_t f = from; f < frames.size(); ++f)
            sum += frames[f].positions[i] - frames[from].positions[i];
        mean.positions[i] += sum * (1 / n);
    }
    Vec3 lengths;
    for (std::size_t f = from; f < frames.size(); ++f)
        for (int k = 0; k < 3; ++k) lengths[k] += frames[f].cell.h(k, k) / n;
    mean.cell.h = Mat3::diagonal(lengths[0], lengths[1], lengths[2]);
    return mean;
}

MdDynamics hot_stage(const CoexistenceMd& m, double temperature, double time) {
    MdDynamics d;
    d.ensemble = MdEnsemble::npt, d.axes = MdAxes::each;
    d.steps = std::llround(time / m.time_step), d.time_step = m.time_step;
    d.temperature_start = d.temperature_end = temperature;
    d.pressure_start = d.pressure_end = m.pressure;
    d.thermostat_time = m.thermostat_time, d.barostat_time = m.barostat_time;
    return d;
}

}  // namespace

LatticeHold hold_lattice(const CoexistenceMd& m, Lattice lattice, double temperature,
                         double thickness, std::uint64_t seed,
                         const std::filesystem::path& directory, const RunContext& context) {
    std::array<int, 3> times{};
    for (int k = 0; k < 3; ++k)
        times[static_cast<std::size_t>(k)] =
            static_cast<int>(std::ceil(thickness / m.cell.cell.h(k, k)));
    MdJob job;
    job.start = repeated(m.cell, times);
    job.model = m.model;
    MdMinimise cell;
    cell.cell = true, cell.pressure = m.pressure;
    job.stages = {cell, hot_stage(m, temperature, hold_time),
                  hot_stage(m, temperature, average_time)};
    job.velocity_temperature = 2 * temperature;
    job.seed = seed;
    job.frame_every = std::llround(average_every / m.time_step);
    const MdResult md = run_md(job, {m.ranks, directory, ""}, context);
    const auto averaged = static_cast<std::size_t>(average_time / average_every);
    CRUCIBLE_ASSERT(md.frames.size() >= averaged);
    LatticeHold out;
    out.moved = rms_displacement(md.ends[0].structure, md.ends[2].structure);
    const auto shares = fractions(
        common_neighbour_analysis(mean_structure(md.frames, md.frames.size() - averaged)));
    const auto most = std::max_element(shares.begin(), shares.end());
    out.kind = static_cast<LocalStructure>(std::distance(shares.begin(), most));
    out.share = *most;
    if (out.moved > left_places * shortest_distance(m.cell))
        out.end = LatticeHold::End::melted;
    else if (out.kind != expected(lattice) && out.kind != LocalStructure::other &&
             out.share > most_atoms)
        out.end = LatticeHold::End::transformed;
    return out;
}

}  // namespace crucible
