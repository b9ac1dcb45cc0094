#pragma once
// Parts of the sorter of series: places along the normal, steps and gaps, the tilt of the gantry.

#include <array>
#include <string>
#include <vector>

#include "crucible/volume/decode_description.hpp"
#include "crucible/volume/source.hpp"

namespace crucible::volume {

double dot3(const std::array<double, 3>& a, const std::array<double, 3>& b);
/// Of unit length: the directions of row and column crossed; z where they are not given.
std::array<double, 3> slice_normal(const SliceTags&);

/// A slice and where it lies along the normal.
struct PlacedSlice {
    std::size_t slice = 0;  ///< index into the tags
    double depth = 0;       ///< mm along the normal
    std::string shown;      ///< the place as the file has it: "z=-73.5"
};

/// The slices in ascending depth. Where some have no position, all are placed by slice location,
/// else by instance number, else by file name, and a warning says so; then `step` mm, or what the
/// headers say, lies between them (InputError, E-volume-spacing, where nobody says).
std::vector<PlacedSlice> place_slices(const std::vector<SliceTags>&,
                                      const std::vector<std::size_t>& members, double step,
                                      std::vector<std::string>& warnings);

/// After the slice `after` of the sorted ones, `missing` are not there.
struct SliceGap {
    std::size_t after = 0, missing = 0;
    double length = 0;  ///< mm
};
struct SliceSteps {
    double step = 1, least = 1, most = 1;  ///< mm: the median, and the range without gaps
    bool is_even = true;                   ///< without gaps, each is the median within 2 %
    std::vector<SliceGap> gaps;
};
SliceSteps slice_steps(const std::vector<PlacedSlice>&);
/// "gap 48.125 mm between z=-73.5 and -25.375 (76 slices missing)", every gap; "" without.
std::string gaps_text(const std::vector<PlacedSlice>&, const SliceSteps&);

/// Degrees between the way from slice to slice and their normal; 0 below 0.1. With Tilt::shear
/// `shifts` (per slice of the tags: rows, columns) bring the slices above one another.
double find_tilt(const std::vector<SliceTags>&, const std::vector<PlacedSlice>&,
                 const ReadSettings&, const Grid&, std::vector<std::array<double, 2>>& shifts,
                 std::vector<std::string>& warnings);

/// Throws InputError (E-volume-spacing) where neither the file nor the settings say it.
void set_in_plane_spacing(const SliceTags&, const ReadSettings&, Grid&);

}  // namespace crucible::volume
