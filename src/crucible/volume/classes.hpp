#pragma once
// Classes of matter by intervals of Hounsfield units: doi:10.1098/rsos.201275 (six "objects"), its
// authors' scripts, and Davey et al. 2011 (doi:10.2136/sssaj2010.0275) as the R package coreCT has
// it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/volume/source.hpp"
#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// Class k (from 1) holds edges[k-1] <= v < edges[k]. Voxels in no class, and those `outside`, are
/// 0.
struct ClassScheme {
    std::string name;
    std::vector<std::string> names;  ///< one per class
    std::vector<double> edges;       ///< HU, ascending; one more than classes
    /// What becomes of values beyond the first and the last edge.
    enum class Beyond : std::uint8_t {
        nearest,     ///< they belong to the first or the last class, as if clipped
        last_closed  ///< no class; the last edge itself still belongs to the last class
    } beyond = Beyond::nearest;
    /// The published script loses the voxels that equal the largest value of its volume.
    enum class Maximum : std::uint8_t { counts, is_lost } maximum = Maximum::counts;

    std::size_t size() const { return names.size(); }
    /// Least value of each class and the first beyond the last one, as integers. Shape (size() +
    /// 1).
    std::vector<int> thresholds() const;
};

enum class ClassPreset : std::uint8_t { fixed_script, paper_text, paper_script, davey };

/// The scheme of a preset. `paper_script` cuts the range of one volume, which it therefore needs,
/// into six equal parts: what such classes mean differs from sample to sample.
ClassScheme class_scheme(ClassPreset, std::optional<std::pair<int, int>> range = {});
/// Throws InputError (E-volume-edges) unless edges ascend and lie within -32767 to 32767.
ClassScheme class_scheme(std::vector<double> edges, std::vector<std::string> names = {});

/// Class of every voxel.
void classify(std::span<const std::int16_t> values, const ClassScheme&,
              std::span<std::uint8_t> out);
LabelVolume classify(const CtVolume&, const ClassScheme&);

/// How many voxels each slice has in each class. `count(slice, k)` counts class k, from 1.
struct ClassProfile {
    Grid grid;
    std::size_t classes = 0;
    std::vector<std::int64_t> counts;  ///< (slices, classes)
    std::vector<std::int64_t> valid;   ///< (slices) voxels that are not `outside`

    std::int64_t count(std::size_t slice, std::size_t k) const {
        return counts[slice * classes + k - 1];
    }
    /// Share of the valid voxels of a slice; 0 in a slice without any.
    double fraction(std::size_t slice, std::size_t k) const;
    /// What the paper calls the porosity of object k: all but the class, 1 - fraction.
    double porosity(std::size_t slice, std::size_t k) const { return 1 - fraction(slice, k); }
    /// Depth of the slice's middle below the upper face of the first one, mm.
    double depth(std::size_t slice) const;
    std::int64_t total(std::size_t k) const;
    std::int64_t total_valid() const;
};

/// Slice by slice, in constant memory.
ClassProfile class_profile(VolumeSource&, const ClassScheme&);
ClassProfile class_profile(const CtVolume&, const ClassScheme&);

/// Least and greatest value that is not `outside`; none where all is.
std::optional<std::pair<int, int>> value_range(VolumeSource&);
std::optional<std::pair<int, int>> value_range(const CtVolume&);

/// A quantity that networks learn: the class porosity of one object or of the union of several.
struct PorosityTarget {
    std::string name;  ///< "1", "5+6", "min56"
    std::vector<std::size_t> classes;
    enum class Joint : std::uint8_t {
        all_of,  ///< 1 - sum of fractions
        least    ///< the least of the porosities: the published script's "5 and 6"
    } joint = Joint::all_of;
};
/// "3", "5+6", "min56". Throws InputError (E-volume-target).
PorosityTarget parse_target(std::string_view, std::size_t classes);
/// One value per slice.
std::vector<double> target_values(const ClassProfile&, const PorosityTarget&);

}  // namespace crucible::volume
