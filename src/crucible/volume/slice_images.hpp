#pragma once
// Slices of a volume as images for a network, and what it should say of them: the surrogate task of
// doi:10.1098/rsos.201275, where an image shows classes of matter and the answer is how much of the
// slice they leave free.

#include <cstdint>
#include <span>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/volume/classes.hpp"
#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// What the three channels of an image show.
enum class SliceChannels : std::uint8_t {
    /// The lower, the middle and the upper third of the classes (objects 1 + 2, 3 + 4, 5 + 6). A
    /// pixel is (v - first edge) / 4096 in the channel of its class, v cut off at the outer edges,
    /// and 0 in the others: the same scale for every sample.
    objects,
    /// As the published script has it, fault included: the second channel's condition is never
    /// true, so that it shows the whole image; each channel over its largest value in the volume.
    paper_script
};

/// One HU value in 4096 of a channel's unit.
inline constexpr double slice_channel_scale = 4096;

struct SliceImageSettings {
    ClassScheme scheme;
    std::vector<PorosityTarget> targets;
    SliceChannels channels = SliceChannels::objects;
    std::size_t side = 200;  ///< voxels of the square cut from the middle of a slice; 0: all of it
    std::size_t pixels = 200;  ///< of the image, by means over areas
};

struct SliceImages {
    std::size_t count = 0, pixels = 0, targets = 0;
    std::vector<std::size_t> slices;  ///< (count) numbers in the volume
    std::vector<double> depth;        ///< (count) mm
    std::vector<float> images;        ///< (count, 3, pixels, pixels)
    std::vector<float> values;        ///< (count, targets)
};

/// The square that images show, all slices. Throws InputError (E-slice-images) for slices that are
/// smaller, or, with a side of 0, not square.
Region slice_region(const Grid&, std::size_t side);

/// Images of the given slices, of all where none are given. Targets are those of the square that an
/// image shows, not of the whole slice. Throws InputError (E-slice-images) for images of no pixels
/// or more than the square has, and a slice that is not there.
SliceImages slice_images(const CtVolume&, const SliceImageSettings&,
                         std::span<const std::size_t> slices = {});

/// What of the settings two sets of images must share for a model to see both: a table.
Value image_recipe(const SliceImageSettings&);

}  // namespace crucible::volume
