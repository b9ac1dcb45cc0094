// soil.info, soil.import: what a scan holds, and the scan as a volume.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/volume_reading.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/series_source.hpp"

namespace crucible {
namespace {

std::string shape_text(const volume::Grid& g) {
    return fmt::format("{} x {} x {}", g.slices, g.rows, g.columns);
}
std::string spacing_text(const volume::Grid& g) {
    return fmt::format("{} x {} x {} mm", number_text(g.spacing[0], 6),
                       number_text(g.spacing[1], 6), number_text(g.spacing[2], 6));
}

struct SoilInfo {
    std::filesystem::path from;
    VolumeReading reading;

    void describe(Fields& f) {
        f("from", from, "Folder of DICOM or TIFF slices, or a file of a volume")
            .required("scans/core-1")
            .positional()
            .or_made(Artefact::volume);
        reading.describe(f);
        f.example("crucible soil info scans/core-1");
        f.makes(Artefact::table, "series", "series.csv", "Series of slices, the largest first");
        f.gives("shape", "", "Slices, rows and columns");
        f.gives("spacing", "", "Distances between slices, rows and columns");
        f.gives("values", "", "How voxels are kept");
        f.gives("series", "", "Series of slices in a folder of DICOM");
        f.gives("problem", "", "Why it cannot be read as it is");
    }

    void run(StepRun& r) const {
        Table t;
        std::vector<std::string> kernels, sizes;
        std::vector<double> slices;
        try {
            const auto source = volume::open_volume(from, reading.settings());
            if (const auto* dicom = dynamic_cast<const volume::SeriesSource*>(source.get()))
                list(dicom->headers(), kernels, sizes, slices);
            warn_of(r.context(), *source);
            r.row(Row::words("shape", shape_text(source->grid())));
            r.row(Row::words("spacing", spacing_text(source->grid())));
            r.row(Row::words("values", source->voxel() == volume::Voxel::uint8
                                           ? "whole numbers from 0 to 255"
                                           : "whole numbers from -32767 to 32767"));
        } catch (const InputError& e) {
            // What hinders the reading is what was asked for; the series may still be listed.
            r.row(Row::words("problem", fmt::format("{} [{}]", e.message(), e.code())));
            r.context().warn(e.what());
            if (std::filesystem::is_directory(from)) list_alone(kernels, sizes, slices);
        }
        if (!slices.empty()) r.row(Row::number("series", static_cast<double>(slices.size())));
        auto& number = t.add_numbers("series");
        for (std::size_t i = 0; i < slices.size(); ++i)
            number.push_back(static_cast<double>(i + 1));
        t.add_numbers("slices") = std::move(slices);
        t.add_texts("size") = std::move(sizes);
        t.add_texts("kernel") = std::move(kernels);
        r.make("series", to_csv(t));
    }

    void list_alone(std::vector<std::string>& kernels, std::vector<std::string>& sizes,
                    std::vector<double>& slices) const {
        try {
            list(volume::read_headers(from), kernels, sizes, slices);
        } catch (const InputError&) {
            // It is no folder of DICOM; the problem is told already.
        }
    }

    static void list(const volume::SeriesHeaders& h, std::vector<std::string>& kernels,
                     std::vector<std::string>& sizes, std::vector<double>& slices) {
        for (const volume::Series& s : volume::group_series(h.slices)) {
            const volume::SliceTags& t = h.slices[s.slices.front()];
            kernels.push_back(s.kernel);
            sizes.push_back(fmt::format("{} x {}", t.rows, t.columns));
            slices.push_back(static_cast<double>(s.slices.size()));
        }
    }
};

struct SoilImport {
    std::filesystem::path from;
    VolumeReading reading;
    VolumePart part;

    void describe(Fields& f) {
        f("from", from, "Folder of DICOM or TIFF slices, or a file of a volume")
            .required("scans/core-1")
            .positional()
            .or_made(Artefact::volume);
        reading.describe(f);
        f("part", part, "The part that is taken");
        f.example("crucible soil import scans/core-1 --run core-1");
        f.example("crucible soil import berea.raw --shape 400,400,400 --dtype uint8 --run berea");
        f.preset("wieland2021", "The part that the paper's script takes of 640 x 512 x 512 voxels",
                 "part = { slices = [100, 500], rows = [150, 350], columns = [150, 350] }");
        f.makes(Artefact::volume, "volume", "volume.nii", "The volume, slices from the top down");
        f.makes(Artefact::table, "geometry", "geometry.csv",
                "Every slice: place, and what it is of");
        f.gives("slices", "", "Slices of the volume");
        f.gives("rows", "", "Rows of a slice");
        f.gives("columns", "", "Columns of a slice");
        f.gives("spacing.slices", "mm", "Distance between slices");
        f.gives("spacing.rows", "mm", "Distance between rows");
        f.gives("spacing.columns", "mm", "Distance between columns");
        f.gives("masked", "", "Share of voxels where nothing was measured");
        f.gives("mean", "", "Mean of the others, in Hounsfield units where the scan has them");
        f.gives("tilt", "degrees", "Tilt of the gantry");
        f.gives("interpolated", "", "Slices made of their neighbours");
    }

