#pragma once
// Pictures of volumes for the report: slices, upright cuts, classes and heat maps over them.

#include <memory>
#include <string>
#include <vector>

#include "crucible/kinds/run_data.hpp"
#include "crucible/report/figure.hpp"
#include "crucible/volume/source.hpp"

namespace crucible {

/// The volume behind "@step.output" or a path in a run's plan; nullptr where it is gone.
std::unique_ptr<volume::VolumeSource> run_volume(const RunData&, const std::string& reference);

/// Grey values shown from black to white, HU.
struct GreyWindow {
    double low = -1000, high = 2000;
};

/// A plane of a volume as square pixels of `pixel` mm, rows from the top.
struct PlaneImage {
    std::size_t width = 0, height = 0;
    double pixel = 1;
    std::vector<std::uint8_t> rgb;  ///< (height, width, 3)

    std::uint8_t* at(std::size_t row, std::size_t column) {
        return rgb.data() + 3 * (row * width + column);
    }
};
/// One slice, black = air, at most `most` pixels wide and high.
PlaneImage slice_image(volume::VolumeSource&, std::size_t slice, GreyWindow = {},
                       std::size_t most = 400);
/// The upright cut through the middle row: depth downwards.
PlaneImage upright_image(volume::VolumeSource&, GreyWindow = {}, std::size_t most = 400);
/// The same planes of labels tinted over them: label k in the hue of series k, 0 not at all.
void tint_slice(PlaneImage&, volume::VolumeSource& labels, std::size_t slice);
/// A map of values from 0 to 1, (side, side), over the whole image in orange.
void tint_map(PlaneImage&, const double* map, std::size_t side);

report::ImagePlot image_plot(const PlaneImage&);

/// The volume made coarser, to at most `most` voxels along each axis, for the viewer; with labels
/// of the same grid where there are any.
report::VolumeScene volume_scene(volume::VolumeSource&, volume::VolumeSource* labels,
                                 GreyWindow = {}, std::size_t most = 128);

}  // namespace crucible
