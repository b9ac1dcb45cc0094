#pragma once
// Minkowski functionals of a phase: volume, surface, mean curvature and Euler number, all from the
// counts of 2 x 2 x 2 patterns (Ohser and Muecklich 2000; Legland, Kieu and Devaux,
// doi:10.5566/ias.v26.p83-92).

#include <array>
#include <cstdint>
#include <optional>

#include "crucible/volume/phase.hpp"

namespace crucible::volume {

/// The 13 lines through the neighbours of a voxel, (slice, row, column), one of each pair.
extern const std::array<std::array<int, 3>, 13> line_directions;

struct Minkowski {
    std::uint64_t voxels = 0;
    double volume = 0;  ///< mm^3
    /// Faces between phase and rest across slices, rows and columns. The volume's border and faces
    /// to masked voxels are no surface.
    std::array<std::uint64_t, 3> faces{};
    /// Changes between phase and rest along the lines in each direction.
    std::array<std::uint64_t, 13> changes{};
    double face_area = 0;     ///< mm^2, of these faces: 1.5 times too large for rough surfaces
    double crofton_area = 0;  ///< mm^2, by intersections with lines in 13 directions
    /// Integral of the mean curvature in mm, 2 pi times the mean breadth, by planes normal to 13
    /// directions; phase connected by 6 or 26 neighbours. Beyond the border, and masked, is rest.
    double curvature_6 = 0, curvature_26 = 0;
    /// Components - tunnels + cavities of the phase connected by 6 or 26 neighbours, the rest by 26
    /// or 6. Beyond the border, and masked, is rest.
    std::int64_t euler_6 = 0, euler_26 = 0;
};

/// Throws as `check_mask`, and InputError (E-volume-spacing).
Minkowski minkowski(const LabelVolume& mask, int threads = 1);

/// Area in mm^2 of the surface that marching cubes draw half-way between phase and rest (Lorensen
/// and Cline, doi:10.1145/37402.37422), without drawing it: about 8 % more than a smooth surface.
/// Cubes of eight measured voxels count. Where two corners of a face could be joined or not, the
/// phase is parted; polygons are cut from the corner that gives the largest triangles, which comes
/// within 0.05 % of the usual tables.
double marching_cubes_area(const LabelVolume& mask, int threads = 1);

/// Shares of the sphere that lie nearer to each line than to the others; they sum to 1.
std::array<double, 13> direction_shares(const std::array<double, 3>& spacing);

/// Mean intercept lengths and the ellipsoid that fits them (Harrigan and Mann,
/// doi:10.1007/BF00540446): 1 / L^2 = n . M n.
struct Anisotropy {
    std::array<double, 13> mean_intercept{};  ///< mm, along `line_directions`; phase and rest alike
    /// Half axes of the ellipsoid in mm, longest first, and their directions (slice, row, column).
    std::array<double, 3> axis{};
    std::array<std::array<double, 3>, 3> direction{};
    /// 1 - (shortest / longest)^2, BoneJ's degree of anisotropy: 0 for alike, up to 1.
    double degree = 0;
};
/// Nothing where some direction has no intercepts, or no ellipsoid fits.
std::optional<Anisotropy> anisotropy(const LabelVolume& mask, const Minkowski& measured);

}  // namespace crucible::volume
