#include "crucible/observe/common_neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/observe/bonded_neighbours.hpp"

namespace crucible {
namespace {

/// Half way between the first and the second shell of a close-packed crystal.
constexpr double between_shells = 0.5 * (1 + std::numbers::sqrt2);

/// Common neighbours of a pair, bonds between them, bonds of the largest cluster they form.
struct Signature {
    int common = 0, bonds = 0, longest = 0;
    bool is(int a, int b, int c) const { return common == a && bonds == b && longest == c; }
};

/// Which of an atom's first `n` neighbours are bonded to each other: bit j of row i.
class BondTable {
public:
    BondTable(const std::vector<Neighbour>& around, std::size_t n, double cutoff) : rows_(n) {
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j)
                if (norm2(around[i].vector - around[j].vector) <= cutoff * cutoff)
                    rows_[i] |= 1u << j, rows_[j] |= 1u << i;
    }

    /// Of the bond between the atom and its neighbour i.
    Signature signature(std::size_t i) const {
        const unsigned common = rows_[i];
        Signature out;
        out.common = __builtin_popcount(common);
        unsigned left = common;
        while (left) {
            const unsigned cluster = cluster_of(left & -left, common);
            int twice = 0;
            for (std::size_t j = 0; j < rows_.size(); ++j)
                if (cluster >> j & 1u) twice += __builtin_popcount(rows_[j] & common);
            out.bonds += twice / 2;
            out.longest = std::max(out.longest, twice / 2);
            left &= ~cluster;
        }
        return out;
    }

private:
    /// All of `among` that can be reached from `seed` along bonds.
    unsigned cluster_of(unsigned seed, unsigned among) const {
        for (unsigned before = 0; before != seed;) {
            before = seed;
            for (std::size_t j = 0; j < rows_.size(); ++j)
                if (before >> j & 1u) seed |= rows_[j] & among;
        }
        return seed;
    }
    std::vector<unsigned> rows_;
};

LocalStructure close_packed(const std::vector<Neighbour>& around, double cutoff) {
    const BondTable bonds(around, 12, cutoff);
    int fcc = 0, hcp = 0, five = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        const Signature s = bonds.signature(i);
        fcc += s.is(4, 2, 1), hcp += s.is(4, 2, 2), five += s.is(5, 5, 5);
    }
    if (fcc == 12) return LocalStructure::fcc;
    if (fcc == 6 && hcp == 6) return LocalStructure::hcp;
    return five == 12 ? LocalStructure::icosahedral : LocalStructure::other;
}

LocalStructure body_centred(const std::vector<Neighbour>& around, double cutoff) {
    const BondTable bonds(around, 14, cutoff);
    int six = 0, four = 0;
    for (std::size_t i = 0; i < 14; ++i) {
        const Signature s = bonds.signature(i);
        six += s.is(6, 6, 6), four += s.is(4, 4, 4);
    }
    return six == 8 && four == 6 ? LocalStructure::bcc : LocalStructure::other;
}

double sum_of_distances(const std::vector<Neighbour>& around, std::size_t first, std::size_t last) {
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += around[i].distance;
    return sum;
}

LocalStructure adaptive(const std::vector<Neighbour>& around) {
    const double close = between_shells * sum_of_distances(around, 0, 12) / 12;
    const LocalStructure kind = close_packed(around, close);
    if (kind != LocalStructure::other) return kind;
    // Eight at sqrt(3)/2 of the lattice constant and six at it: both scaled to the latter.
    const double lattice = (2 / std::numbers::sqrt3 * sum_of_distances(around, 0, 8) +
                            sum_of_distances(around, 8, 14)) /
                           14;
    return body_centred(around, between_shells * lattice);
}

}  // namespace

std::string_view name(LocalStructure kind) {
    constexpr std::array<std::string_view, local_structures> names = {"other", "fcc", "hcp", "bcc",
                                                                      "icosahedral"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<LocalStructure> common_neighbour_analysis(const Structure& s,
                                                      std::optional<double> cutoff) {
    std::vector<LocalStructure> out;
    if (!cutoff) {
        for (const auto& around : nearest_neighbours(s, 14)) out.push_back(adaptive(around));
        return out;
    }
    const NeighbourList list = neighbours(s, *cutoff);
    for (std::size_t i = 0; i < s.size(); ++i) {
        const std::vector<Neighbour> around(list.of(i).begin(), list.of(i).end());
        out.push_back(around.size() == 12   ? close_packed(around, *cutoff)
                      : around.size() == 14 ? body_centred(around, *cutoff)
                                            : LocalStructure::other);
    }
    return out;
}

std::array<double, local_structures> fractions(const std::vector<LocalStructure>& kinds) {
    std::array<double, local_structures> out{};
    for (const LocalStructure k : kinds)
        out[static_cast<std::size_t>(k)] += 1 / static_cast<double>(kinds.size());
    return out;
}

}  // namespace crucible
