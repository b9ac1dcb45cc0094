#pragma once
// A labelled frame as training sees it: every pair within the cut-off, once and for all.

#include <cstdint>
#include <optional>
#include <vector>

#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/energy/labelled.hpp"

namespace crucible::training {

/// Neighbours of an atom lie together, sorted by kind and then by distance; of a kind with more
/// than its `sel` the nearest are kept, as deepmd-kit does.
struct Sample {
    struct Pair {
        std::int32_t j = 0;
        std::int32_t kind = 0;
        Vec3 d;  ///< angstrom, from the central atom
    };
    std::vector<std::int32_t> kinds;  ///< (n_atoms) index into DeepPotWeights::numbers
    std::vector<std::size_t> first;   ///< (n_atoms * n_types + 1): pairs of atom i of kind t
    std::vector<Pair> pairs;
    double energy = 0;        ///< eV, label
    std::vector<Vec3> force;  ///< (n_atoms) eV/angstrom, label
    std::optional<Mat3> virial;
    double nearest = 1e30;  ///< angstrom
    int cut = 0;            ///< pairs left out because `sel` was too small

    std::size_t atoms() const { return kinds.size(); }
};

/// Throws InputError (E-training-data) for an element that the weights do not know, a frame without
/// a force for each atom, or a number that is not finite; and as `neighbours`.
Sample make_sample(const LabelledFrame&, const DeepPotWeights&);
std::vector<Sample> make_samples(const LabelledFrames&, const DeepPotWeights&);

}  // namespace crucible::training
