#pragma once
// The loss of deepmd-kit for one frame of N atoms (docs of DeePMD-kit, "Fit energy"):
//   L = p_e (dE)^2 / N + p_f |dF|^2 / (3 N) + p_v |dW|^2 / (9 N)
// A batch has the mean over its frames.

#include <vector>

#include "crucible/num/vec3.hpp"
#include "crucible/training/sample.hpp"

namespace crucible::training {

struct LossFactors {
    double energy = 1, force = 1, virial = 0;
};

struct Prediction {
    double energy = 0;        ///< eV
    std::vector<Vec3> force;  ///< (n_atoms) eV/angstrom
    Mat3 virial;              ///< eV, -dE/dstrain
};

/// Squared errors of frames, added up.
struct ErrorSums {
    double loss = 0;
    double energy = 0;  ///< of the energy per atom, eV^2
    double force = 0;   ///< mean over the components of a frame, (eV/angstrom)^2
    double virial = 0;  ///< per atom, mean over the components, eV^2
    int frames = 0, with_virial = 0;

    void operator+=(const ErrorSums&);
    double energy_rmse() const;  ///< eV per atom
    double force_rmse() const;   ///< eV/angstrom
    double virial_rmse() const;  ///< eV per atom; 0 without virials
};

/// Errors of one frame.
ErrorSums errors_of(const Sample&, const Prediction&, const LossFactors&);

/// What the loss wants: dL/dE, and a displacement `v` of the atoms with a strain such that the
/// gradient of the loss is that of  energy * E + (v . d/dx + strain : d/deps) E  with these fixed.
struct LossPull {
    double energy = 0;
    std::vector<Vec3> displacement;  ///< (n_atoms)
    Mat3 strain;                     ///< a pair vector d is displaced by d * strain

    /// How a pair moves.
    Vec3 of(std::size_t i, const Sample::Pair& p) const {
        return displacement[static_cast<std::size_t>(p.j)] - displacement[i] + p.d * strain;
    }
};
LossPull pull_of(const Sample&, const Prediction&, const LossFactors&);

}  // namespace crucible::training
