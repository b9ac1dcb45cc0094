// pair_histogram: atoms sorted into boxes, whole rows of boxes at a time.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/pair_histogram.hpp"
#include "crucible/observe/pair_histogram_kernel.hpp"

namespace crucible {
namespace {

constexpr double most_pairs_counted = 2e10;

/// A row of boxes along the last direction, as seen from a box: its place in the other two
/// directions and the first and last box. Only half of all space, so that a pair comes once.
struct BoxRow {
    int x = 0, y = 0, low = 0, high = 0;
};

class PairCounter {
public:
    PairCounter(const Structure& s, const RadialGrid& grid) : grid_(grid), atoms_(s.size()) {
        const Cell cell = minkowski_reduce(s.cell).cell;
        h_ = cell.h;
        const double reach = grid.longest();
        const double n = static_cast<double>(atoms_);
        const double pairs =
            n * n / cell.volume() * 2 * std::numbers::pi / 3 * reach * reach * reach;
        if (pairs > most_pairs_counted)
            throw ResourceError("E-atoms-pairs",
                                fmt::format("about {:.1g} pairs within {:.4g} A", pairs, reach),
                                "choose a shorter range, or check the cell");
        choose_boxes(plane_spacings(cell), cell.volume());
        sort_atoms(s);
        find_rows();
    }

    PairHistogram count(const Structure& s) {
        PairHistogram out{ensemble_of(s), grid_, {}};
        const std::size_t pairs = out.ensemble.pairs(), species = out.ensemble.elements.size();
        // Two histograms in turn: neighbouring atoms often share a bin, and an increment would wait
        // for the one before. The last bin takes what is too far away.
        const std::size_t line = grid_.bins + 1;
        for (auto& c : count_) c.assign(pairs * line, 0);
        std::vector<std::size_t> first_of_pair(species * species);
        for (std::size_t a = 0; a < species; ++a)
            for (std::size_t b = 0; b < species; ++b)
                first_of_pair[a * species + b] = out.ensemble.pair(a, b) * line;
        for (std::size_t i = 0; i < atoms_; ++i)
            count_from(i, first_of_pair.data() + species_[i] * species);
        out.counts = Array2<std::int64_t>(pairs, grid_.bins);
        for (std::size_t p = 0; p < pairs; ++p)
            for (std::size_t b = 0; b < grid_.bins; ++b)
                out.counts(p, b) = count_[0][p * line + b] + count_[1][p * line + b];
        return out;
    }

private:
    /// Boxes of a quarter of the range, but four atoms on average: small ones look at less beyond
    /// the sphere, large ones make longer rows. Measured at 12 and 27 angstrom.
    void choose_boxes(const std::array<double, 3>& spacing, double volume) {
        const double roomy = std::cbrt(4 * volume / static_cast<double>(atoms_));
        const double edge = std::max(0.25 * grid_.longest(), roomy);
        for (std::size_t k = 0; k < 3; ++k) {
            boxes_[k] = static_cast<int>(std::max(1.0, std::floor(spacing[k] / edge)));
            const double width = spacing[k] / boxes_[k];
            reach_[k] = static_cast<int>(std::ceil(grid_.longest() / width * (1 + 1e-9) + 1e-9));
        }
    }

    /// Wraps as PairFinder does, in the same operations.
    void sort_atoms(const Structure& s) {
        const Mat3 inverse_h = inverse(h_);
        const SpeciesList species = species_of(s.numbers);
        std::vector<Vec3> wrapped(atoms_);
        std::vector<std::size_t> box(atoms_);
        const std::size_t n_boxes = static_cast<std::size_t>(boxes_[0]) *
                                    static_cast<std::size_t>(boxes_[1]) *
                                    static_cast<std::size_t>(boxes_[2]);
        first_.assign(n_boxes + 1, 0);
        for (std::size_t i = 0; i < atoms_; ++i) {
            const Vec3 f = s.positions[i] * inverse_h;
            wrapped[i] = s.positions[i];
            std::size_t at = 0;
            for (int k = 0; k < 3; ++k) {
                const auto u = static_cast<std::size_t>(k);
                const double cells = std::floor(f[k]);
                if (!(std::fabs(cells) < 1e8))
                    throw InputError("E-atoms-cell", "an atom lies a hundred million cells away",
                                     "check the positions");
                wrapped[i] -= h_[k] * cells;
                const int b =
                    std::clamp(static_cast<int>((f[k] - cells) * boxes_[u]), 0, boxes_[u] - 1);
                at = at * static_cast<std::size_t>(boxes_[u]) + static_cast<std::size_t>(b);
            }
            box[i] = at;
            ++first_[at + 1];
        }
        for (std::size_t b = 0; b < n_boxes; ++b) first_[b + 1] += first_[b];
        std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
        for (auto* v : {&x_, &y_, &z_}) v->resize(atoms_);
        species_.resize(atoms_), box_.resize(atoms_), bins_.resize(atoms_);
        for (std::size_t i = 0; i < atoms_; ++i) {
            const std::size_t to = next[box[i]]++;
            x_[to] = wrapped[i].x, y_[to] = wrapped[i].y, z_[to] = wrapped[i].z;
            species_[to] = static_cast<std::uint32_t>(species.of_atom[i].index);
            box_[to] = box[i];
        }
    }

