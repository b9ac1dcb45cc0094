#pragma once
// The level `integrate` of polymorphs.free-energy: thermodynamic integration of one phase.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/data/table.hpp"
#include "crucible/study/registry.hpp"
#include "crucible/thermo/chemical_potentials.hpp"
#include "crucible/thermo/crystal_integration.hpp"
#include "crucible/thermo/enthalpy_branch.hpp"

namespace crucible {

inline std::span<const Name> names(ReferenceKind) {
    static constexpr Name all[] = {
        {"harmonic", "the crystal's own modes: little is left to integrate"},
        {"einstein", "independent springs, after Frenkel and Ladd; noisier by far"}};
    return all;
}

struct IntegrateLevel {
    static constexpr std::string_view name = "integrate";
    static constexpr std::string_view sentence =
        "Thermodynamic integration from a known crystal by molecular dynamics, with switching";
    ReferenceKind reference = ReferenceKind::harmonic;
    Length width{8.5};
    int nodes = 5;
    int steps = 8000;
    int switches = 3;
    double dissipation = 0.02;
    int cell_steps = 3000;
    void describe(Fields& f) {
        f("reference", reference, "Crystal of known free energy that the integration begins with");
        f("width", width, "Least width of the supercell").within(1, 200);
        f("nodes", nodes, "Mixtures of reference and crystal that are sampled").within(3, 16);
        f("steps", steps, "Steps of dynamics at each, and of each switch").within(200, 1e9);
        f("switches", switches, "Pairs of switches forth and back; 0 leaves them out")
            .within(0, 1000);
        f("dissipation", dissipation, "Most that switching may dissipate, kT per atom")
            .within(1e-6, 10);
        f("cell_steps", cell_steps, "Steps of each sampling of the stress, before the integration")
            .within(200, 1e9);
    }
    CrystalIntegrationSettings settings(double pressure, double temperature,
                                        std::uint64_t seed) const;
    /// Whether the settings, one by one in their ranges, fit each other: one pair of switches has
    /// no error. Throws InputError (E-integrate-settings).
    void check() const;
};

struct PhaseIntegrals {
    std::vector<ChemicalPotential> mu;
    Table table;  ///< what `integrals_table` makes, a row per point that was integrated
};

/// Integrates the phase at every pressure and temperature; resumes from the item's checkpoint.
/// Temperatures of 0 K have no dynamics and are an InputError (E-integrate-settings).
PhaseIntegrals integrate_phase(const IntegrateLevel&, const EnthalpyBranch&, EnergyModel&,
                               std::span<const double> pressures,
                               std::span<const double> temperatures, std::int64_t item, Worker&);

}  // namespace crucible
