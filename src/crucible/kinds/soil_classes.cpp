// soil.classes: which matter each voxel is.

#include <fmt/format.h>

#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/thresholds.hpp"

namespace crucible {
namespace {

struct SoilClasses {
    Ref<Artefact::volume> volume;
    ClassesParameter classes;

    void describe(Fields& f) {
        f("volume", volume, "CT volume, HU or grey values").required("@import.volume").positional();
        f("classes", classes, "How classes are told apart");
        f.example("crucible soil classes core.nii --run classes");
        f.example(
            "crucible soil classes core.nii --classes \"{ by = 'multi-otsu' }\" --run classes");
        f.makes(Artefact::volume, "labels", "labels.nii", "Class of every voxel, from 1; 0: none");
        f.makes(Artefact::table, "classes", "classes.csv", "Interval and share of each class");
        f.makes(Artefact::table, "histogram", "histogram.csv", "Voxels per grey value");
        f.gives("fraction.*", "", "Share of a class in all measured voxels");
        f.gives("in-no-class", "", "Share of measured voxels that belong to no class");
        f.figure({.id = "histogram",
                  .form = "line",
                  .table = "histogram",
                  .x = "value",
                  .y = "share",
                  .label = "share of voxels",
                  .title = "Grey values.",
                  .caption = "Share of the measured voxels; edges of classes are in the table."});
    }

    void run(StepRun& r) const {
        const auto source = volume::open_volume(r.open(volume).front());
        const volume::Grid& grid = source->grid();
        const volume::ClassScheme scheme = class_scheme(classes, *source);
        r.make("labels", [&](const std::filesystem::path& file) {
            volume::VolumeWriter writer(file, grid, volume::Voxel::uint8);
            std::vector<std::int16_t> values(grid.slice_size());
            std::vector<std::uint8_t> labels(grid.slice_size());
            for (std::size_t i = 0; i < grid.slices; ++i) {
                r.context().check();
                source->read(i, values);
                volume::classify(values, scheme, labels);
                writer.append(labels);
                r.context().progress(static_cast<double>(i + 1), static_cast<double>(grid.slices),
                                     "slices");
            }
            writer.finish();
        });
        const volume::ClassProfile profile = volume::class_profile(*source, scheme);
        r.make("classes", to_csv(class_table(scheme, profile)));
        r.make("histogram", to_csv(histogram_table(volume::grey_histogram(*source))));
        give_fractions(r, scheme, profile);
    }

    /// At most some 500 rows: neighbouring values are put together.
    static Table histogram_table(const volume::GreyHistogram& h) {
        const std::size_t width = (h.counts.size() + 499) / 500;
        Table t;
        const auto n = static_cast<double>(h.total());
        std::vector<double> values, shares;
        for (std::size_t i = 0; i < h.counts.size(); i += width) {
            double sum = 0;
            const std::size_t end = std::min(i + width, h.counts.size());
            for (std::size_t j = i; j < end; ++j) sum += static_cast<double>(h.counts[j]);
            values.push_back(h.first + static_cast<double>(i + end - 1) / 2);
            shares.push_back(sum / n / static_cast<double>(end - i));
        }
        t.add_numbers("value", "HU") = std::move(values);
        t.add_numbers("share") = std::move(shares);
        return t;
    }

    static void give_fractions(StepRun& r, const volume::ClassScheme& s,
                               const volume::ClassProfile& p) {
        const auto valid = static_cast<double>(p.total_valid());
        double all = 0;
        for (std::size_t k = 1; k <= s.size(); ++k) {
            const double fraction = static_cast<double>(p.total(k)) / valid;
            r.row(Row::number(fmt::format("fraction.{}", k), fraction, "", p.total_valid()));
            all += fraction;
        }
        r.row(Row::number("in-no-class", 1 - all, "", p.total_valid()));
    }
};

}  // namespace

void register_soil_classes(Registry& r) {
    r.add<SoilClasses>("soil.classes", {1}, "Tell matter apart by Hounsfield units or thresholds");
}

}  // namespace crucible
