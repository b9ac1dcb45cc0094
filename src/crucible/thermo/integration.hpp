#pragma once
// The free energy of a crystal, integrated from one that is known (Frenkel and Ladd).
//
//   A = U(sites) + A_ref + int_0^1 <U - U(sites) - U_ref>_lambda dlambda,
//   U_lambda = (1 - lambda) U_ref + lambda (U - U(sites))
//
// All of it is configurational: momenta are left out and every thermal wavelength is one angstrom.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/energy/energy_model.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/thermo/reference_crystal.hpp"

namespace crucible {

/// U_lambda in the coordinates of a reference. One model evaluation per step serves every lambda.
class MixedSurface final : public Surface {
public:
    /// `sites` are where the reference is at rest; all three must outlive this.
    MixedSurface(const Structure& sites, EnergyModel&, const ReferenceCrystal&);
    void evaluate(std::span<const double> y) override;
    std::span<const double> force() const override { return force_; }
    /// Mixes what was evaluated last anew.
    void set_lambda(double lambda);
    double difference() const { return energy_ - reference_energy_; }  ///< eV, U - U(sites) - U_ref
    double energy() const { return energy_; }                          ///< eV, U - U(sites)
    double site_energy() const { return site_energy_; }                ///< eV, U(sites)
    std::span<const double> displacement() const { return u_; }        ///< (3 n_atoms) angstrom
    const Mat3& stress() const { return evaluation_.stress; }  ///< eV/angstrom^3, of U alone
    void forget() { model_.forget(); }

private:
    void mix();
    EnergyModel& model_;
    const ReferenceCrystal& reference_;
    const Structure& sites_;
    Structure now_;
    Evaluation evaluation_;
    std::vector<double> u_, pulled_, atom_force_, crystal_force_, y_, force_;
    double lambda_ = 0, energy_ = 0, reference_energy_ = 0, site_energy_ = 0;
};

/// Tells when an atom has left its site: its position, averaged over a hundred steps so that no
/// swing counts, is farther off than a part of the way to its nearest neighbour.
class PlaceWatch {
public:
    PlaceWatch(const Structure& sites, double part);
    /// After every step; `u` (3 n_atoms) angstrom.
    void see(std::span<const double> u, std::size_t step);
    const std::optional<std::size_t>& lost() const { return state_.lost; }

    struct State {
        std::vector<double> sum;  ///< (3 n_atoms) of this window
        std::size_t n = 0;
        std::optional<std::size_t> lost;
    };
    const State& state() const { return state_; }
    void resume(State state) { state_ = std::move(state); }

private:
    std::vector<double> leash2_;  ///< (n_atoms) angstrom^2
    State state_;
};

struct SamplingSettings {
    double temperature = 0;           ///< K
    double time_step = 0.25;          ///< of the reference's swings over 2 pi
    double friction = 1;              ///< per the same
    std::size_t equilibration = 300;  ///< steps
    std::size_t steps = 10'000;       ///< per lambda, after it
    std::uint64_t seed = 1;
    double left_places = 0.5;  ///< of the distance to the nearest neighbour: farther is lost
};

/// What a crystal did at one lambda.
struct LambdaAverage {
    double lambda = 0;
    Estimate difference;  ///< eV per cell, <U - U(sites) - U_ref>
    double variance = 0;  ///< eV^2, of it: its slope in lambda is -variance/kT
    double memory = 0;    ///< steps, integrated autocorrelation time
    Estimate energy;      ///< eV per cell, <U> with U(sites)
    Mat3 stress;          ///< eV/angstrom^3, mean, without the atoms' motion
    Mat3 stress_error;    ///< component by component
    /// Step at which an atom's position, averaged over a hundred steps, was too far from its site.
    std::optional<std::size_t> lost;
};

/// Where a run stands: saved and read by `LambdaRun`; a few numbers per step.
struct LambdaProgress {
    LangevinState state;
    std::vector<double> differences, energies;  ///< (steps done) eV
    std::vector<double> stresses;               ///< (steps done / 10, 6) xx yy zz yz xz xy
    PlaceWatch::State places;
};

/// Sampling at one lambda, to be stopped and gone on with at any step that a hundred divides; the
/// result does not depend on where it was stopped.
class LambdaRun {
public:
    /// Throws InputError (E-integrate-settings) for settings that make no sense. `item` names the
    /// random numbers, so that no two runs share any.
    LambdaRun(const Structure& sites, EnergyModel&, const ReferenceCrystal&, double lambda,
              const SamplingSettings&, std::uint64_t item);
    /// A hundred steps, or what is left.
    void advance();
    bool done() const;
    void resume(LambdaProgress);
    const LambdaProgress& progress() const { return progress_; }
    LambdaAverage average() const;

private:
    void record();
    MixedSurface surface_;
    Langevin dynamics_;
    SamplingSettings settings_;
    double lambda_ = 0;
    PlaceWatch watch_;
    LambdaProgress progress_;
};

/// Nodes and weights on [0, 1].
struct LambdaRule {
    std::vector<double> lambda, weight;
};
/// Gauss and Legendre's rule of n nodes, 1 <= n <= 64: exact up to the power 2 n - 1.
LambdaRule gauss_legendre(std::size_t n);
/// Gauss and Radau's rule of n nodes, 2 <= n <= 64, the last of them at 1, so that the crystal's
/// own averages come with the integral: exact up to the power 2 n - 2.
LambdaRule gauss_radau(std::size_t n);

/// The integral of averages at the nodes of a rule.
struct Integral {
    Estimate work;  ///< eV per cell; the error is statistical and numerical together
    double quadrature =
        0;  ///< eV, the numerical part: how much it changes when slopes are used, too
};
Integral integrate(const LambdaRule&, const std::vector<LambdaAverage>&, double thermal_energy);

}  // namespace crucible