    /// Rows of boxes that may hold an atom within reach, each pair of boxes once.
    void find_rows() {
        const Vec3 a = h_[0] / boxes_[0], b = h_[1] / boxes_[1], c = h_[2] / boxes_[2];
        double diagonal = 0;
        for (const double sb : {-1.0, 1.0})
            for (const double sc : {-1.0, 1.0})
                diagonal = std::max(diagonal, norm(a + b * sb + c * sc));
        const double far = (grid_.longest() + diagonal) * (1 + 1e-9);
        for (int x = 0; x <= reach_[0]; ++x)
            for (int y = x == 0 ? 0 : -reach_[1]; y <= reach_[1]; ++y) {
                BoxRow row{x, y, 1, 0};
                for (int z = x == 0 && y == 0 ? 1 : -reach_[2]; z <= reach_[2]; ++z) {
                    if (norm(a * x + b * y + c * z) > far) continue;
                    if (row.low > row.high) row.low = z;
                    row.high = z;
                }
                if (row.low <= row.high) rows_.push_back(row);
            }
    }

    static int cells_of(int box, int n) { return box >= n ? box / n : -((n - 1 - box) / n); }

    void count_from(std::size_t i, const std::size_t* first_of_pair) {
        const double at[3] = {x_[i], y_[i], z_[i]};
        const auto n1 = static_cast<std::size_t>(boxes_[1]),
                   n2 = static_cast<std::size_t>(boxes_[2]);
        const std::size_t home = box_[i];
        const int hx = static_cast<int>(home / (n1 * n2)), hy = static_cast<int>(home / n2 % n1),
                  hz = static_cast<int>(home % n2);
        count_run(at, {}, i + 1, first_[home + 1], first_of_pair);  // the rest of its own box
        for (const BoxRow& row : rows_) {
            const int x = hx + row.x, y = hy + row.y;
            const int ix = cells_of(x, boxes_[0]), iy = cells_of(y, boxes_[1]);
            const auto line = (static_cast<std::size_t>(x - ix * boxes_[0]) * n1 +
                               static_cast<std::size_t>(y - iy * boxes_[1])) *
                              n2;
            const Vec3 offset_xy = h_[0] * ix + h_[1] * iy;
            for (int z = hz + row.low; z <= hz + row.high;) {
                const int iz = cells_of(z, boxes_[2]), first = z - iz * boxes_[2];
                const int more = std::min(hz + row.high - z, boxes_[2] - 1 - first);
                const std::size_t box = line + static_cast<std::size_t>(first);
                count_run(at, offset_xy + h_[2] * iz, first_[box],
                          first_[box + static_cast<std::size_t>(more) + 1], first_of_pair);
                z += more + 1;
            }
        }
    }

    void count_run(const double at[3], const Vec3& offset, std::size_t first, std::size_t last,
                   const std::size_t* first_of_pair) {
        if (first >= last) return;
        const std::size_t n = last - first;
        const double shift[3] = {offset.x, offset.y, offset.z};
        pair_histogram_kernel::distance_bins(
            {x_.data() + first, y_.data() + first, z_.data() + first, n}, at, shift, grid_.width,
            static_cast<std::int32_t>(grid_.bins), bins_.data());
        for (std::size_t k = 0; k < n; ++k)
            ++count_[k & 1]
                    [first_of_pair[species_[first + k]] + static_cast<std::size_t>(bins_[k])];
    }

    RadialGrid grid_;
    std::size_t atoms_;
    Mat3 h_;  ///< reduced
    std::array<int, 3> boxes_{}, reach_{};
    std::vector<BoxRow> rows_;
    std::vector<std::size_t> first_;      ///< (boxes + 1)
    std::vector<double> x_, y_, z_;       ///< (n_atoms) by box
    std::vector<std::uint32_t> species_;  ///< (n_atoms) by box
    std::vector<std::size_t> box_;        ///< (n_atoms) by box
    std::vector<std::int32_t> bins_;      ///< scratch
    std::array<std::vector<std::int64_t>, 2> count_;
};

}  // namespace

PairHistogram pair_histogram(const Structure& s, const RadialGrid& grid) {
    ensemble_of(s);  // a crystal with atoms, or an error
    if (grid.bins == 0 || grid.bins > 1000000 || !(grid.width > 0))
        throw InputError("E-observe-range", fmt::format("{} bins of {} A", grid.bins, grid.width),
                         "give a width above zero, and 1 to a million bins");
    return PairCounter(s, grid).count(s);
}

}  // namespace crucible
