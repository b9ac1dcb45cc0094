// soil.gradcam: where a network looks; soil.patterns: what its maps answer to.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/npy.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_images.hpp"
#include "crucible/learn/heat_map.hpp"
#include "crucible/report/png.hpp"
#include "crucible/volume/nifti.hpp"

namespace crucible {
namespace {

enum class CamTarget { increase, decrease };
std::span<const Name> names(CamTarget) {
    static constexpr Name all[] = {{"increase", "bright is what raises the prediction"},
                                   {"decrease", "bright is what lowers it"}};
    return all;
}
enum class CamAgainst { nothing, core };
std::span<const Name> names(CamAgainst) {
    static constexpr Name all[] = {
        {"nothing", "the map as it is"},
        {"core", "less the mean map of twenty slices of the core: what is special of this slice"}};
    return all;
}
enum class CamRelu { off, on };
std::span<const Name> names(CamRelu) {
    static constexpr Name all[] = {{"off", "signed, as a regression needs it"},
                                   {"on", "what is below zero is cut off"}};
    return all;
}

std::string float_npy(std::vector<std::size_t> shape, const std::vector<float>& values) {
    NpyArray a;
    a.kind = NpyArray::Kind::float32;
    a.shape = std::move(shape);
    a.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    return to_npy(a);
}

/// Dark to bright, also for eyes that see no red or green.
std::array<double, 3> heat_colour(double x) {
    constexpr std::array<std::array<double, 3>, 5> stops{
        {{0, 0, 4}, {87, 16, 110}, {188, 55, 84}, {249, 142, 9}, {252, 255, 164}}};
    const double place = std::clamp(x, 0.0, 1.0) * 4;
    const auto k = std::min<std::size_t>(3, static_cast<std::size_t>(place));
    const double u = place - static_cast<double>(k);
    std::array<double, 3> out{};
    for (std::size_t c = 0; c < 3; ++c) out[c] = (1 - u) * stops[k][c] + u * stops[k + 1][c];
    return out;
}

/// Pictures side by side in rows of `across`.
class Mosaic {
public:
    Mosaic(std::size_t count, std::size_t across, std::size_t size)
        : across_(std::min(across, std::max<std::size_t>(1, count))),
          size_(size),
          rows_((count + across_ - 1) / across_),
          pixels_(rows_ * size * across_ * size * 3, 255) {}
    void put(std::size_t place, std::size_t i, std::size_t j, const std::array<double, 3>& rgb) {
        const std::size_t y = place / across_ * size_ + i, x = place % across_ * size_ + j;
        for (std::size_t c = 0; c < 3; ++c)
            pixels_[(y * across_ * size_ + x) * 3 + c] =
                static_cast<std::uint8_t>(std::clamp(std::lround(rgb[c]), 0L, 255L));
    }
    std::string png() const {
        return report::png(pixels_, across_ * size_, rows_ * size_, report::PixelFormat::rgb);
    }

private:
    std::size_t across_, size_, rows_;
    std::vector<std::uint8_t> pixels_;
};

/// Maps as a volume on the voxels of the core, a gzipped NIfTI-1 file of shares from 0 to 1: the
/// map of a slice lies where its image was cut from, and all that no map is about is 0.
class HeatVolume {
public:
    HeatVolume(const volume::Grid& grid, std::size_t side)
        : grid_(grid),
          square_(volume::slice_region(grid, side)),
          bytes_(volume::nifti_share_header(grid)) {
        volume::require_nifti_shape(grid, "heat.nii.gz");
        bytes_.resize(volume::nifti_offset + sizeof(std::int16_t) * grid.size(), '\0');
    }
    /// `map` from 0 to 1, of any number of pixels.
    void put(std::size_t slice, const Array2<float>& map) {
        const std::size_t rows = square_.end[1] - square_.first[1],
                          columns = square_.end[2] - square_.first[2];
        const Array2<float> heat =
            learn::resized({map.flat().data(), map.rows(), map.columns()}, rows, columns);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j) {
                const auto stored = static_cast<std::int16_t>(
                    std::lround(std::clamp(heat(i, j), 0.0F, 1.0F) * volume::nifti_whole));
                const std::size_t voxel =
                    (slice * grid_.rows + square_.first[1] + i) * grid_.columns + square_.first[2] +
                    j;
                std::memcpy(bytes_.data() + volume::nifti_offset + sizeof stored * voxel, &stored,
                            sizeof stored);
            }
    }
    std::string file() const { return gzip(bytes_); }

private:
    volume::Grid grid_;
    volume::Region square_;
    std::string bytes_;
};

struct SoilGradcam {
    Ref<Artefact::volume> sample;
    Ref<Artefact::model> models;
    std::string which, layer, target;
    std::vector<int> slices;
    CamTarget show = CamTarget::increase;
    CamAgainst against = CamAgainst::nothing;
    CamRelu relu = CamRelu::off;

