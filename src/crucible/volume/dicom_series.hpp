#pragma once
// From the headers of many slices to one volume: which belong together, in which order, what is
// missing, and how each slice of the volume is made of those that are there.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crucible/volume/decode_description.hpp"
#include "crucible/volume/source.hpp"

namespace crucible::volume {

/// Slices that one scan made: same series, size, spacing, directions within 1e-4, kernel.
struct Series {
    std::vector<std::size_t> slices;  ///< indices into the tags, in the order of the files
    std::string kernel;
};

/// One slice of the volume: `weight` parts of `second`, the rest of `first`; both are indices into
/// the tags, and equal where a slice is taken as it is.
struct SliceRecipe {
    std::size_t first = 0, second = 0;
    double weight = 0;
};

struct SeriesPlan {
    Grid grid;
    std::vector<SliceRecipe> recipes;  ///< one per slice of the volume, from the top downwards
    /// Rows and columns by which a slice of the tags is moved to undo a tilted gantry.
    std::vector<std::array<double, 2>> shifts;
    std::vector<double> depths;  ///< mm along the normal, one per slice of the volume
    double tilt = 0;             ///< degrees between the table and the normal of the slices
    std::size_t scouts = 0, colours = 0, duplicates = 0, interpolated = 0;
    std::vector<Series> series;      ///< all, the largest first
    std::vector<std::size_t> taken;  ///< which of them
    std::vector<std::string> warnings;
};

/// Whether two slices hold the same voxels; asked only for two at one place.
using SameVoxels = std::function<bool(std::size_t, std::size_t)>;

/// Sorts by the position along the normal of the slices; where positions are missing by slice
/// location, instance number or file name, with a warning. Throws InputError: E-volume-series
/// (nothing to take, or no such series), E-volume-duplicate (two slices at one place that differ),
/// E-volume-gap (a slice is missing and `on_gap` says nothing of it), E-volume-spacing,
/// E-volume-colour, E-volume-dicom (a lookup table instead of a line).
SeriesPlan plan_series(const std::vector<SliceTags>&, const ReadSettings&, const SameVoxels&);

/// "slice2" before "slice10": digits count as numbers.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace crucible::volume
