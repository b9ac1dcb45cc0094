#include "crucible/kinds/net_parameters.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/training/parameters.hpp"
#include "crucible/training/statistics.hpp"

namespace crucible {
namespace {

constexpr int most_slots = 10000;  // as many as `sel` may be

/// A quarter more neighbours than any atom has, in multiples of four.
std::vector<int> roomy_sel(const std::vector<training::Sample>& samples, std::size_t types) {
    std::vector<int> out(types, 4);
    for (const training::Sample& s : samples)
        for (std::size_t k = 0; k + 1 < s.first.size(); ++k) {
            const double n = static_cast<double>(s.first[k + 1] - s.first[k]);
            int& most = out[k % types];
            most = std::max(most, 4 * static_cast<int>(std::ceil(1.25 * n / 4)));
        }
    return out;
}

}  // namespace

const std::vector<double>& schedule_ends(const std::vector<double>& v) {
    if (v.size() == 2) return v;
    throw InputError("E-training-settings", "a rate or factor without its two ends",
                     "give [first, last]");
}

DeepPotWeights untrained_weights(const NetParameters& p, const LabelledFrames& frames,
                                 std::vector<int> numbers, std::uint64_t seed,
                                 std::uint64_t member) {
    if (numbers.empty()) {
        for (const LabelledFrame& f : frames)
            numbers.insert(numbers.end(), f.structure.numbers.begin(), f.structure.numbers.end());
        std::sort(numbers.begin(), numbers.end());
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    }
    DeepPotWeights w = training::random_weights(
        numbers, p.cutoff.value, p.smooth_from.value,
        p.sel.empty() ? std::vector<int>(numbers.size(), most_slots) : p.sel,
        {p.embedding, p.axis, p.fitting}, {seed, StreamId::training_nets, member});
    const std::vector<training::Sample> samples = training::make_samples(frames, w);
    if (p.sel.empty()) w.sel = roomy_sel(samples, numbers.size());
    training::set_statistics(w, samples);
    return w;
}

}  // namespace crucible
