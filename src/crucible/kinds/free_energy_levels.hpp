#pragma once
// The levels of theory of polymorphs.free-energy: a group of parameters each, and what one gives
// for one phase.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/data/table.hpp"
#include "crucible/thermo/quasi_harmonic.hpp"

namespace crucible {

struct PressureGrid {
    Range<Pressure> range{{0}, {20 * constants::gpa}};
    Pressure step{2 * constants::gpa};
    std::vector<Pressure> list;
    void describe(Fields& f) {
        f("range", range, "Lowest and highest pressure").within(-100, 1000);
        f("step", step, "Distance of the pressures in the range").within(1e-3, 1000);
        f("list", list, "The pressures themselves, instead of a range").within(-100, 1000);
    }
    /// Ascending, eV/angstrom^3. Throws InputError (E-thermo-branch) for more than ten thousand.
    std::vector<double> values() const;
};

inline std::span<const Name> names(VibrationStatistics) {
    static constexpr Name all[] = {
        {"classical", "configurational free energy, no masses, thermal wavelength 1 angstrom"},
        {"quantum", "zero-point motion and heat of the nuclei, with their masses"}};
    return all;
}

struct HarmonicLevel {
    static constexpr std::string_view name = "harmonic";
    static constexpr std::string_view sentence =
        "Quasi-harmonic: modes of all waves at volumes along the branch";
    VibrationStatistics statistics = VibrationStatistics::classical;
    Length mesh{28};
    int volumes = 14;
    Length images{12};
    Length displacement{0.005};
    void describe(Fields& f) {
        f("statistics", statistics, "Classical or quantum nuclei");
        f("mesh", mesh, "Waves as of a supercell so wide; half of it gives the error")
            .within(2, 500);
        f("volumes", volumes, "Volumes at which modes are computed").within(6, 200);
        f("images", images, "Models without analytic Hessians: width of the supercell of forces")
            .within(1, 200);
        f("displacement", displacement, "Models without analytic Hessians: of differences")
            .within(1e-4, 0.1);
    }
    QuasiHarmonicSettings settings() const;
};

struct BasinLevel {
    static constexpr std::string_view name = "basin";
    static constexpr std::string_view sentence =
        "Enthalpy less T times the entropy of the basin, from a search's frequencies";
    Ref<Artefact::table> basins;
    void describe(Fields& f) {
        f("basins", basins, "Table of polymorphs.basins: label, entropy, error, component")
            .required("@basins");
    }
};

/// What one level gives for one phase.
struct PhaseFreeEnergy {
    std::vector<ChemicalPotential> mu;
    EnthalpyBranch branch;  ///< of its points' structures only that at `start` is kept
    Structure at_start;     ///< relaxed; empty if the phase was lost everywhere
    Table modes, density;   ///< rows of this phase; empty for levels without modes
    Table integrals;        ///< rows of this phase; without columns for other levels
};
/// Adds the rows of `more`; columns are matched by place.
void append_rows(Table& all, const Table& more);
/// Gives the phase another name wherever it has one.
void rename_phase(PhaseFreeEnergy&, const std::string& label);
/// Columns phase, space_group, state, pressure, enthalpy, energy, volume.
Table branch_table(const EnthalpyBranch&);
std::string encode(const PhaseFreeEnergy&);
/// Throws InputError for damaged records.
PhaseFreeEnergy decode_phase(std::string_view record);

/// Without chemical potentials yet, and without modes.
PhaseFreeEnergy phase_at_rest(EnthalpyBranch);
PhaseFreeEnergy harmonic_phase(const HarmonicLevel&, EnthalpyBranch, EnergyModel&,
                               std::span<const double> pressures,
                               std::span<const double> temperatures);

/// Entropies by label, from the table of polymorphs.basins.
struct BasinEntropies {
    struct Entry {
        double entropy = 0, error = 0;  ///< kB per formula unit
        std::string component;
    };
    std::vector<std::pair<std::string, Entry>> entries;
    std::string main_component;  ///< that with most phases

    /// Throws InputError (E-thermo-table) for a table of another kind.
    static BasinEntropies of(const Table&, const std::string& file);
    const Entry* find(const std::string& label) const;
};
/// h(P) - T s. Entropies of different components have no common zero, so that components other
/// than the main one are levels of their own.
std::vector<ChemicalPotential> basin_potentials(const EnthalpyBranch&, const BasinEntropies&,
                                                std::span<const double> pressures,
                                                std::span<const double> temperatures);

}  // namespace crucible
