#include "crucible/observe/pair_histogram.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"

namespace crucible {

double RadialGrid::shell(std::size_t k) const {
    const double n = static_cast<double>(k);
    return 4 * std::numbers::pi / 3 * width * width * width * (3 * n * (n + 1) + 1);
}

RadialGrid RadialGrid::up_to(double longest, double width) {
    if (!(longest > 0) || !(width > 0) || !(longest >= width * (1 - 1e-9)) ||
        !(longest / width < 1e6))
        throw InputError("E-observe-range", fmt::format("bins of {} A up to {} A", width, longest),
                         "give a range and a width above zero, for at most a million bins");
    // A hair more, so that 10 / 0.02 makes 500 bins whatever the rounding.
    return {width, static_cast<std::size_t>(longest / width * (1 + 1e-9))};
}

std::size_t Ensemble::atoms() const {
    return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

double Ensemble::fraction(std::size_t s) const {
    return static_cast<double>(counts[s]) / static_cast<double>(atoms());
}

std::size_t index_of_element(const std::vector<int>& elements, int z) {
    const auto at = std::find(elements.begin(), elements.end(), z);
    if (at == elements.end())
        throw InputError(
            "E-observe-element",
            fmt::format("there is no {} in this structure",
                        z >= 1 && z <= max_atomic_number ? element(z).symbol : "such element"),
            "name an element that it holds");
    return static_cast<std::size_t>(at - elements.begin());
}

std::size_t Ensemble::species(int z) const { return index_of_element(elements, z); }

Ensemble ensemble_of(const Structure& s) {
    if (s.size() == 0)
        throw InputError("E-observe-frames", "a structure without atoms", "give at least one atom");
    if (!(s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]))
        throw InputError("E-atoms-periodic", "a distribution of distances without a crystal's cell",
                         "give a structure that is periodic in three directions");
    Ensemble out;
    for (const auto& [z, n] : composition(s.numbers)) {
        out.elements.push_back(z);
        out.counts.push_back(static_cast<std::size_t>(n));
    }
    out.volume = s.cell.volume();
    return out;
}

PairHistogram pair_histogram_reference(const Structure& s, const RadialGrid& grid) {
    PairHistogram out{ensemble_of(s), grid, {}};
    out.counts = Array2<std::int64_t>(out.ensemble.pairs(), grid.bins);
    const SpeciesList species = species_of(s.numbers);
    const auto index = [&](int i) {
        return static_cast<std::size_t>(species.of_atom[static_cast<std::size_t>(i)].index);
    };
    const PairFinder finder(s, grid.longest());
    for (int i = 0; i < finder.size(); ++i)
        finder.neighbours_of(i, [&](int, int j, const Vec3&, double d2, const auto& shift) {
            // An image of the atom itself is seen both ways, another atom from the other side.
            if (j < i || (j == i && shift < std::array<int, 3>{})) return;
            const auto bin = static_cast<std::size_t>(std::sqrt(d2) / grid.width);
            if (bin < grid.bins) ++out.counts(out.ensemble.pair(index(i), index(j)), bin);
        });
    return out;
}

}  // namespace crucible