    void describe(Fields& f) {
        f("sample", sample, "Volume").required("@forest.volume").positional();
        f("models", models, "What soil.train or soil.transfer made").required("@train.models");
        f("which", which, "The model by the name of its sample; none: the only one");
        f("slices", slices, "Slices to look at, from 0; none: five, evenly spaced").within(0, 1e6);
        f("layer", layer, "Convolution, as block5_conv3; none: the last");
        f("target", target, "Target; none: the model's first");
        f("show", show, "Which way the signed map is read");
        f("against", against, "What the map is compared with");
        f("relu", relu, "Whether what is below zero is cut off").flag();
        f.example(
            "crucible soil gradcam forest.nii.gz --models training/steps/train/out/"
            "model.crucible --show decrease --run heat");
        f.makes(Artefact::file, "maps", "cam.npy",
                "Heat maps from 0 to 1: (slices, pixels, pixels)");
        f.makes(Artefact::volume, "heat", "heat.nii.gz",
                "The same maps on the voxels of the volume, 0 where no map is");
        f.makes(Artefact::file, "signed", "cam-signed.npy",
                "The signed maps as the layer has them: (slices, height, width)");
        f.makes(Artefact::file, "activations", "activations.npy",
                "What the layer's maps say: (slices, maps, height, width)");
        f.makes(Artefact::file, "picture", "cam.png", "Each slice, and its map over it");
        f.makes(Artefact::table, "table", "cam.csv",
                "Each slice: prediction, truth, centre of the hottest part in pixels");
        f.gives("layer", "", "The convolution that was looked at");
        f.gives("flat", "", "Slices whose map is flat: the layer has no say");
    }

    learn::ImageModel model_of(StepRun& r) const {
        const std::vector<std::string> wanted =
            which.empty() ? std::vector<std::string>{} : std::vector{which};
        auto all = read_models(r.open(models), wanted);
        if (all.size() != 1)
            throw InputError("E-soil-models", fmt::format("{} models in the file", all.size()),
                             "say which (which)");
        return std::move(all.front());
    }
    std::vector<std::size_t> places(std::size_t all) const {
        std::vector<std::size_t> out;
        for (const int k : slices) out.push_back(static_cast<std::size_t>(k));
        if (out.empty())
            for (std::size_t k = 0; k < std::min<std::size_t>(5, all); ++k)
                out.push_back((2 * k + 1) * all / (2 * std::min<std::size_t>(5, all)));
        return out;
    }

    void run(StepRun& r) const {
        const learn::ImageModel m = model_of(r);
        const auto files = r.open(sample);
        const SoilSample core = named_samples(files, {}).front();
        const volume::CtVolume ct = read_sample(core);
        const auto settings = settings_of_recipe(m.inputs, ct, m.targets);
        const volume::SliceImages images = slice_images(ct, settings, places(ct.grid.slices));
        const auto pixels = static_cast<int>(images.pixels);
        require_inputs(m, volume::image_recipe(settings), 3, pixels, pixels);
        const auto wanted = std::find(m.targets.begin(), m.targets.end(), target);
        if (!target.empty() && wanted == m.targets.end())
            throw InputError("E-soil-models", fmt::format("the model says nothing of {}", target),
                             fmt::format("take one of {}", fmt::join(m.targets, ", ")));
        const auto t =
            target.empty() ? std::size_t{0} : static_cast<std::size_t>(wanted - m.targets.begin());
        const std::string where = layer.empty() ? m.net.convolutions().back() : layer;
        const auto net = load_network(m, {});
        HeatVolume heat(ct.grid, settings.side);
        look(r, *net, images, t, where, mean_map(ct, settings, *net, where, t), heat);
        r.make("heat", heat.file());
    }

