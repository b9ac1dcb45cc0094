// soil.mask: a round core without its tube and the air around it.

#include <cmath>

#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/core_outline.hpp"

namespace crucible {
namespace {

enum class OutlineChoice { upright, each_slice };
std::span<const Name> names(OutlineChoice) {
    static constexpr Name all[] = {{"upright", "one circle for all slices: their median"},
                                   {"each-slice", "a circle of its own for every slice"}};
    return all;
}

struct SoilMask {
    Ref<Artefact::volume> volume;
    int threshold = -500;
    Length shrink{0};
    OutlineChoice outline = OutlineChoice::upright;

    void describe(Fields& f) {
        f("volume", volume, "CT volume of a round core in air")
            .required("@import.volume")
            .positional();
        f("threshold", threshold, "Matter is denser than this, HU").within(-32767, 32767);
        f("shrink", shrink, "So much of the rim is left out, too: the wall of the tube")
            .in("mm")
            .within(0, 1000);
        f("outline", outline, "Which circles");
        f.example("crucible soil mask core.nii --shrink \"3 mm\" --run masked");
        f.makes(Artefact::volume, "volume", "volume.nii", "The volume, -32768 beyond the core");
        f.makes(Artefact::table, "outline", "outline.csv", "Circle of every slice");
        f.gives("radius", "mm", "Radius of the median circle, tube included");
        f.gives("measured", "", "Share of voxels that are left");
    }

    void run(StepRun& r) const {
        const auto source = volume::open_volume(r.open(volume).front());
        const volume::Grid& g = source->grid();
        const auto circles = volume::core_outline(*source, threshold);
        const volume::Circle median = volume::median_circle(circles);
        std::int64_t left = 0;
        r.make("volume", [&](const std::filesystem::path& file) {
            volume::VolumeWriter writer(file, g, volume::Voxel::int16);
            std::vector<std::int16_t> slice(g.slice_size());
            for (std::size_t i = 0; i < g.slices; ++i) {
                r.context().check();
                source->read(i, slice);
                const bool is_own = outline == OutlineChoice::each_slice && circles[i];
                volume::cut_outside(is_own ? *circles[i] : median, shrink.value / angstrom_per_mm,
                                    g, slice);
                for (const std::int16_t v : slice) left += v != volume::outside;
                writer.append(slice);
            }
            writer.finish();
        });
        Table t;
        std::vector<double> slice, row, column, radius;
        for (std::size_t i = 0; i < circles.size(); ++i) {
            const volume::Circle c = circles[i].value_or(volume::Circle{NAN, NAN, NAN});
            slice.push_back(static_cast<double>(i));
            row.push_back(c.row), column.push_back(c.column), radius.push_back(c.radius);
        }
        t.add_numbers("slice") = std::move(slice);
        t.add_numbers("row", "mm") = std::move(row);
        t.add_numbers("column", "mm") = std::move(column);
        t.add_numbers("radius", "mm") = std::move(radius);
        r.make("outline", to_csv(t));
        r.row(Row::number("radius", median.radius, "mm"));
        r.row(Row::number("measured", static_cast<double>(left) / static_cast<double>(g.size())));
    }
};

}  // namespace

void register_soil_mask(Registry& r) {
    r.add<SoilMask>("soil.mask", {1}, "Cut a round core out of its tube and the air around it");
}

}  // namespace crucible
