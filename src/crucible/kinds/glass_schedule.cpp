// The schedules of glass.fit as stages of the engine.

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/kinds/glass_replica.hpp"

namespace crucible {
namespace {

using Path = rmc::Stage::Path;

/// One number stays; two are first and last.
Path path_of(const std::vector<double>& given) {
    if (given.size() > 2)
        throw InputError("E-glass-stages",
                         fmt::format("{} numbers where one or two belong", given.size()),
                         "give first and last value, such as [0.1, 1e-3]");
    return {given.front(), given.back()};
}
Path path_of(const std::vector<Temperature>& given) {
    std::vector<double> kelvin;
    for (const Temperature& t : given) kelvin.push_back(t.value);
    if (kelvin.empty()) kelvin = {300};
    return path_of(kelvin);
}

std::int64_t moves_of(double moves) { return std::max<std::int64_t>(1, std::llround(moves)); }

/// Sigmas of the stage for each set, those that the sets name themselves before the usual ones.
void set_sigmas(rmc::Stage& stage, const std::vector<DataTerm>& sets) {
    for (std::size_t i = 0; i < stage.sigma.size(); ++i)
        if (!sets[i].sigma.empty()) stage.sigma[i] = path_of(sets[i].sigma);
}

std::vector<rmc::Stage> own_stages(const GlassFit& fit, std::size_t atoms,
                                   const std::vector<DataTerm>& sets) {
    if (fit.stages.empty())
        throw InputError("E-glass-stages", "schedule \"own\" has no stages",
                         "give stages = [{ sweeps = 1000, ... }], or another schedule");
    std::vector<rmc::Stage> out;
    for (const StageParameter& p : fit.stages) {
        rmc::Stage s;
        s.moves = moves_of(fit.effort * p.sweeps * static_cast<double>(atoms)), s.ramp = p.ramp;
        s.temperature = path_of(p.temperature);
        s.swap_fraction = p.swaps, s.group_fraction = p.group_moves;
        s.adapt = p.adapt == Flag::on;
        if (!p.sigma.empty())
            for (const DataTerm& set : sets) {
                const auto& own = set.sort == rmc::DataSort::scattering ? p.sigma
                                  : set.sort == rmc::DataSort::exafs    ? p.sigma_exafs
                                                                        : p.sigma_other;
                s.sigma.push_back(path_of(own.empty() ? p.sigma : own));
            }
        out.push_back(std::move(s));
    }
    return out;
}

}  // namespace

std::vector<rmc::Stage> glass_stages(const GlassFit& fit, std::size_t atoms,
                                     const std::vector<DataTerm>& sets, bool with_energy) {
    const bool anneals =
        fit.schedule == ScheduleChoice::fast || fit.schedule == ScheduleChoice::accurate;
    if (anneals && !with_energy)
        throw InputError("E-glass-stages", "this schedule anneals an energy, and there is none",
                         "give `energy`, or schedule = \"balanced\"");
    std::vector<rmc::Stage> out;
    if (fit.schedule == ScheduleChoice::own) {
        out = own_stages(fit, atoms, sets);
    } else {
        std::vector<rmc::DataSort> sorts;
        for (const DataTerm& s : sets) sorts.push_back(s.sort);
        // The first choices are in the order of the engine's presets.
        out = rmc::stages(static_cast<rmc::Preset>(fit.schedule), atoms, sorts);
        for (rmc::Stage& s : out) s.moves = moves_of(fit.effort * static_cast<double>(s.moves));
    }
    for (rmc::Stage& s : out) set_sigmas(s, sets);
    return out;
}

}  // namespace crucible
