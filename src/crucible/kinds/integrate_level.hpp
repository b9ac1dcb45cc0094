#pragma once
// The level `integrate` of polymorphs.free-energy: thermodynamic integration of one phase.

#include <cstdint>
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

enum class IntegrationPlan { points, lines };
inline std::span<const Name> names(IntegrationPlan) {
    static constexpr Name all[] = {
        {"points", "an integration at every pressure and temperature"},
        {"lines", "one for each phase, and from there along lines of sampled crystals"}};
    return all;
}

struct IntegrateLevel {
    static constexpr std::string_view name = "integrate";
    static constexpr std::string_view sentence =
        "Thermodynamic integration from a known crystal by molecular dynamics, with switching";
    IntegrationPlan plan = IntegrationPlan::points;
    ReferenceKind reference = ReferenceKind::harmonic;
    Length width{8.5};
    int nodes = 5;
    int steps = 8000;
    int switches = 3;
    double dissipation = 0.02;
    int cell_steps = 3000;
    void describe(Fields& f) {
        f("plan", plan,
          "Where phases are integrated; lines need three pressures, or one, and three temperatures "
          "or one");
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
    /// Whether the settings, one by one in their ranges, fit each other and the grid: one pair of
    /// switches has no error, there is no dynamics at 0 K, lines need one point or three. Throws
    /// InputError (E-integrate-settings).
    void check(std::span<const double> pressures, std::span<const double> temperatures) const;
};

/// Pressures (eV/angstrom^3) and temperatures (K), both ascending; point i of it is at pressure
/// i % n_pressures and temperature i / n_pressures.
struct StateGrid {
    std::vector<double> pressures, temperatures;
    std::size_t size() const { return pressures.size() * temperatures.size(); }
    double pressure(std::size_t i) const { return pressures[i % pressures.size()]; }
    double temperature(std::size_t i) const { return temperatures[i / pressures.size()]; }
};
/// The point at which lines begin: the lowest temperature, at the pressure nearest to that at which
/// the phase was taken up.
std::size_t first_of_lines(const EnthalpyBranch&, const StateGrid&);

struct PhaseIntegrals {
    std::vector<ChemicalPotential> mu;
    Table table;  ///< a row per point that was integrated or sampled
};

/// One point of the grid, which is item `item`; resumes from that item's checkpoint. Sampled points
/// of lines have no chemical potential yet: their state is `beyond`.
PhaseIntegrals integrate_point(const IntegrateLevel&, const EnthalpyBranch&, EnergyModel&,
                               const StateGrid&, std::size_t point, std::int64_t item, Worker&);

/// Fills in the chemical potentials that lines lead to, from the table of all points of a phase.
void follow_lines(PhaseIntegrals&, const StateGrid&, std::size_t first, std::uint64_t seed);

}  // namespace crucible
