#pragma once
// What every level of theory says of a crystal at a pressure and a temperature, and its table: the
// basin entropy, the harmonic crystal and thermodynamic integration all write it, a phase diagram
// reads one or more of them.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/data/table.hpp"

namespace crucible {

/// What became of a phase at a pressure and a temperature.
enum class PhaseFate {
    stays,         ///< the crystal is what its name says, and its chemical potential is known
    lost,          ///< it has turned into another crystal, or found no minimum
    imaginary,     ///< modes without a restoring force: harmonic theory does not apply
    beyond,        ///< its volume there lies outside the volumes that were computed
    irreversible,  ///< the work of switching forth and back differs too much to trust the mean
};
std::string_view name(PhaseFate);

/// One phase at one pressure and temperature. Chemical potentials are configurational, with a
/// thermal wavelength of 1 angstrom for every atom unless `level` says "quantum".
struct ChemicalPotential {
    std::string phase;        ///< label
    std::string space_group;  ///< short international symbol; "" where not known
    std::string level;        ///< "basin", "harmonic", "harmonic-quantum", "integrate"
    double pressure = 0;      ///< eV/angstrom^3
    double temperature = 0;   ///< K
    PhaseFate state = PhaseFate::stays;
    double mu = 0;        ///< eV per formula unit; NaN unless it stays or is irreversible
    double error = 0;     ///< eV per formula unit, standard error of mu; NaN with it
    double enthalpy = 0;  ///< eV per formula unit, static: E + PV at its minimum; NaN if lost
    double volume = 0;    ///< angstrom^3 per formula unit, at this P and T; NaN if lost

    /// Whether it may compete for stability.
    bool counts() const;
};

/// Columns phase, space_group, level, pressure (GPa), temperature (K), state, mu, error, enthalpy
/// (kcal/mol per formula unit), volume (angstrom^3); a number that is missing is an empty field.
Table table_of(std::span<const ChemicalPotential>);
/// What `table_of` wrote. Throws InputError (E-thermo-table) for a column that is missing, a state
/// that nobody knows, a phase that stays without a finite mu, and a pressure or temperature that is
/// missing; `file` names the table in messages.
std::vector<ChemicalPotential> chemical_potentials(const Table&, const std::string& file);

}  // namespace crucible
