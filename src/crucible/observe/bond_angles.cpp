#include "crucible/observe/bond_angles.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/observe/bonded_neighbours.hpp"

namespace crucible {

std::size_t angle_bin(double cosine, std::size_t bins) {
    const double share = std::acos(std::clamp(cosine, -1.0, 1.0)) / std::numbers::pi;
    return std::min(static_cast<std::size_t>(share * static_cast<double>(bins)), bins - 1);
}

std::vector<double> bond_angle_distribution(const Structure& s, const PairCutoffs& cutoffs,
                                            int centre, std::size_t bins) {
    if (bins == 0 || bins > 100000)
        throw InputError("E-observe-range", "a distribution of angles without bins",
                         "give 1 to 100000 bins");
    std::vector<std::size_t> count(bins);
    std::size_t angles = 0;
    const auto bonds = bonded_neighbours(s, cutoffs);
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (centre != 0 && s.numbers[i] != centre) continue;
        for (std::size_t a = 0; a < bonds[i].size(); ++a)
            for (std::size_t b = a + 1; b < bonds[i].size(); ++b) {
                const double cosine = dot(bonds[i][a].vector, bonds[i][b].vector) /
                                      (bonds[i][a].distance * bonds[i][b].distance);
                ++count[angle_bin(cosine, bins)];
                ++angles;
            }
    }
    std::vector<double> out(bins);
    for (std::size_t b = 0; b < bins && angles > 0; ++b)
        out[b] = static_cast<double>(count[b]) / static_cast<double>(angles);
    return out;
}

}  // namespace crucible
