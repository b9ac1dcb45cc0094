#pragma once
// One run with two phases by molecular dynamics: solid and liquid made apart at the temperature and
// pressure in question, stacked, and watched.

#include <filesystem>
#include <functional>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/base/value.hpp"
#include "crucible/dynamics/md_job.hpp"
#include "crucible/thermo/coexistence_design.hpp"
#include "crucible/thermo/crystal_block.hpp"
#include "crucible/thermo/phase_profile.hpp"

namespace crucible {

class FrontWatch;

struct CoexistenceMd {
    Structure cell;  ///< right-angled cell of the crystal, roughly at its size
    ModelChoice model;
    double pressure = 0;           ///< eV/angstrom^3
    double time_step = 2;          ///< fs
    double thermostat_time = 200;  ///< fs
    double barostat_time = 1000;   ///< fs
    double relax_time = 4000;      ///< fs, of either phase before it is measured
    double measure_time = 5000;    ///< fs
    double melt_time = 6000;       ///< fs
    double melt_factor = 1.6;      ///< temperature of melting over that of the run
    double settle_time = 3000;     ///< fs of the stacked cell, not counted
    double sample_time = 20;       ///< fs between samples
    double window = 1000;          ///< fs that samples are averaged over
    double frame_time = 3000;      ///< fs between configurations that are looked at
    int ranks = 1;
    /// Called several times a second while the two phases run (thermo/front_watch.hpp); may be
    /// empty. Results do not depend on it.
    std::function<void(FrontWatch&)> look{};
};

/// One phase by itself, means over `measure_time`; energies per atom.
struct PhaseState {
    double temperature = 0;  ///< K
    double potential = 0;    ///< eV
    double enthalpy = 0;     ///< eV, kinetic energy and P V included
    double volume = 0;       ///< angstrom^3
    Vec3 lengths;            ///< angstrom
    double moved = 0;        ///< angstrom, root mean square displacement while it was measured
};

/// Means over one window of time.
struct FrontRow {
    double time = 0;         ///< fs since counting began, of the window's middle
    double temperature = 0;  ///< K
    double potential = 0;    ///< eV/atom
    double length = 0;       ///< angstrom, along z
    double pressure = 0;     ///< eV/angstrom^3, along z
};
struct FrontFrame {
    double time = 0;  ///< fs
    PhaseProfile profile;
};

/// What a run left, before anything is made of it.
struct FrontTrace {
    CoexistenceRequest request;
    double atoms = 0, area = 0;
    PhaseState solid, liquid;
    OrderMeasure order;
    std::vector<FrontRow> rows;
    std::vector<FrontFrame> frames;
    enum class Start {
        stacked,      ///< the run was made
        superheated,  ///< the crystal melted by itself before it could be stacked
        undercooled   ///< the melt froze, or would not melt
    } start = Start::stacked;
};

/// Needs `request.temperature`, `time`, `bath`; `size` of a new run; `before`, the directory of the
/// run that is continued, and its trace. Everything is kept in `directory`, where an interrupted
/// run goes on. Throws as `run_md`.
FrontTrace run_front(const CoexistenceMd&, const CoexistenceRequest&, const BlockSize& size,
                     std::uint64_t seed, const std::filesystem::path& directory, const RunContext&);
/// The same for `request.continues`: from the last configuration in `before` on.
FrontTrace continue_front(const CoexistenceMd&, const CoexistenceRequest&, const FrontTrace& so_far,
                          std::uint64_t seed, const std::filesystem::path& before,
                          const std::filesystem::path& directory, const RunContext&);

/// Solid and liquid by themselves, and the order that tells them apart: a trace without rows.
FrontTrace run_phases(const CoexistenceMd&, double temperature, const BlockSize& size,
                      std::uint64_t seed, const std::filesystem::path& directory,
                      const RunContext&);

/// Appends windows and configurations of a job's last stage to a trace; needs its atoms and order.
void read_trace(const MdResult&, const CoexistenceMd&, FrontTrace&);

/// Solid below, liquid above, in the solid's cross-section; ends of the liquid are kept apart from
/// the solid by gaps that leave no two atoms nearer than `least` angstrom across a front.
Structure stacked(const Structure& solid, const Structure& liquid, double least);

Value to_value(const FrontTrace&);
FrontTrace front_trace(const Value&);

}  // namespace crucible
