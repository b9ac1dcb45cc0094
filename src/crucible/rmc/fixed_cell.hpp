#pragma once
// Positions as fractions of the lattice vectors in 32-bit integers: arithmetic that overflows wraps
// around the cell, so the nearest image comes for free, moves are undone exactly, and a chain
// continues to the last bit. The grid is 1e-8 angstrom fine in a box of 40. Internal to the module.

#include <array>
#include <cmath>
#include <cstdint>

#include "crucible/atoms/structure.hpp"

namespace crucible::rmc {

/// Fractional coordinates times 2^32.
struct Place {
    std::array<std::uint32_t, 3> at{};
    friend bool operator==(const Place&, const Place&) = default;
};

/// A periodic cell in that representation. Distances are those of the nearest image as long as they
/// stay below `reach()`.
class FixedCell {
public:
    FixedCell() = default;
    explicit FixedCell(const Cell& cell) : cell_(cell), inverse_(inverse(cell.h)) {
        // Rows of h in a frame where h is lower triangular: Cholesky's factor of h h^T.
        const Mat3& h = cell.h;
        const double xx = norm(h[0]), yx = dot(h[1], h[0]) / xx;
        const double yy = std::sqrt(norm2(h[1]) - yx * yx);
        const double zx = dot(h[2], h[0]) / xx, zy = (dot(h[2], h[1]) - zx * yx) / yy;
        const double zz = std::sqrt(norm2(h[2]) - zx * zx - zy * zy);
        lower_ = {xx * unit, yx * unit, yy * unit, zx * unit, zy * unit, zz * unit};
        for (std::size_t k = 0; k < 6; ++k) lower_float_[k] = static_cast<float>(lower_[k]);
        skewed_ = yx != 0 || zx != 0 || zy != 0;
        for (int k = 0; k < 3; ++k)
            width_[static_cast<std::size_t>(k)] =
                cell.volume() / norm(cross(h[(k + 1) % 3], h[(k + 2) % 3]));
    }

    const Cell& cell() const { return cell_; }
    /// Distances between opposite faces, angstrom.
    const std::array<double, 3>& widths() const { return width_; }
    /// Half the smallest of them.
    double reach() const { return std::fmin(width_[0], std::fmin(width_[1], width_[2])) / 2; }
    bool is_skewed() const { return skewed_; }
    /// xx, yx, yy, zx, zy, zz of the lower triangular cell, angstrom per unit of Place.
    const std::array<float, 6>& lower_float() const { return lower_float_; }
    const std::array<double, 6>& lower() const { return lower_; }

    Place place(const Vec3& r) const {
        const Vec3 f = r * inverse_;
        Place p;
        for (std::size_t k = 0; k < 3; ++k) {
            const double x = f[static_cast<int>(k)];
            p.at[k] = turns(x - std::floor(x));
        }
        return p;
    }
    Position position(const Place& p) const {
        return cell_.cartesian(Fractional(p.at[0] * unit, p.at[1] * unit, p.at[2] * unit));
    }
    /// Moves by a Cartesian vector; the opposite vector leads back to the same place.
    Place moved(const Place& p, const Vec3& by) const {
        const Vec3 f = by * inverse_;
        Place q;
        for (std::size_t k = 0; k < 3; ++k) {
            const double x = f[static_cast<int>(k)];
            q.at[k] = p.at[k] + static_cast<std::uint32_t>(std::llround(x * 0x1p32));
        }
        return q;
    }
    /// Cartesian vector from a to the nearest image of b.
    Vec3 between(const Place& a, const Place& b) const {
        Vec3 f;
        for (std::size_t k = 0; k < 3; ++k)
            f[static_cast<int>(k)] = static_cast<std::int32_t>(b.at[k] - a.at[k]) * unit;
        return f * cell_.h;
    }
    /// Squared distance in float, operation for operation as the vectorised kernels: this is what
    /// decides the bin of a pair.
    float distance2(const Place& a, const Place& b) const {
        const auto& l = lower_float_;
        const float fx = difference(a, b, 0), fy = difference(a, b, 1), fz = difference(a, b, 2);
        float x = fx * l[0], y = fy * l[2];
        if (skewed_) x = (x + fy * l[1]) + fz * l[3], y = y + fz * l[4];
        const float z = fz * l[5];
        return (x * x + y * y) + z * z;
    }
    /// The same in double: what energies are made of.
    double distance2_double(const Place& a, const Place& b) const {
        const double fx = static_cast<std::int32_t>(a.at[0] - b.at[0]);
        const double fy = static_cast<std::int32_t>(a.at[1] - b.at[1]);
        const double fz = static_cast<std::int32_t>(a.at[2] - b.at[2]);
        const auto& l = lower_;
        const double x = (fx * l[0] + fy * l[1]) + fz * l[3], y = fy * l[2] + fz * l[4];
        const double z = fz * l[5];
        return (x * x + y * y) + z * z;
    }

private:
    static constexpr double unit = 0x1p-32;
    static std::uint32_t turns(double fraction) {
        return static_cast<std::uint32_t>(static_cast<std::uint64_t>(fraction * 0x1p32 + 0.5));
    }
    static float difference(const Place& a, const Place& b, std::size_t k) {
        return static_cast<float>(static_cast<std::int32_t>(a.at[k] - b.at[k]));
    }
    Cell cell_;
    Mat3 inverse_;
    std::array<double, 6> lower_{};
    std::array<float, 6> lower_float_{};
    std::array<double, 3> width_{};
    bool skewed_ = false;
};

}  // namespace crucible::rmc
