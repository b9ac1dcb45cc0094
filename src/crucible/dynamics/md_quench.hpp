#pragma once
// Melt and quench: from a composition to a glass, as one molecular-dynamics job.

#include <string>

#include "crucible/atoms/elements.hpp"
#include "crucible/dynamics/md_job.hpp"

namespace crucible {

enum class QuenchStart {
    lattice,  ///< face-centred cubic sites, elements at random
    random    ///< random places no nearer than 0.75 of the mean distance, then minimised
};

struct QuenchSettings {
    Composition atoms;  ///< Z -> number of atoms
    ModelChoice model;
    QuenchStart start = QuenchStart::lattice;
    double melt_temperature = 2000;  ///< K
    double melt_time = 10'000;       ///< fs
    double rate = 0.0210;            ///< K/fs
    double final_temperature = 300;  ///< K
    double hold_time = 5'000;        ///< fs
    double time_step = 2;            ///< fs
    double pressure = 0;             ///< eV/angstrom^3
    double thermostat_time = 200;    ///< fs
    double barostat_time = 1000;     ///< fs
    std::uint64_t seed = 1;
};

/// `total` atoms in the proportions of a formula: largest remainders, so that the counts add up.
/// Throws InputError (E-md-job) when an element would be left without an atom.
Composition share_atoms(const Composition& formula, int total);

/// Where the atoms start: in a cubic cell of 1.1 times the volume of spheres with the covalent
/// radii, which melts of metals find within a picosecond of constant pressure.
Structure quench_start(const QuenchSettings&);
/// Melt, quench, hold at constant pressure; then the inherent structure in the fixed cell. Throws
/// InputError (E-md-job) for settings that make no sense.
MdJob quench_job(const QuenchSettings&);

struct QuenchResult {
    Structure target;            ///< at the end of the hold, atoms inside the cell
    Structure inherent;          ///< the minimum below it, same cell
    double energy = 0;           ///< eV/atom, potential, of `target`
    double inherent_energy = 0;  ///< eV/atom
    double number_density = 0;   ///< atoms/angstrom^3
    double mass_density = 0;     ///< g/cm^3
    double box = 0;              ///< angstrom, cube root of the volume
    double pressure = 0;         ///< eV/angstrom^3, mean over the hold
    double pressure_error = 0;   ///< standard error of that mean, from blocks
    double temperature = 0;      ///< K, mean over the hold
    double hold_rmsd = 0;        ///< angstrom, from the start to the end of the hold
};
/// `result` must be that of `quench_job(settings)`.
QuenchResult quench_result(const QuenchSettings&, const MdResult&);

}  // namespace crucible
