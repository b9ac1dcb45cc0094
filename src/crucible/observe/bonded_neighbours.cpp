#include "crucible/observe/bonded_neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "crucible/base/error.hpp"

namespace crucible {

std::vector<std::vector<Neighbour>> bonded_neighbours(const Structure& s,
                                                      const PairCutoffs& cutoffs) {
    std::vector<std::vector<Neighbour>> out(s.size());
    const double longest = longest_cutoff(cutoffs);
    if (cutoffs.empty() || s.size() == 0) return out;
    const PairFinder finder(s, longest);
    for (int i = 0; i < finder.size(); ++i)
        finder.neighbours_of(i, [&](int, int j, const Vec3& v, double d2, const auto& shift) {
            const int a = s.numbers[static_cast<std::size_t>(i)];
            const int b = s.numbers[static_cast<std::size_t>(j)];
            const auto at = cutoffs.find(std::minmax(a, b));
            if (at != cutoffs.end() && d2 <= at->second * at->second)
                out[static_cast<std::size_t>(i)].push_back({j, shift, v, std::sqrt(d2)});
        });
    return out;
}

std::vector<std::vector<Neighbour>> nearest_neighbours(const Structure& s, std::size_t count) {
    if (!(s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]))
        throw InputError("E-atoms-periodic", "nearest neighbours without a crystal's cell",
                         "give a structure that is periodic in three directions");
    std::vector<std::vector<Neighbour>> out(s.size());
    if (s.size() == 0 || count == 0) return out;
    // The sphere that holds twice as many on average, and more where that is not enough.
    const double density = static_cast<double>(s.size()) / s.cell.volume();
    double cutoff =
        std::cbrt(2 * static_cast<double>(count + 1) * 3 / (4 * std::numbers::pi * density));
    for (bool enough = false; !enough; cutoff *= 1.4) {
        const NeighbourList list = neighbours(s, cutoff);
        enough = true;
        for (std::size_t i = 0; i < s.size() && enough; ++i) enough = list.of(i).size() >= count;
        if (!enough) continue;
        for (std::size_t i = 0; i < s.size(); ++i) {
            out[i].assign(list.of(i).begin(), list.of(i).end());
            std::sort(out[i].begin(), out[i].end(), [](const Neighbour& a, const Neighbour& b) {
                return std::tie(a.distance, a.j, a.shift) < std::tie(b.distance, b.j, b.shift);
            });
            out[i].resize(count);
        }
    }
    return out;
}

}  // namespace crucible
