#pragma once
// Bad labels found before they are learned.

#include <map>
#include <string>
#include <vector>

#include "crucible/energy/labelled.hpp"

namespace crucible {

/// What a label may be. Energies are held against a reference: `energies` per atom where given,
/// else the median per atom of the frames of the same proportions.
struct LabelLimits {
    double energy = 0.5;             ///< eV per atom off the reference
    double force = 20;               ///< eV/angstrom, on any atom
    double distance = 0.6;           ///< of the sum of the covalent radii, any two atoms
    std::map<int, double> energies;  ///< Z -> eV of an atom in its reference
};

struct LabelFault {
    std::size_t frame = 0;
    enum class Kind { energy, force, distance, unconverged } kind = Kind::energy;
    double value = 0;  ///< eV per atom off, eV/angstrom, angstrom
    std::string text;  ///< one line
};

/// Faults in the order of frames; a frame may have several. Throws as PairFinder.
std::vector<LabelFault> check_labels(const LabelledFrames&, const LabelLimits& = {});
/// The frames without faults.
LabelledFrames without_faults(const LabelledFrames&, const std::vector<LabelFault>&);

}  // namespace crucible
