#include "crucible/observe/coordination.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/radial_distribution.hpp"

namespace crucible {
double longest_cutoff(const PairCutoffs& cutoffs) {
    double longest = 0;
    for (const auto& [pair, cutoff] : cutoffs) {
        if (!(cutoff > 0) || !std::isfinite(cutoff))
            throw InputError("E-atoms-cutoff", "a bond length that is not positive",
                             "give a positive distance");
        longest = std::max(longest, cutoff);
    }
    return longest;
}

namespace {

/// Calls visit(i, j, distance) for every directed pair within its own cut-off.
template <class Visit>
void for_each_bond(const Structure& s, const PairCutoffs& cutoffs, Visit&& visit) {
    if (cutoffs.empty()) return;
    const PairFinder finder(s, longest_cutoff(cutoffs));
    for (int i = 0; i < finder.size(); ++i)
        finder.neighbours_of(i, [&](int, int j, const Vec3&, double d2, const auto&) {
            const int a = s.numbers[static_cast<std::size_t>(i)];
            const int b = s.numbers[static_cast<std::size_t>(j)];
            const auto at = cutoffs.find(std::minmax(a, b));
            if (at != cutoffs.end() && d2 <= at->second * at->second) visit(i, j, std::sqrt(d2));
        });
}

void check_frames(std::span<const Structure> frames) {
    if (frames.empty())
        throw InputError("E-observe-frames", "coordination of nothing",
                         "give at least one structure");
}

}  // namespace

PairCutoffs cutoffs_from_minima(std::span<const Structure> frames, double longest) {
    PairCutoffs out;
    const RadialDistribution g = radial_distribution(frames, {.longest = longest, .width = 0.02});
    for (std::size_t i = 0; i < g.elements.size(); ++i)
        for (std::size_t j = i; j < g.elements.size(); ++j)
            if (const auto r = first_minimum(g, g.elements[i], g.elements[j]))
                out[{g.elements[i], g.elements[j]}] = *r;
    return out;
}

std::vector<Coordination> coordination(std::span<const Structure> frames,
                                       const PairCutoffs& cutoffs) {
    check_frames(frames);
    longest_cutoff(cutoffs);
    std::map<std::pair<int, int>, std::vector<double>> numbers;  // per centre, frame after frame
    for (const Structure& s : frames) {
        std::map<std::pair<int, int>, std::vector<int>> count;  // (centre, neighbour) -> per atom
        for (const auto& [pair, cutoff] : cutoffs)
            for (const auto& directed : {pair, std::pair(pair.second, pair.first)})
                count[directed].assign(s.size(), 0);
        for_each_bond(s, cutoffs, [&](int i, int j, double) {
            const auto u = static_cast<std::size_t>(i);
            ++count[{s.numbers[u], s.numbers[static_cast<std::size_t>(j)]}][u];
        });
        for (const auto& [pair, counts] : count)
            for (std::size_t i = 0; i < s.size(); ++i)
                if (s.numbers[i] == pair.first) numbers[pair].push_back(counts[i]);
    }
    std::vector<Coordination> out;
    for (const auto& [pair, values] : numbers) {
        Coordination c{pair.first,
                       pair.second,
                       cutoffs.at(std::minmax(pair.first, pair.second)),
                       {mean(values), standard_error(values), values.size()},
                       {}};
        for (double v : values) {
            const auto n = static_cast<std::size_t>(v);
            if (c.distribution.size() <= n) c.distribution.resize(n + 1);
            ++c.distribution[n];
        }
        out.push_back(std::move(c));
    }
    return out;
}

std::vector<int> coordination_numbers(const Structure& s, const PairCutoffs& cutoffs) {
    std::vector<int> out(s.size(), 0);
    for_each_bond(s, cutoffs, [&](int i, int, double) { ++out[static_cast<std::size_t>(i)]; });
    return out;
}

std::vector<BondLengths> bond_lengths(std::span<const Structure> frames,
                                      const PairCutoffs& cutoffs) {
    check_frames(frames);
    longest_cutoff(cutoffs);
    std::map<std::pair<int, int>, std::vector<double>> lengths;
    for (const Structure& s : frames)
        for_each_bond(s, cutoffs, [&](int i, int j, double d) {
            const std::pair<int, int> pair = std::minmax(s.numbers[static_cast<std::size_t>(i)],
                                                         s.numbers[static_cast<std::size_t>(j)]);
            lengths[pair].push_back(d);
        });
    std::vector<BondLengths> out;
    for (const auto& [pair, d] :
         lengths) {  // every bond is there twice: no matter for all but the count
        const auto [low, high] = std::minmax_element(d.begin(), d.end());
        out.push_back(
            {pair.first, pair.second, d.size() / 2, mean(d), std::sqrt(variance(d)), *low, *high});
    }
    return out;
}

}  // namespace crucible
