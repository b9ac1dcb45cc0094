#pragma once
// How far an ensemble of potentials disagrees: the sign that a structure is unlike the training
// data (Zhang et al. 2019, doi:10.1103/PhysRevMaterials.3.023804).

#include <span>
#include <vector>

#include "crucible/energy/energy_model.hpp"

namespace crucible {

struct ModelDeviation {
    /// (n_atoms) eV/angstrom: eps_i = sqrt(<|F_i - <F_i>|^2>), averages over the models.
    std::vector<double> per_atom;
    double largest = 0, smallest = 0, mean = 0;  ///< eV/angstrom, over the atoms; the largest is
                                                 ///< what DP-GEN selects by
    double energy = 0;  ///< eV per atom, standard deviation of the models' energies
};

/// Of one structure evaluated by every model; `all` is not empty and of one number of atoms.
ModelDeviation model_deviation(std::span<const Evaluation> all);

}  // namespace crucible
