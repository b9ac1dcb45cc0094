#include "crucible/rmc/overlaps.hpp"

#include <algorithm>

#include "crucible/atoms/neighbours.hpp"

namespace crucible::rmc {
namespace {

double core_of(const HardCores& cores, int a, int b) {
    const auto found = cores.find(std::minmax(a, b));
    return found == cores.end() ? 0 : found->second;
}

/// Calls visit(i, neighbour, core) for every pair nearer than its core.
template <class Visit>
void each_overlap(const Structure& s, const HardCores& cores, const Visit& visit) {
    double longest = 0;
    for (const auto& [pair, core] : cores) longest = std::max(longest, core);
    if (longest <= 0 || s.size() == 0) return;
    const NeighbourList list = neighbours(s, longest, ListKind::half);
    for (std::size_t i = 0; i < s.size(); ++i)
        for (const Neighbour& n : list.of(i)) {
            const auto j = static_cast<std::size_t>(n.j);
            const double core = core_of(cores, s.numbers[i], s.numbers[j]);
            if (j != i && n.distance < core) visit(i, n, core);
        }
}

}  // namespace

Overlaps overlaps(const Structure& s, const HardCores& cores) {
    Overlaps out;
    each_overlap(s, cores, [&](std::size_t i, const Neighbour& n, double core) {
        if (out.pairs++ > 0 && n.distance * out.core >= out.distance * core) return;
        out.elements = std::minmax(s.numbers[i], s.numbers[static_cast<std::size_t>(n.j)]);
        out.distance = n.distance, out.core = core;
    });
    return out;
}

void push_apart(Structure& s, const HardCores& cores, int most_rounds) {
    // Each pair is sent a little too far: a place exactly at the core is met only in the limit, and
    // atoms are kept to 32 bits of the cell afterwards.
    constexpr double too_far = 1.02;
    std::vector<Vec3> push(s.size());
    for (int round = 0; round < most_rounds; ++round) {
        std::fill(push.begin(), push.end(), Vec3{});
        std::size_t pairs = 0;
        each_overlap(s, cores, [&](std::size_t i, const Neighbour& n, double core) {
            const Vec3 half = n.vector * ((too_far * core - n.distance) / (2 * n.distance));
            push[i] -= half, push[static_cast<std::size_t>(n.j)] += half;
            ++pairs;
        });
        if (pairs == 0) return;
        for (std::size_t i = 0; i < s.size(); ++i) s.positions[i] += push[i];
    }
}

}  // namespace crucible::rmc