    void look(StepRun& r, learn::ImageNetwork& net, const volume::SliceImages& images,
              std::size_t t, const std::string& where, const std::vector<float>& mean,
              HeatVolume& volume) const {
        const std::size_t n = images.pixels, area = n * n;
        const auto said =
            net.predict({learn::InputRows::Kind::images, images.images, images.count});
        Mosaic mosaic(2 * images.count, 2, n);
        std::vector<float> maps, signed_maps, answers;
        std::vector<double> slice, predicted, truth, row, column;
        std::size_t height = 0, width = 0, depth = 0;
        double flat = 0;
        for (std::size_t k = 0; k < images.count; ++k) {
            r.context().check();
            const auto image = std::span(images.images).subspan(3 * k * area, 3 * area);
            learn::LayerMaps heat = net.heat_map(image, where, t);
            for (std::size_t i = 0; i < mean.size(); ++i) heat.values[i] -= mean[i];
            height = heat.height, width = heat.width;
            signed_maps.insert(signed_maps.end(), heat.values.begin(), heat.values.end());
            const learn::LayerMaps said_here = net.activations(image, where);
            depth = said_here.channels;
            answers.insert(answers.end(), said_here.values.begin(), said_here.values.end());
            const Array2<float> big =
                shown(learn::resized({heat.values.data(), heat.height, heat.width}, n, n));
            const Array2<float> map = learn::scaled(big);
            flat +=
                std::none_of(map.flat().begin(), map.flat().end(), [](float x) { return x > 0; });
            maps.insert(maps.end(), map.flat().begin(), map.flat().end());
            volume.put(images.slices[k], map);
            const auto centre = learn::centroid(learn::hot_part(map));
            row.push_back(centre[0]), column.push_back(centre[1]);
            slice.push_back(static_cast<double>(images.slices[k]));
            predicted.push_back(said[k * images.targets + t]);
            truth.push_back(images.values[k * images.targets + t]);
            paint(mosaic, k, image, map);
        }
        Table table;
        table.add_numbers("slice") = slice;
        table.add_numbers("predicted") = predicted;
        table.add_numbers("true") = truth;
        table.add_numbers("row", "pixels") = row;
        table.add_numbers("column", "pixels") = column;
        r.make("maps", float_npy({images.count, n, n}, maps));
        r.make("signed", float_npy({images.count, height, width}, signed_maps));
        r.make("activations", float_npy({images.count, depth, height, width}, answers));
        r.make("picture", mosaic.png());
        r.make("table", to_csv(table));
        r.row(Row::words("layer", where));
        r.row(Row::number("flat", flat, "", static_cast<std::int64_t>(images.count)));
        if (flat > 0)
            r.context().warn(
                fmt::format("{} of {} maps are flat: nothing in layer {} moves the "
                            "prediction",
                            flat, images.count, where));
    }

    Array2<float> shown(const Array2<float>& map) const {
        const Array2<float> seen = learn::sensed(
            map, show == CamTarget::increase ? learn::Sense::increase : learn::Sense::decrease);
        return relu == CamRelu::on ? learn::cut_off(seen) : seen;
    }

    /// Mean signed map of slices all over the core; empty where there is nothing to compare with.
    std::vector<float> mean_map(const volume::CtVolume& ct, const volume::SliceImageSettings& s,
                                learn::ImageNetwork& net, const std::string& where,
                                std::size_t t) const {
        if (against == CamAgainst::nothing) return {};
        const std::size_t n = std::min<std::size_t>(20, ct.grid.slices);
        std::vector<std::size_t> all;
        for (std::size_t k = 0; k < n; ++k) all.push_back((2 * k + 1) * ct.grid.slices / (2 * n));
        const volume::SliceImages images = slice_images(ct, s, all);
        const std::size_t row = images.images.size() / n;
        std::vector<float> mean;
        for (std::size_t k = 0; k < n; ++k) {
            const auto heat =
                net.heat_map(std::span(images.images).subspan(k * row, row), where, t);
            mean.resize(heat.values.size());
            for (std::size_t i = 0; i < mean.size(); ++i)
                mean[i] += heat.values[i] / static_cast<float>(n);
        }
        return mean;
    }

