#pragma once
// Which of several phases is stable at a pressure and a temperature: boundaries with their
// uncertainty, triple points, fields, the order of the metastable phases.

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crucible/thermo/chemical_potentials.hpp"

namespace crucible {

/// A phase that has the lowest chemical potential from one pressure to another.
struct StableRange {
    std::size_t phase = 0;     ///< index into PhaseStability::phases()
    double low = 0, high = 0;  ///< eV/angstrom^3
};

/// Where one stable phase gives way to the next along the pressure.
struct PhaseBoundary {
    enum class Kind {
        crossing,   ///< chemical potentials are equal
        ends,       ///< the phase is lost there (or the next one found), without being equal
        continuous  ///< equal within errors, as are the volumes: no transition of first order
    } kind = Kind::crossing;
    double temperature = 0;                     ///< K
    std::size_t low_phase = 0, high_phase = 0;  ///< stable below and above
    double pressure = 0;                        ///< eV/angstrom^3
    /// eV/angstrom^3: errors of both chemical potentials over the difference of the slopes, which
    /// are volumes. For `ends`, half the step of the grid.
    double error = 0;
};

/// Where three phases are in equilibrium.
struct TriplePoint {
    std::size_t low_phase = 0, middle_phase = 0, high_phase = 0;  ///< by pressure
    double pressure = 0, temperature = 0;                         ///< eV/angstrom^3, K
    double pressure_error = 0;                                    ///< of the boundaries there
};

/// The part of the plane in which a phase is stable: ascending temperatures, each with a range of
/// pressures.
struct StableField {
    std::size_t phase = 0;
    std::vector<double> temperature, low, high;
};

/// A phase at a place, by rank: the stable one first.
struct RankedPhase {
    std::size_t phase = 0;
    double above = 0;  ///< eV per formula unit, above the stable one
    double error = 0;  ///< eV per formula unit, of that difference
};

/// One level of theory; levels are not comparable. Between the pressures of the grid chemical
/// potentials are cubics whose slopes are the volumes; between its temperatures they are linear.
/// Nothing is extrapolated, and no phase counts between a point where it stays and one where it
/// does not.
class PhaseStability {
public:
    /// Throws InputError (E-thermo-diagram) for several levels, for two numbers for one phase at
    /// one place, and where no phase stays anywhere; ResourceError (E-thermo-diagram) for ten
    /// million places.
    explicit PhaseStability(std::span<const ChemicalPotential> one_level);

    const std::string& level() const { return level_; }
    const std::vector<std::string>& phases() const { return phases_; }
    const std::vector<double>& pressures() const { return pressures_; }
    const std::vector<double>& temperatures() const { return temperatures_; }

    struct Place {
        double mu = 0, error = 0, volume = 0;  ///< eV, eV, angstrom^3, per formula unit
    };
    /// Nothing where the phase does not count.
    std::optional<Place> at(std::size_t phase, double pressure, double temperature) const;

    /// Phases closer than this, eV per formula unit, count as one as long as they are: a
    /// second-order transition is no crossing. So do phases whose volumes are as near as `alike`,
    /// relative, within twice the errors of their chemical potentials. The first listed is named.
    static constexpr double equal = 1e-5, alike = 1e-3;

    std::vector<StableRange> stable_along(double temperature) const;
    std::vector<PhaseBoundary> boundaries(double temperature) const;
    std::vector<TriplePoint> triple_points() const;
    /// Outlines at `per_row` temperatures for each of the grid.
    std::vector<StableField> fields(int per_row = 8) const;
    std::vector<RankedPhase> order(double pressure, double temperature) const;

private:
    /// Both errors over the difference of the volumes; half the grid's step without one.
    double boundary_error(std::size_t a, std::size_t b, double pressure, double temperature) const;
    /// Where two phases are equal between two pressures, if they are.
    std::optional<double> crossing(std::size_t a, std::size_t b, double temperature, double low,
                                   double high) const;
    /// Where the field of the middle one of three begins, between a temperature that has it and one
    /// that has not.
    std::optional<TriplePoint> meeting(const std::array<StableRange, 3>&, double with,
                                       double without) const;
    std::size_t lowest(double pressure, double temperature, std::size_t previous) const;

    std::string level_;
    std::vector<std::string> phases_;
    std::vector<double> pressures_, temperatures_;  ///< ascending
    std::vector<std::optional<Place>> places_;      ///< (phases, temperatures, pressures)
};

/// The table's levels, in order of appearance.
std::vector<std::vector<ChemicalPotential>> by_level(std::span<const ChemicalPotential>);

}  // namespace crucible
