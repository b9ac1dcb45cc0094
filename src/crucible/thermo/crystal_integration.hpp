#pragma once
// The chemical potential of a crystal at a pressure and a temperature by thermodynamic integration,
// from its file to the number; stopped and gone on with at any time.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/thermo/pressed_crystal.hpp"
#include "crucible/thermo/switching.hpp"

namespace crucible {

enum class ReferenceKind {
    harmonic,  ///< the crystal's own modes: little work is left, so little noise
    einstein   ///< independent springs (Frenkel and Ladd): assumes nothing, costs ten times more
};

enum class IntegrationPart {
    whole,   ///< the chemical potential
    crystal  ///< the crystal's own averages alone: enthalpy, volume, stress
};

struct CrystalIntegrationSettings {
    PressedCrystalSettings press;  ///< pressure, width; its sampling has the temperature and seed
    ReferenceKind reference = ReferenceKind::harmonic;
    IntegrationPart part = IntegrationPart::whole;
    std::size_t nodes = 5;       ///< of Radau's rule
    std::size_t steps = 10'000;  ///< at each
    /// Pairs of switches of `steps` steps; 0 leaves them out.
    int switches = 3;
    double most_dissipation = 0.02;  ///< kT per atom
};

/// How a crystal of the sampled size differs from one without end.
enum class SizeCorrection {
    harmonic,    ///< its modes on a fine mesh of waves stand in for those of the supercell
    logarithmic  ///< kT ln(N)/2 per supercell, where some modes are imaginary; counts as error, too
};

/// Energies in eV per supercell, configurational (see integration.hpp).
struct CrystalIntegral {
    Structure cell;             ///< at rest, the reference's sites
    std::size_t n_atoms = 0;    ///< of the supercell
    double n_units = 0;         ///< formula units in it
    double thermal_energy = 0;  ///< kT
    double volume = 0;          ///< angstrom^3, of the supercell
    double site_energy = 0, reference = 0, centre = 0;
    Integral quadrature;
    std::vector<LambdaAverage> averages;  ///< at the nodes; the last is the crystal itself
    std::optional<SwitchResult> switched;
    double pressure = 0;      ///< eV/angstrom^3, wanted
    double residual = 0;      ///< eV/angstrom^3, sampled less wanted
    double bulk_modulus = 0;  ///< eV/angstrom^3
    double free_energy = 0;   ///< A of this many atoms, all of the above
    double size_shift = 0;    ///< to be added for a crystal without end
    SizeCorrection correction = SizeCorrection::harmonic;
    std::size_t raised = 0;           ///< modes too soft or imaginary, stiffened in the reference
    std::optional<std::size_t> lost;  ///< step at which an atom left its place
    bool has_changed = false;         ///< at rest it has another space group than it began with
    bool is_irreversible = false;     ///< switching dissipated too much

    /// eV per formula unit: G = A + P V - V residual^2 / (2 B), of a crystal without end.
    Estimate chemical_potential() const;
    /// The same of this many atoms, with kT 2 ln(N)/N per atom added, as arXiv:1909.08934's tables
    /// are said to have it (Vega et al. 2008, doi:10.1088/0953-8984/20/15/153101).
    double chemical_potential_of_size() const;
    /// eV per formula unit, <U> + P V - V residual^2 / (2 B) of this many atoms with their centre
    /// held: the slope in 1/T of mu/T without `size_shift`.
    Estimate enthalpy() const;
    /// angstrom^3 per formula unit, at the pressure that was wanted: `residual` relaxed by
    /// `bulk_modulus`, with the error of the sampled stress.
    Estimate volume_at_pressure() const;
};

class CrystalIntegration {
public:
    /// `model` must outlive this. Throws InputError (E-integrate-settings, E-integrate-modes).
    CrystalIntegration(const Structure& start, EnergyModel& model,
                       const CrystalIntegrationSettings&);
    ~CrystalIntegration();
    /// A hundred steps, a cell, or a pair of switches. Throws Stopped when the context asks.
    void advance(const RunContext&);
    bool done() const;
    double fraction() const;  ///< of the work, 0 to 1
    CrystalIntegral result() const;
    std::string save() const;
    /// Throws InputError (E-model) for bytes of something else.
    void restore(std::string_view bytes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// eV per cell: what the modes of an endless crystal give in place of those of `crystal`'s
/// supercell and of its centre; nothing where it has imaginary modes. Meshes of waves are refined
/// and extrapolated, good to 1e-4 kT per atom.
std::optional<double> endless_shift(const PressedCrystal& crystal, EnergyModel&,
                                    double thermal_energy);

}  // namespace crucible
