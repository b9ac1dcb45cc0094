#pragma once
// Does a structure hold? A short run of molecular dynamics from it: how far the energy falls and
// the atoms move. A model that data alone made falls; a glass at its own temperature stays.

#include "crucible/dynamics/md_job.hpp"

namespace crucible {

struct HoldSettings {
    double temperature = 300;  ///< K
    double picoseconds = 10;
    double time_step = 2;          ///< fs
    double thermostat_time = 100;  ///< fs
    std::uint64_t seed = 1;        ///< of the velocities
};

struct HoldResult {
    double energy_start = 0;  ///< eV/atom, potential energy of the structure as given
    double energy_end = 0;    ///< eV/atom, mean potential energy over the last fifth of the run
    double rmsd = 0;  ///< angstrom, root mean square displacement at the end, drift taken off
    double pressure_start = 0;  ///< eV/angstrom^3, of the structure as given, at its temperature
    double pressure = 0;        ///< eV/angstrom^3, mean over the last fifth
    Structure end;              ///< with velocities
};

/// Dynamics in the structure's own cell (NVT) with thermal velocities. The cost is that of
/// `md_cost(hold_job(...))`, 27 CPU s for 2000 atoms and 10 ps. Throws as `run_md`.
HoldResult hold_test(const Structure&, const ModelChoice&, const HoldSettings&, const MdRunOptions&,
                     const RunContext&);
/// The job that it runs, for its cost.
MdJob hold_job(const Structure&, const ModelChoice&, const HoldSettings&);

/// Root mean square displacement of atoms whose positions follow them out of the cell, after the
/// mean displacement is taken off; angstrom. Cells of other shape are compared in the fractional
/// coordinates of each, on the lattice of `from`. Throws InconsistentError (E-md-result) for
/// structures of different size.
double rms_displacement(const Structure& from, const Structure& to);

}  // namespace crucible
