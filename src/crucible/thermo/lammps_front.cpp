#include "crucible/thermo/lammps_front.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/dynamics/lammps_log.hpp"

namespace crucible {
namespace {

constexpr double fs_in_ps = 1000;
constexpr double most_mistaken = 0.3;  ///< share of atoms taken for the other phase

/// The last table of a log, and where it is from.
struct LastTable {
    Table table;
    std::string file;
    const std::vector<double>& operator[](std::string_view name) const {
        return thermo_column(table, name, file);
    }
    double mean(std::string_view name) const {
        double sum = 0;
        for (const double x : (*this)[name]) sum += x;
        return sum / static_cast<double>(table.rows());
    }
};

LastTable last_table(const std::filesystem::path& file) {
    return {parse_lammps_log(read_file(file), file.string()).back(), file.string()};
}

Structures lammps_frames(const std::filesystem::path& file, const std::vector<int>& numbers) {
    ReadOptions o;
    o.format = "lammps-dump", o.elements = numbers;
    return read_structures(file, o);
}

PhaseState lammps_phase(const LastTable& t, double atoms) {
    PhaseState p;
    p.temperature = t.mean("Temp");
    p.potential = t.mean("PotEng") / atoms;
    p.enthalpy = t.mean("Enthalpy") / atoms;
    p.volume = t.mean("Volume") / atoms;
    p.lengths = Vec3(t.mean("Lx"), t.mean("Ly"), t.mean("Lz"));
    return p;
}

/// Means over windows of time, counted from the table's first row.
void add_rows(const LastTable& front, double window, FrontTrace& t) {
    const auto &time = front["Time"], &temperature = front["Temp"], &potential = front["PotEng"],
               &length = front["Lz"], &pressure = front["Pzz"];
    FrontRow sum;
    double n = 0, end = window;
    for (std::size_t i = 1; i < time.size(); ++i) {
        const double now = (time[i] - time[0]) * fs_in_ps;
        ++n;
        sum.temperature += temperature[i], sum.potential += potential[i] / t.atoms;
        sum.length += length[i], sum.pressure += to_internal(pressure[i], "bar");
        if (now < end - 1e-6 * window) continue;
        t.rows.push_back({end - window / 2, sum.temperature / n, sum.potential / n, sum.length / n,
                          sum.pressure / n});
        sum = {}, n = 0, end += window;
    }
}

void add_frames(const Structures& frames, const LastTable& front, FrontTrace& t) {
    const auto &time = front["Time"], &step = front["Step"];
    if (step.size() < 2 || step.back() <= step.front()) return;
    const double per_step = (time.back() - time.front()) / (step.back() - step.front());
    for (const Structure& f : frames) {
        const auto found = f.info.find("timestep");
        const auto at = found == f.info.end() ? std::nullopt : to_double(found->second);
        if (at && *at > step.front() && *at <= step.back())
            t.frames.push_back(
                {(*at - step.front()) * per_step * fs_in_ps, phase_profile(f, t.order)});
    }
}

}  // namespace

FrontTrace read_lammps_front(const std::filesystem::path& folder, CoexistenceRecord::Bath bath,
                             const std::vector<int>& numbers, double window) {
    const Structure solid = lammps_frames(folder / "solid.lammpstrj", numbers).back();
    const Structure liquid = lammps_frames(folder / "liquid.lammpstrj", numbers).back();
    const LastTable front = last_table(folder / "front.log");
    const Structures frames = lammps_frames(folder / "front.lammpstrj", numbers);
    FrontTrace t;
    t.atoms = static_cast<double>(frames.front().size());
    t.solid = lammps_phase(last_table(folder / "solid.log"), static_cast<double>(solid.size()));
    t.liquid = lammps_phase(last_table(folder / "liquid.log"), static_cast<double>(liquid.size()));
    t.area = t.solid.lengths[0] * t.solid.lengths[1];
    t.order = choose_order(solid, liquid);
    if (t.order.mistaken > most_mistaken)
        throw InconsistentError(
            "E-melting-phases",
            fmt::format("solid and liquid of {} cannot be told apart: {:.0f} % of the atoms look "
                        "like the other phase",
                        folder.string(), 100 * t.order.mistaken),
            "see that solid.lammpstrj ends solid and liquid.lammpstrj ends liquid");
    t.request.bath = bath;
    t.request.temperature = t.solid.temperature;
    add_rows(front, window, t);
    add_frames(frames, front, t);
    t.request.time = t.rows.empty() ? 0 : t.rows.back().time + window / 2;
    return t;
}

}  // namespace crucible
