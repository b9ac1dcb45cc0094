#include "crucible/kinds/soil_pictures.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/report/tokens.hpp"

namespace crucible {
namespace {

/// A plane of voxels with its own two spacings, and how its pixels lie in it.
struct VoxelPlane {
    std::size_t rows = 0, columns = 0;
    double row_mm = 1, column_mm = 1;
};

PlaneImage blank(const VoxelPlane& p, std::size_t most) {
    PlaneImage out;
    const double height = static_cast<double>(p.rows) * p.row_mm;
    const double width = static_cast<double>(p.columns) * p.column_mm;
    out.pixel = std::max(std::min(p.row_mm, p.column_mm),
                         std::max(height, width) / static_cast<double>(most));
    out.height =
        std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(height / out.pixel)));
    out.width = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(width / out.pixel)));
    out.rgb.resize(3 * out.width * out.height);
    return out;
}

/// Calls `put(pixel, voxel)` for every pixel with the voxel that it lies in.
template <class Put>
void each_pixel(PlaneImage& image, const VoxelPlane& p, Put&& put) {
    for (std::size_t i = 0; i < image.height; ++i) {
        const double y = (static_cast<double>(i) + 0.5) * image.pixel / p.row_mm;
        const std::size_t j = std::min(static_cast<std::size_t>(y), p.rows - 1);
        for (std::size_t k = 0; k < image.width; ++k) {
            const double x = (static_cast<double>(k) + 0.5) * image.pixel / p.column_mm;
            const std::size_t c = std::min(static_cast<std::size_t>(x), p.columns - 1);
            put(image.at(i, k), j * p.columns + c);
        }
    }
}

/// 0 to 248 in 32 steps: more would only store the scanner's noise.
std::uint8_t grey_level(std::int16_t v, GreyWindow w) {
    const double share = v == volume::outside ? 0 : (v - w.low) / (w.high - w.low);
    return static_cast<std::uint8_t>(8 * std::floor(31.99 * std::clamp(share, 0.0, 1.0)));
}

PlaneImage grey_image(const VoxelPlane& p, const std::vector<std::int16_t>& values, GreyWindow w,
                      std::size_t most) {
    PlaneImage out = blank(p, most);
    each_pixel(out, p, [&](std::uint8_t* pixel, std::size_t voxel) {
        const std::uint8_t grey = grey_level(values[voxel], w);
        pixel[0] = pixel[1] = pixel[2] = grey;
    });
    return out;
}

void mix(std::uint8_t* pixel, report::Rgb c, double share) {
    const std::uint8_t to[3] = {c.r, c.g, c.b};
    for (int i = 0; i < 3; ++i)
        pixel[i] = static_cast<std::uint8_t>(std::lround(pixel[i] + share * (to[i] - pixel[i])));
}

VoxelPlane slice_plane(const volume::Grid& g) {
    return {g.rows, g.columns, g.spacing[1], g.spacing[2]};
}

/// The file that "@input" of a study meant when a step was run; "" where no step took it.
std::filesystem::path input_file(const RunData& run, const std::string& reference) {
    for (const RunStep& s : run.steps) {
        const auto document = run.directory.step(s.name) / "step.json";
        if (s.state != "done" || !std::filesystem::exists(document)) continue;
        const Value step = parse_json(read_file(document), document.string());
        if (const Value* files = step["files"].find(reference); files && !files->list.empty())
            return run.directory.root / files->list.front().text;
    }
    return {};
}

}  // namespace

std::unique_ptr<volume::VolumeSource> run_volume(const RunData& run, const std::string& reference) {
    std::filesystem::path file = reference;
    if (reference.starts_with('@')) {
        const std::size_t dot = reference.find('.');
        const std::string name = reference.substr(1, dot == reference.npos ? dot : dot - 1);
        const std::string output = dot == reference.npos ? "volume" : reference.substr(dot + 1);
        file.clear();
        for (const RunStep& s : run.steps)
            if (s.name == name && s.state == "done" && run.has(s, output))
                file = run.file(s, output);
        if (file.empty()) file = input_file(run, reference);
    }
    try {
        return file.empty() ? nullptr : volume::open_volume(file);
    } catch (const Error&) {
        return nullptr;  // moved or removed since: the report goes without the picture
    }
}

PlaneImage slice_image(volume::VolumeSource& v, std::size_t slice, GreyWindow w, std::size_t most) {
    std::vector<std::int16_t> values(v.grid().slice_size());
    v.read(slice, values);
    return grey_image(slice_plane(v.grid()), values, w, most);
}

PlaneImage upright_image(volume::VolumeSource& v, GreyWindow w, std::size_t most) {
    const volume::Grid& g = v.grid();
    std::vector<std::int16_t> slice(g.slice_size()), cut(g.slices * g.columns);
    for (std::size_t i = 0; i < g.slices; ++i) {
        v.read(i, slice);
        const auto* row = slice.data() + g.rows / 2 * g.columns;
        std::copy(row, row + g.columns, cut.data() + i * g.columns);
    }
    return grey_image({g.slices, g.columns, g.spacing[0], g.spacing[2]}, cut, w, most);
}

void tint_slice(PlaneImage& image, volume::VolumeSource& labels, std::size_t slice) {
    std::vector<std::uint8_t> values(labels.grid().slice_size());
    labels.read(slice, values);
    each_pixel(image, slice_plane(labels.grid()), [&](std::uint8_t* pixel, std::size_t voxel) {
        if (values[voxel] > 0)
            mix(pixel, report::token(report::series_hue(values[voxel] - 1U)).light, 0.55);
    });
}

void tint_map(PlaneImage& image, const double* map, std::size_t side) {
    for (std::size_t i = 0; i < image.height; ++i)
        for (std::size_t k = 0; k < image.width; ++k) {
            const double v = map[i * side / image.height * side + k * side / image.width];
            mix(image.at(i, k), report::token(report::Hue::s2).light, 0.75 * v);
        }
}

report::VolumeScene volume_scene(volume::VolumeSource& v, volume::VolumeSource* labels,
                                 GreyWindow w, std::size_t most) {
    const volume::Grid& g = v.grid();
    const std::array<std::size_t, 3> full{g.slices, g.rows, g.columns};
    report::VolumeScene out;
    std::array<std::size_t, 3> step{};
    for (std::size_t a = 0; a < 3; ++a) {
        step[a] = (full[a] + most - 1) / most;
        out.shape[a] = (full[a] + step[a] - 1) / step[a];
        out.spacing[a] = g.spacing[a] * static_cast<double>(step[a]);
    }
    std::vector<std::int16_t> grey(g.slice_size());
    std::vector<std::uint8_t> classes(labels ? g.slice_size() : 0);
    const auto each = [&](auto&& take) {
        for (std::size_t j = 0; j < g.rows; j += step[1])
            for (std::size_t k = 0; k < g.columns; k += step[2]) take(j * g.columns + k);
    };
    for (std::size_t i = 0; i < g.slices; i += step[0]) {
        v.read(i, grey);
        each([&](std::size_t at) { out.grey.push_back(grey_level(grey[at], w)); });
        if (!labels) continue;
        labels->read(i, classes);
        each([&](std::size_t at) { out.labels.push_back(classes[at]); });
    }
    return out;
}

report::ImagePlot image_plot(const PlaneImage& image) {
    report::ImagePlot p;
    p.width = image.width, p.height = image.height, p.pixels = image.rgb;
    p.pixel_size = image.pixel, p.unit = "mm";
    return p;
}

}  // namespace crucible
