#pragma once
// Who is near whom: neighbour lists for any cell, with all the periodic images.

#include <array>
#include <span>
#include <vector>

#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/structure.hpp"

namespace crucible {

/// One neighbour: atom `j` moved by `shift` lattice vectors, at `vector` from the central atom i:
/// vector = positions[j] + shift * h - positions[i].
struct Neighbour {
    int j = 0;
    std::array<int, 3> shift{};
    Vec3 vector;          ///< angstrom
    double distance = 0;  ///< angstrom
};

enum class ListKind {
    full,  ///< each pair twice, seen from either atom
    half   ///< each pair once: j > i, or j == i with the first non-zero shift positive
};

/// Neighbours of all atoms, those of atom i contiguous.
struct NeighbourList {
    std::vector<std::size_t> first;  ///< (n_atoms + 1)
    std::vector<Neighbour> all;

    std::span<const Neighbour> of(std::size_t i) const {
        return {all.data() + first[i], first[i + 1] - first[i]};
    }
};

/// Atoms sorted into boxes, so that the pairs within a cut-off are found in O(N) for any cell: the
/// cut-off may be many times the cell (all images are found) or a fraction of it. Directions that
/// are not periodic are boxed over the extent of the atoms.
class PairFinder {
public:
    /// Throws InputError: E-atoms-cell for an impossible cell, E-atoms-cutoff for a cut-off that is
    /// not positive and finite; ResourceError (E-atoms-pairs) when more pairs are to be expected
    /// than `most_pairs`: a clear refusal instead of an endless loop or no memory.
    PairFinder(const Structure&, double cutoff, double most_pairs = 2e9);

    /// Calls visit(i, j, vector, distance2, shift) for each pair with distance <= cutoff; see
    /// Neighbour. An atom is paired with its own images but not with itself.
    template <class Visit>
    void neighbours_of(int i, Visit&& visit) const {
        const std::array<int, 3> home = bin_of_[static_cast<std::size_t>(i)];
        const Vec3 at = wrapped_[static_cast<std::size_t>(i)];
        std::array<int, 3> low, high;
        for (std::size_t k = 0; k < 3; ++k) {
            low[k] = home[k] - reach_[k], high[k] = home[k] + reach_[k];
            if (!periodic_[k]) low[k] = low[k] < 0 ? 0 : low[k];
            if (!periodic_[k]) high[k] = high[k] >= bins_[k] ? bins_[k] - 1 : high[k];
        }
        std::array<int, 3> image;
        for (int x = low[0]; x <= high[0]; ++x) {
            const std::size_t plane = inside(x, 0, image);
            const Vec3 offset_x = h_[0] * image[0];
            for (int y = low[1]; y <= high[1]; ++y) {
                const std::size_t row =
                    plane * static_cast<std::size_t>(bins_[1]) + inside(y, 1, image);
                const Vec3 offset_xy = offset_x + h_[1] * image[1];
                // Boxes along the last direction lie one behind the other until the cell ends.
                for (int z = low[2]; z <= high[2];) {
                    const std::size_t first = inside(z, 2, image);
                    const int room = bins_[2] - 1 - static_cast<int>(first);
                    const int more = high[2] - z < room ? high[2] - z : room;
                    const std::size_t bin = row * static_cast<std::size_t>(bins_[2]) + first;
                    visit_run(i, at, offset_xy + h_[2] * image[2], image, first_[bin],
                              first_[bin + static_cast<std::size_t>(more) + 1], visit);
                    z += more + 1;
                }
            }
        }
    }
    int size() const { return static_cast<int>(wrapped_.size()); }

private:
    void choose_boxes(std::size_t atoms, const std::array<double, 3>& spacing, const Vec3& span,
                      double cutoff);
    void place_atoms(const Structure&, const std::vector<Vec3>& f, const Vec3& low,
                     const Vec3& span);
    void sort_into_boxes();
    /// Row vector times the transform: lattice translations of the reduced cell in the given one's.
    std::array<int, 3> in_given_basis(const std::array<int, 3>& n) const {
        std::array<int, 3> out{};
        for (int k = 0; k < 3; ++k) {
            const long long sum = static_cast<long long>(n[0]) * transform_(0, k) +
                                  static_cast<long long>(n[1]) * transform_(1, k) +
                                  static_cast<long long>(n[2]) * transform_(2, k);
            if (sum > largest_shift || sum < -largest_shift) fail_shift();
            out[static_cast<std::size_t>(k)] = static_cast<int>(sum);
        }
        return out;
    }
    /// Box number `b` along direction `k` brought into the cell; the cells this takes to `image`.
    std::size_t inside(int b, int k, std::array<int, 3>& image) const {
        const auto u = static_cast<std::size_t>(k);
        const int n = bins_[u];
        image[u] = b >= n ? b / n : b < 0 ? -((n - 1 - b) / n) : 0;
        return static_cast<std::size_t>(b - image[u] * n);
    }
    /// Atoms number first to last in the order of boxes, as seen from atom i at `at`.
    template <class Visit>
    void visit_run(int i, const Vec3& at, const Vec3& offset, const std::array<int, 3>& image,
                   std::size_t first, std::size_t last, Visit& visit) const {
        const std::array<int, 3>& moved = moved_[static_cast<std::size_t>(i)];
        for (std::size_t n = first; n < last; ++n) {
            // In this order vector(i, j) is exactly -vector(j, i).
            const Vec3 d = (sorted_at_[n] - at) + offset;
            const double d2 = norm2(d);
            if (d2 > cutoff2_) continue;
            const int j = sorted_[n];
            std::array<int, 3> shift;
            for (std::size_t k = 0; k < 3; ++k)
                shift[k] = image[k] + moved[k] - moved_[static_cast<std::size_t>(j)][k];
            if (j == i && shift == std::array<int, 3>{}) continue;
            visit(i, j, d, d2, is_reduced_ ? in_given_basis(shift) : shift);
        }
    }

    static constexpr long long largest_shift = 1000000000;
    [[noreturn]] static void fail_shift();

    Mat3 h_;  ///< the cell, reduced: a skewed one would need many more boxes
    IntMat3 transform_ = IntMat3::identity();
    bool is_reduced_ = false;
    std::array<bool, 3> periodic_{};
    double cutoff2_ = 0;
    std::array<int, 3> bins_{}, reach_{};
    std::vector<Vec3> wrapped_;               ///< (n_atoms) positions brought into the cell
    std::vector<std::array<int, 3>> moved_;   ///< (n_atoms) lattice vectors taken off to get there
    std::vector<std::array<int, 3>> bin_of_;  ///< (n_atoms)
    std::vector<std::size_t> first_;          ///< (n_bins + 1) into `sorted_`
    std::vector<int> sorted_;                 ///< (n_atoms) by box
    std::vector<Vec3> sorted_at_;             ///< (n_atoms) `wrapped_` in that order
};

/// All pairs within `cutoff` angstrom, at most 2e8. O(N) for a homogeneous structure. Throws as
/// PairFinder.
NeighbourList neighbours(const Structure&, double cutoff, ListKind = ListKind::full);
/// The same by trying every pair in every image: O(N^2 images); what `neighbours` is tested
/// against.
NeighbourList neighbours_reference(const Structure&, double cutoff, ListKind = ListKind::full);

/// Shortest distance between two atoms, images included; infinity when there are no two. Throws as
/// PairFinder.
double shortest_distance(const Structure&);

}  // namespace crucible
