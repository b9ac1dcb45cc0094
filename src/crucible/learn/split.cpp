#include "crucible/learn/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

namespace crucible::learn {
namespace {

constexpr std::size_t fewest_samples = 10, shortest_stretch = 20;

void check_split(std::size_t n, const SplitSettings& s) {
    if (n < fewest_samples)
        throw InputError("E-learn-split", fmt::format("{} samples are too few to hold some out", n),
                         fmt::format("give at least {} slices", fewest_samples));
    for (const double fraction : {s.test, s.validation})
        if (!(fraction > 0) || !(fraction < 0.9))
            throw InputError("E-learn-split", fmt::format("a share of {} held out", fraction),
                             "hold out between 0 and 0.9 of the samples");
}

std::size_t share_of(double fraction, std::size_t n) {
    const auto most = static_cast<double>(n - 1);
    return static_cast<std::size_t>(
        std::clamp(std::round(fraction * static_cast<double>(n)), 1.0, std::max(1.0, most)));
}

/// Part of the row, half open.
struct Stretch {
    std::size_t begin, end;
    std::size_t size() const { return end - begin; }
};

/// A block of this length at a random place of the stretch, the gap around it where it is free.
Stretch hold_out(std::vector<Part>& parts, Stretch all, std::size_t length, std::size_t gap,
                 Part part, RandomStream& random) {
    length = std::min(length, all.size());
    const std::size_t begin = all.begin + random.index(all.size() - length + 1);
    const Stretch block{begin, begin + length};
    for (std::size_t k = 0; k < gap; ++k) {
        if (block.begin > k && parts[block.begin - k - 1] == Part::train)
            parts[block.begin - k - 1] = Part::unused;
        if (block.end + k < parts.size() && parts[block.end + k] == Part::train)
            parts[block.end + k] = Part::unused;
    }
    for (std::size_t k = block.begin; k < block.end; ++k) parts[k] = part;
    return block;
}

}  // namespace

std::vector<Part> random_split(std::size_t n, const SplitSettings& s) {
    check_split(n, s);
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    RandomStream random(s.seed, StreamId::split, s.item);
    random.shuffle(std::span(order));
    const std::size_t test = share_of(s.test, n), validation = share_of(s.validation, n - test);
    std::vector<Part> out(n, Part::train);
    for (std::size_t k = 0; k < test; ++k) out[order[k]] = Part::test;
    for (std::size_t k = test; k < test + validation; ++k) out[order[k]] = Part::validation;
    return out;
}

std::vector<Part> block_split(std::size_t n, const SplitSettings& s, const BlockSettings& blocks) {
    check_split(n, s);
    const std::size_t stretches = std::clamp<std::size_t>(
        blocks.stretches, 1, std::max<std::size_t>(1, n / shortest_stretch));
    const std::size_t gap = std::min(blocks.gap, n / stretches / 10);
    RandomStream random(s.seed, StreamId::split, s.item, 1);
    std::vector<Part> out(n, Part::train);
    std::vector<Stretch> rests;  // where the validation blocks may lie
    for (std::size_t k = 0; k < stretches; ++k) {
        const Stretch all{k * n / stretches, (k + 1) * n / stretches};
        const Stretch test =
            hold_out(out, all, share_of(s.test, all.size()), gap, Part::test, random);
        const Stretch before{all.begin, test.begin - std::min(gap, test.begin - all.begin)},
            after{std::min(test.end + gap, all.end), all.end};
        rests.push_back(before.size() > after.size() ? before : after);
    }
    for (std::size_t k = 0; k < stretches; ++k) {
        const std::size_t left = (k + 1) * n / stretches - k * n / stretches;
        const std::size_t wanted = share_of(s.validation * (1 - s.test), left);
        if (rests[k].size() > 1)
            hold_out(out, rests[k], std::min(wanted, rests[k].size() / 2), gap, Part::validation,
                     random);
    }
    return out;
}

std::vector<std::size_t> places_of(const std::vector<Part>& parts, Part part) {
    std::vector<std::size_t> out;
    for (std::size_t k = 0; k < parts.size(); ++k)
        if (parts[k] == part) out.push_back(k);
    return out;
}

}  // namespace crucible::learn
