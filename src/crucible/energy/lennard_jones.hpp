#pragma once
// The Lennard-Jones potential, cut off: U(r) = 4 epsilon [(sigma/r)^12 - (sigma/r)^6], r <= cutoff.

#include <vector>

#include "crucible/energy/energy_model.hpp"

namespace crucible {

/// One pair of elements; epsilon eV, sigma angstrom.
struct LennardJonesPair {
    int first = 0, second = 0;  ///< Z, either order
    double epsilon = 0, sigma = 1;
};

enum class CutOff {
    plain,           ///< the energy jumps to zero at the cut-off
    shifted_energy,  ///< lifted so that it goes to zero there
    shifted_force    ///< lifted and tilted so that the force does, too
};

/// O(N) in atoms.
class LennardJones final : public EnergyModel {
public:
    /// Throws InputError (E-energy-parameters) for cut-offs or pairs that make no sense.
    LennardJones(std::vector<LennardJonesPair>, double cutoff, CutOff = CutOff::shifted_energy);
    LennardJones(LennardJones&&) noexcept;
    ~LennardJones() override;

    /// Fills `per_atom`. Throws InputError (E-energy-element) for a pair without parameters,
    /// UnstableError (E-energy-collapse) for two atoms nearer than a fifth of sigma.
    void evaluate(const Structure&, Evaluation&) override;
    std::unique_ptr<EnergyModel> clone() const override;
    std::string description() const override;
    void forget() override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace crucible