    static void paint(Mosaic& mosaic, std::size_t k, std::span<const float> image,
                      const Array2<float>& map) {
        const std::size_t n = map.rows(), area = n * n;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                double grey = 0;
                for (std::size_t c = 0; c < 3; ++c) grey += image[c * area + i * n + j];
                grey = 255 * std::clamp(grey / 0.75, 0.0, 1.0);  // few voxels are above 2000 HU
                const std::array<double, 3> heat = heat_colour(map(i, j));
                mosaic.put(2 * k, i, j, {grey, grey, grey});
                mosaic.put(2 * k + 1, i, j,
                           {0.45 * grey + 0.55 * heat[0], 0.45 * grey + 0.55 * heat[1],
                            0.45 * grey + 0.55 * heat[2]});
            }
    }
};

struct SoilPatterns {
    Ref<Artefact::model> models;
    std::string which, layer;
    int maps = 16, steps = 100;
    double rate = 0.01;

    void describe(Fields& f) {
        f("models", models, "What soil.train or soil.transfer made")
            .required("@train.models")
            .positional();
        f("which", which, "The model by the name of its sample; none: the only one");
        f("layer", layer, "Convolution, as block3_conv1; none: the last");
        f("maps", maps, "So many of its maps").within(1, 4096);
        f("steps", steps, "Steps of gradient ascent").within(1, 100000);
        f("rate", rate, "Length of a step: root mean square over the pixels").within(1e-6, 100);
        f.example(
            "crucible soil patterns training/steps/train/out/model.crucible "
            "--layer block2_conv1 --run patterns");
        f.makes(Artefact::file, "patterns", "patterns.npy",
                "Images that excite each map: (maps, channels, pixels, pixels)");
        f.makes(Artefact::file, "picture", "patterns.png", "The same, each from dark to bright");
        f.gives("layer", "", "The convolution");
    }

    void run(StepRun& r) const {
        const std::vector<std::string> wanted =
            which.empty() ? std::vector<std::string>{} : std::vector{which};
        const learn::ImageModel m = read_models(r.open(models), wanted).front();
        const auto net = load_network(m, {});
        const std::string where = layer.empty() ? m.net.convolutions().back() : layer;
        RandomStream random = r.context().stream(StreamId::image_nets, 1);
        std::vector<float> start(m.net.image_size());
        for (float& x : start) x = static_cast<float>(0.25 + 0.02 * random.normal());
        const std::size_t there = net->activations(start, where).channels;
        const std::size_t count = std::min<std::size_t>(there, static_cast<std::size_t>(maps));
        const auto n = static_cast<std::size_t>(m.net.height);
        const auto channels = static_cast<std::size_t>(m.net.channels);
        Mosaic mosaic(count, 4, n);
        std::vector<float> all;
        for (std::size_t k = 0; k < count; ++k) {
            r.context().check();
            r.context().progress(static_cast<double>(k), static_cast<double>(count), "maps");
            const auto image = net->pattern(start, where, k, steps, rate);
            all.insert(all.end(), image.begin(), image.end());
            const auto [low, high] = std::minmax_element(image.begin(), image.end());
            const double range = std::max(1e-12, static_cast<double>(*high) - *low);
            for (std::size_t p = 0; p < n * n; ++p) {
                std::array<double, 3> rgb{};
                for (std::size_t c = 0; c < 3; ++c)
                    rgb[c] = 255 * (image[std::min(c, channels - 1) * n * n + p] - *low) / range;
                mosaic.put(k, p / n, p % n, rgb);
            }
        }
        r.make("patterns", float_npy({count, channels, n, n}, all));
        r.make("picture", mosaic.png());
        r.row(Row::words("layer", where));
    }
};

}  // namespace

void register_soil_gradcam(Registry& r) {
    r.add<SoilGradcam>("soil.gradcam", {2}, "Heat maps: which parts of a slice move a prediction");
    r.add<SoilPatterns>("soil.patterns", {1}, "Images that excite the maps of a network most");
}

}  // namespace crucible
