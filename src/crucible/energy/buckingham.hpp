#pragma once
// Rigid ions: Coulomb and Buckingham potentials summed over an infinite crystal.
//
//   U_ij(r) = q_i q_j / r + A_ij exp(-r / rho_ij) - C_ij / r^6
//
// Both slow terms, r^-1 and r^-6, are split at the same width and summed by Ewald's method
// (Karasawa and Goddard 1989, doi:10.1021/j100358a012), so nothing is truncated and the energy is a
// smooth function of the cell.

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "crucible/energy/energy_model.hpp"

namespace crucible {

/// One pair of species. `a` eV, `rho` angstrom, `c` eV angstrom^6; a = 0 or c = 0 leaves a term
/// out.
struct BuckinghamPair {
    double a = 0, rho = 1, c = 0;
};

struct BuckinghamParameters {
    std::string name;
    std::string source;                 ///< where the numbers come from, for provenance
    std::vector<int> numbers;           ///< (n_species) atomic numbers
    std::vector<double> charges;        ///< (n_species) e
    std::vector<BuckinghamPair> pairs;  ///< (n_species, n_species), symmetric, row-major

    const BuckinghamPair& pair(std::size_t s, std::size_t t) const {
        return pairs[s * numbers.size() + t];
    }
};

/// Matsui and Akaogi's rigid-ion model of TiO2 (Mol. Simul. 6, 239 (1991),
/// doi:10.1080/08927029108022432), with the rounded A, rho, C of the arXiv:1909.08934 data.
BuckinghamParameters matsui_akaogi();
/// Parameters by name. Throws InputError (E-energy-preset) with the nearest name.
BuckinghamParameters buckingham_preset(const std::string& name);
/// Names that `buckingham_preset` knows.
std::vector<std::string> buckingham_presets();

/// What to do when two atoms are nearer than the top of the barrier in front of the r^-6 abyss.
enum class ShortRange {
    refuse,  ///< throw UnstableError (E-energy-collapse)
    patch,   ///< go on with a constant repulsive force; `Evaluation::patched` counts such pairs
};

/// The split of the two lattice sums. The sums are complete within both cut-offs, so energies do
/// not depend on the choice of cell at any accuracy.
struct EwaldSettings {
    double alpha = 0;     ///< 1/angstrom, width of both splits: erfc(alpha r)/r
    double real_cut = 0;  ///< angstrom
    double k_cut = 0;     ///< 1/angstrom, |k| with the 2 pi
};
/// Settings whose truncation error is about `accuracy` eV per atom, measured on oxides with charges
/// of 1 to 2 e. `real_cut` 0 takes the value that is fastest for cells of 6 to 40 atoms. The Born
/// repulsion beyond `real_cut` is not looked at. Throws InputError (E-energy-parameters).
EwaldSettings ewald_settings(double accuracy, double real_cut = 0);
/// The same, with the cut-off long enough for these parameters' Born repulsion, too.
EwaldSettings ewald_settings(const BuckinghamParameters&, double accuracy);

struct BuckinghamSettings {
    EwaldSettings ewald = ewald_settings(1e-7, 7.0);
    ShortRange short_range = ShortRange::refuse;
};

/// The fast path: vectorised, no allocation once warm, image lists kept between evaluations.
/// O(n^2) in time and memory; meant for cells of up to about a thousand atoms.
class BuckinghamCoulomb final : public EnergyModel {
public:
    /// Throws InputError (E-energy-parameters) for parameters or settings that make no sense.
    explicit BuckinghamCoulomb(BuckinghamParameters parameters, BuckinghamSettings settings = {});
    BuckinghamCoulomb(BuckinghamCoulomb&&) noexcept;
    ~BuckinghamCoulomb() override;

    /// Throws InputError for elements without parameters (E-energy-element), for a charged or not
    /// three-dimensionally periodic cell (E-energy-cell), UnstableError as `ShortRange` says and
    /// for a degenerate cell (E-energy-thin), ResourceError (E-energy-size) for far too many atoms.
    void evaluate(const Structure&, Evaluation&) override;
    std::unique_ptr<EnergyModel> clone() const override;
    std::string description() const override;
    /// The Born repulsion of neighbours, A/rho^2 exp(-r/rho).
    void springs(const Structure&, std::vector<Spring>& out) override;
    double roughness() const override;
    void forget() override;

    const BuckinghamParameters& parameters() const;
    const BuckinghamSettings& settings() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The same sums, written down plainly, term by term; for tests. Nothing is patched or refused.
void evaluate_reference(const BuckinghamParameters&, const EwaldSettings&, const Structure&,
                        Evaluation&);

/// The radii that guard a pair: `barrier` where the force turns attractive towards r = 0, `patch`
/// where the repulsion is strongest. Both 0 when the pair has no barrier. Angstrom.
struct PairGuard {
    double barrier = 0, patch = 0;
    double energy = 0, slope = 0;  ///< U and dU/dr at `patch`, eV and eV/angstrom
};
PairGuard pair_guard(const BuckinghamPair&, double charge_product);

}  // namespace crucible
