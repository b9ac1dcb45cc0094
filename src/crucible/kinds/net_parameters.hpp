#pragma once
// Sizes of a deep potential that is trained from nothing: parameters that steps share.

#include <cstdint>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/energy/labelled.hpp"

namespace crucible {

struct NetParameters {
    Length cutoff{9}, smooth_from{2};
    std::vector<int> sel, embedding{25, 50, 100}, fitting{240, 240, 240};
    int axis = 16;

    void describe(Fields& f) {
        f("cutoff", cutoff, "Reach of the potential").within(1, 20);
        f("smooth_from", smooth_from, "Where 1/r starts to be switched off").within(0, 20);
        f("sel", sel, "Most neighbours of each element; else a quarter more than in the frames")
            .within(1, 10000);
        f("embedding", embedding, "Widths of the embedding nets").within(1, 1000);
        f("axis", axis, "Columns of the second factor of the descriptor").within(1, 100);
        f("fitting", fitting, "Widths of the fitting nets").within(1, 2000);
    }
};

/// Start and end of a rate or a factor of the loss. Throws InputError (E-training-settings) unless
/// there are two.
const std::vector<double>& schedule_ends(const std::vector<double>&);

/// Random nets with the statistics of `frames`; of the frames' elements where `numbers` is empty.
/// Members of an ensemble differ in their nets alone. Throws InputError (E-training-sizes,
/// E-training-data).
DeepPotWeights untrained_weights(const NetParameters&, const LabelledFrames& frames,
                                 std::vector<int> numbers, std::uint64_t seed,
                                 std::uint64_t member);

}  // namespace crucible
