#include <cmath>

#include "crucible/num/linalg.hpp"
#include "crucible/volume/minkowski.hpp"

namespace crucible::volume {
namespace {

/// Pairs of measured voxels that are neighbours along a direction: how far its lines reach.
std::uint64_t measured_pairs(const LabelVolume& mask, const std::array<int, 3>& step) {
    const Grid& g = mask.grid;
    const std::array<std::size_t, 3> shape{g.slices, g.rows, g.columns};
    // A step leaves out one layer of each axis that it moves along, masked voxels apart.
    std::array<std::size_t, 3> first{}, end = shape;
    std::ptrdiff_t ahead = 0;
    for (std::size_t a = 0; a < 3; ++a) {
        ahead = ahead * static_cast<std::ptrdiff_t>(shape[a]) + step[a];
        if (step[a] < 0) first[a] = 1;
        if (step[a] > 0) end[a] = shape[a] - 1;
    }
    std::uint64_t n = 0;
    for (std::size_t i = first[0]; i < end[0]; ++i)
        for (std::size_t j = first[1]; j < end[1]; ++j) {
            const std::uint8_t* const from = mask.voxels.data() + (i * g.rows + j) * g.columns;
            std::uint64_t line = 0;
            for (std::size_t k = first[2]; k < end[2]; ++k)
                line += (from[k] != in_nothing) &
                        (from[static_cast<std::ptrdiff_t>(k) + ahead] != in_nothing);
            n += line;
        }
    return n;
}

}  // namespace

std::optional<Anisotropy> anisotropy(const LabelVolume& mask, const Minkowski& measured) {
    Anisotropy out;
    Array2<double> terms(13, 6);
    std::vector<double> inverse(13);
    for (std::size_t d = 0; d < 13; ++d) {
        if (measured.changes[d] == 0) return std::nullopt;
        const std::array<int, 3>& s = line_directions[d];
        const std::array<double, 3>& h = mask.grid.spacing;
        Vec3 n{s[0] * h[0], s[1] * h[1], s[2] * h[2]};
        const double step = norm(n);
        n = n / step;
        const double length = step * static_cast<double>(measured_pairs(mask, s));
        out.mean_intercept[d] = length / static_cast<double>(measured.changes[d]);
        inverse[d] = 1 / (out.mean_intercept[d] * out.mean_intercept[d]);
        const double row[] = {n.x * n.x,     n.y * n.y,     n.z * n.z,
                              2 * n.y * n.z, 2 * n.x * n.z, 2 * n.x * n.y};
        for (std::size_t c = 0; c < 6; ++c) terms(d, c) = row[c];
    }
    const std::vector<double> m = least_squares(terms, inverse);
    Mat3 tensor;
    tensor[0] = {m[0], m[5], m[4]}, tensor[1] = {m[5], m[1], m[3]}, tensor[2] = {m[4], m[3], m[2]};
    const Eigen3 own = eigen_symmetric(tensor);
    if (!(own.values[0] > 0)) return std::nullopt;
    for (std::size_t a = 0; a < 3; ++a) {
        out.axis[a] = 1 / std::sqrt(own.values[a]);
        const Vec3& v = own.vectors[static_cast<int>(a)];
        out.direction[a] = {v.x, v.y, v.z};
    }
    out.degree = 1 - own.values[0] / own.values[2];
    return out;
}

}  // namespace crucible::volume
