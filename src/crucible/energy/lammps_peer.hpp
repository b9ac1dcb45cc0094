#pragma once
// LAMMPS as a peer for benchmarks and tests: one process per job, timed.

#include <optional>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// One finished process.
struct LammpsRun {
    double wall_seconds = 0, cpu_seconds = 0;
    std::string output;  ///< what it printed
    std::string result;  ///< content of the file `result`, if the script wrote one
};

/// The program `lmp` in PATH, or "".
std::string find_lammps();
/// Runs `script` (our own text, never a user's) in a fresh temporary directory that also holds the
/// file `data`; the directory is removed afterwards. Nothing when the process failed.
std::optional<LammpsRun> run_lammps(const std::string& program, const std::string& script,
                                    const std::string& data);

/// CPU seconds per step and atom of the last run, from "Loop time of X on P procs for N steps with
/// M atoms" and "Y% CPU use"; 0 when they are not there.
double lammps_loop_time(const std::string& output);

/// The cell must have a along x and b in the x-y plane. Atoms of style charge, types by ascending
/// place of Z in `types`, charges in e.
std::string lammps_charge_data(const Structure&, const std::vector<int>& types,
                               const std::vector<double>& charges);
/// Relaxes positions and cell of TiO2 (types Ti, O) with the Matsui-Akaogi potential the way a
/// random search drives LAMMPS: box/relax and plain minimisation by turns.
std::string lammps_relax_script(double pressure_gpa);

}  // namespace crucible
