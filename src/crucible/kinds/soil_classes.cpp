// soil.classes: which matter each voxel is.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/segmentation.hpp"
#include "crucible/volume/thresholds.hpp"

namespace crucible {
namespace {

struct SoilClasses {
    Ref<Artefact::volume> volume;
    ClassesParameter classes;
    std::vector<int> hysteresis;
    double smoothness = 0;

    void describe(Fields& f) {
        f("volume", volume, "CT volume, HU or grey values").required("@import.volume").positional();
        f("classes", classes, "How classes are told apart");
        f("hysteresis", hysteresis,
          "Two HU in place of classes: 1 below the first, and below the second where it hangs "
          "together with such voxels; 2 elsewhere")
            .within(-32767, 32767);
        f("smoothness", smoothness,
          "Cost of a neighbour of another class: a smooth field over the classes; 0: none")
            .within(0, 100);
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
        const volume::ClassScheme scheme = scheme_of(*source);
        if (hysteresis.empty() && smoothness == 0)
            make_by_slices(r, *source, scheme);
        else
            make_by_neighbours(r, *source, scheme);
    }

    /// Of hysteresis the intervals that its two classes lie in, by the second threshold.
    volume::ClassScheme scheme_of(volume::VolumeSource& source) const {
        if (hysteresis.empty()) return class_scheme(classes, source);
        if (hysteresis.size() != 2)
            throw InputError("E-volume-edges",
                             fmt::format("{} thresholds of hysteresis", hysteresis.size()),
                             "give two: hysteresis = [-800, -500]");
        return volume::class_scheme({-32767, hysteresis[1] + 1.0, 32767}, {"phase", "rest"});
    }

    /// What looks at neighbours holds the whole volume.
    void make_by_neighbours(StepRun& r, volume::VolumeSource& source,
                            const volume::ClassScheme& scheme) const {
        const volume::CtVolume ct = volume::read_ct(source);
        volume::LabelVolume labels = hysteresis.empty()
                                         ? volume::classify(ct, scheme)
                                         : volume::hysteresis(ct, hysteresis[0], hysteresis[1]);
        r.context().check();
        if (smoothness > 0) {
            volume::MarkovSettings s;
            s.smoothness = smoothness;
            volume::MarkovResult m = volume::markov_classes(ct, labels, s);
            if (m.turns == s.turns)
                r.context().warn("the smooth field still changed after its last turn");
            labels = std::move(m.labels);
        }
        r.make("labels", [&](const std::filesystem::path& file) {
            volume::VolumeWriter writer(file, ct.grid, volume::Voxel::uint8);
            writer.append(labels.voxels);
            writer.finish();
        });
        volume::ClassProfile profile;
        profile.grid = ct.grid, profile.classes = scheme.size();
        profile.counts.assign(ct.grid.slices * scheme.size(), 0);
        profile.valid.assign(ct.grid.slices, 0);
        for (std::size_t i = 0; i < ct.grid.slices; ++i) {
            for (const std::uint8_t k : labels.slice(i))
                if (k > 0) ++profile.counts[i * scheme.size() + k - 1];
            for (const std::int16_t v : ct.slice(i)) profile.valid[i] += v != volume::outside;
        }
        give(r, source, scheme, profile);
    }

    static void make_by_slices(StepRun& r, volume::VolumeSource& source,
                               const volume::ClassScheme& scheme) {
        const volume::Grid& grid = source.grid();
        r.make("labels", [&](const std::filesystem::path& file) {
            volume::VolumeWriter writer(file, grid, volume::Voxel::uint8);
            std::vector<std::int16_t> values(grid.slice_size());
            std::vector<std::uint8_t> labels(grid.slice_size());
            for (std::size_t i = 0; i < grid.slices; ++i) {
                r.context().check();
                source.read(i, values);
                volume::classify(values, scheme, labels);
                writer.append(labels);
                r.context().progress(static_cast<double>(i + 1), static_cast<double>(grid.slices),
                                     "slices");
            }
            writer.finish();
        });
        give(r, source, scheme, volume::class_profile(source, scheme));
    }

    static void give(StepRun& r, volume::VolumeSource& source, const volume::ClassScheme& scheme,
                     const volume::ClassProfile& profile) {
        r.make("classes", to_csv(class_table(scheme, profile)));
        r.make("histogram", to_csv(histogram_table(volume::grey_histogram(source))));
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