    void run(StepRun& r) const {
        const auto source = volume::open_volume(from, reading.settings());
        warn_of(r.context(), *source);
        const volume::Grid& whole = source->grid();
        const volume::Region region = part.region(whole);
        const volume::Grid g = volume::part(whole, region);
        Sums sums;
        r.make("volume", [&](const std::filesystem::path& file) {
            if (source->voxel() == volume::Voxel::uint8)
                copy<std::uint8_t>(r, *source, region, file, sums);
            else
                copy<std::int16_t>(r, *source, region, file, sums);
        });
        const auto* dicom = dynamic_cast<const volume::SeriesSource*>(source.get());
        r.make("geometry", to_csv(geometry(whole, region, dicom)));
        r.row(Row::number("slices", static_cast<double>(g.slices)));
        r.row(Row::number("rows", static_cast<double>(g.rows)));
        r.row(Row::number("columns", static_cast<double>(g.columns)));
        r.row(Row::number("spacing.slices", g.spacing[0], "mm"));
        r.row(Row::number("spacing.rows", g.spacing[1], "mm"));
        r.row(Row::number("spacing.columns", g.spacing[2], "mm"));
        const auto n = static_cast<double>(g.size());
        r.row(Row::number("masked", static_cast<double>(sums.masked) / n));
        const std::size_t measured = g.size() - sums.masked;
        if (measured > 0)
            r.row(Row::number("mean", sums.sum / static_cast<double>(measured), "",
                              static_cast<std::int64_t>(measured)));
        else
            r.context().warn("nothing was measured anywhere in the volume");
        if (!dicom) return;
        r.row(Row::number("tilt", dicom->plan().tilt, "degrees"));
        r.row(Row::number("interpolated", static_cast<double>(dicom->plan().interpolated)));
    }

    struct Sums {
        std::size_t masked = 0;
        double sum = 0;
    };

    /// Slab by slab: the volume is never in memory as a whole.
    template <class T>
    void copy(StepRun& r, volume::VolumeSource& source, const volume::Region& region,
              const std::filesystem::path& file, Sums& sums) const {
        const volume::Grid &whole = source.grid(), g = volume::part(whole, region);
        volume::VolumeWriter writer(file, g, source.voxel());
        const std::size_t at_once =
            std::clamp<std::size_t>((16u << 20) / whole.slice_size(), 1, g.slices);
        std::vector<T> slab(at_once * whole.slice_size()), cut;
        for (std::size_t i = 0; i < g.slices; i += at_once) {
            r.context().check();
            const std::size_t count = std::min(at_once, g.slices - i);
            const std::span<T> slices(slab.data(), count * whole.slice_size());
            source.read(region.first[0] + i, slices);
            take(whole, region, std::span<const T>(slices), cut);
            for (const T v : cut) {
                const bool is_masked = sizeof(T) == 2 && v == static_cast<T>(volume::outside);
                sums.masked += is_masked;
                if (!is_masked) sums.sum += v;
            }
            writer.append(std::span<const T>(cut));
            r.context().progress(static_cast<double>(i + count), static_cast<double>(g.slices),
                                 "slices");
        }
        writer.finish();
    }

    template <class T>
    static void take(const volume::Grid& whole, const volume::Region& region,
                     std::span<const T> slices, std::vector<T>& cut) {
        cut.clear();
        const std::size_t width = region.end[2] - region.first[2];
        for (std::size_t i = 0; i * whole.slice_size() < slices.size(); ++i)
            for (std::size_t row = region.first[1]; row < region.end[1]; ++row) {
                const T* from_row =
                    slices.data() + i * whole.slice_size() + row * whole.columns + region.first[2];
                cut.insert(cut.end(), from_row, from_row + width);
            }
    }

    static Table geometry(const volume::Grid& whole, const volume::Region& region,
                          const volume::SeriesSource* dicom) {
        Table t;
        std::vector<double> slice, depth, place, weight;
        std::vector<std::string> file, second;
        const auto name_of = [&](std::size_t s) {
            return std::filesystem::path(dicom->headers().slices[s].file).filename().string();
        };
        for (std::size_t i = region.first[0]; i < region.end[0]; ++i) {
            const std::size_t k = i - region.first[0];
            slice.push_back(static_cast<double>(k));
            depth.push_back((static_cast<double>(k) + 0.5) * whole.spacing[0]);
            if (!dicom) continue;
            const volume::SliceRecipe& recipe = dicom->plan().recipes[i];
            place.push_back(dicom->plan().depths[i]);
            file.push_back(name_of(recipe.first)), second.push_back(name_of(recipe.second));
            weight.push_back(recipe.weight);
        }
        t.add_numbers("slice") = std::move(slice);
        t.add_numbers("depth", "mm") = std::move(depth);
        if (!dicom) return t;
        t.add_numbers("along_normal", "mm") = std::move(place);
        t.add_texts("file") = std::move(file);
        t.add_texts("second_file") = std::move(second);
        t.add_numbers("weight_of_second") = std::move(weight);
        return t;
    }
};

}  // namespace

void register_soil_import(Registry& r) {
    r.add<SoilInfo>("soil.info", {1}, "Say what a scan holds, without reading its voxels");
    r.add<SoilImport>("soil.import", {1}, "Read a scan: DICOM, TIFF, NIfTI, MetaImage, NRRD, npy");
}

}  // namespace crucible
