#include "crucible/kinds/volume_reading.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/kinds/soil_parameters.hpp"

namespace crucible {
namespace {

void need_count(std::size_t given, std::size_t wanted, const char* what, const char* meaning) {
    if (given != 0 && given != wanted)
        throw InputError("E-volume-settings", fmt::format("{} with {} numbers", what, given),
                         fmt::format("give {}: {}", wanted, meaning));
}

}  // namespace

void VolumeReading::describe(Fields& f) {
    f("series", series,
      "Which series of a DICOM folder, from 1 (soil info numbers them); 0: the "
      "one with most slices")
        .within(0, 100000);
    f("on_gap", on_gap, "What becomes of places where slices are missing");
    f("tilt", tilt, "What becomes of slices of a tilted gantry");
    f("top", top, "Which slice is the top of the core");
    f("spacing", spacing,
      "Between slices, rows, columns, or one for all, in place of what the file says")
        .in("mm")
        .within(1e-6, 1e4);
    f("rescale", rescale, "Slope and intercept of stored numbers, in place of the file's")
        .within(-1e9, 1e9);
    f("padding", padding, "Stored number of voxels where nothing was measured").within(-4e9, 4e9);
    f("shape", shape, "Slices, rows, columns of a file of bare numbers").within(1, 1e9);
    f("dtype", dtype,
      "Numbers of such a file: uint8, int8, uint16, int16, uint32, int32, "
      "float32, float64");
    f("endian", endian, "Their byte order");
    f("skip", skip, "Bytes in front of them").within(0, 1e15);
    f("memory", memory, "Most memory for packed files that must be held whole, GB")
        .within(0.01, 1e5)
        .not_hashed();
}

volume::ReadSettings VolumeReading::settings() const {
    if (spacing.size() != 1)
        need_count(spacing.size(), 3, "spacing", "between slices, rows, columns; or one for all");
    need_count(rescale.size(), 2, "rescale", "slope and intercept");
    need_count(padding.size(), 1, "padding", "the stored number");
    need_count(shape.size(), 3, "shape", "slices, rows, columns");
    volume::ReadSettings s;
    if (series > 0) s.series = static_cast<std::size_t>(series);
    s.on_gap = static_cast<volume::OnGap>(on_gap);
    s.tilt = static_cast<volume::Tilt>(tilt);
    s.top = static_cast<volume::Top>(top);
    if (!spacing.empty()) {
        s.spacing.emplace();
        for (std::size_t i = 0; i < 3; ++i)
            (*s.spacing)[i] = spacing[spacing.size() == 1 ? 0 : i].value / angstrom_per_mm;
    }
    if (!rescale.empty()) s.slope = rescale[0], s.intercept = rescale[1];
    if (!padding.empty()) s.padding = padding[0];
    if (!shape.empty()) {
        s.raw.emplace();
        for (std::size_t i = 0; i < 3; ++i) s.raw->shape[i] = static_cast<std::size_t>(shape[i]);
        s.raw->dtype = dtype, s.raw->offset = static_cast<std::size_t>(skip);
        s.raw->endian = endian == EndianChoice::big ? "big" : "little";
    }
    s.memory_limit = static_cast<std::size_t>(memory * 1e9);
    return s;
}

void VolumePart::describe(Fields& f) {
    f("slices", slices, "First slice and the one behind the last, from 0; none: all")
        .within(0, 1e9);
    f("rows", rows, "The same of rows").within(0, 1e9);
    f("columns", columns, "The same of columns").within(0, 1e9);
    f("centre", centre, "Instead: height, depth and width of a part in the middle")
        .in("mm")
        .within(1e-6, 1e5);
}

volume::Region VolumePart::region(const volume::Grid& g) const {
    volume::Region r{{0, 0, 0}, {g.slices, g.rows, g.columns}};
    need_count(centre.size(), 3, "centre", "lengths along slices, rows, columns");
    const std::array<const std::vector<int>*, 3> ranges{&slices, &rows, &columns};
    constexpr const char* words[] = {"slices", "rows", "columns"};
    for (std::size_t a = 0; a < 3; ++a) {
        need_count(ranges[a]->size(), 2, words[a], "the first, and the one behind the last");
        if (!centre.empty() && !ranges[a]->empty())
            throw InputError("E-volume-settings", fmt::format("{} and centre", words[a]),
                             "give a part by its indices or by its lengths");
        if (!ranges[a]->empty()) {
            r.first[a] = static_cast<std::size_t>((*ranges[a])[0]);
            r.end[a] = static_cast<std::size_t>((*ranges[a])[1]);
        }
        if (centre.empty()) continue;
        const std::size_t whole = r.end[a];
        const auto count = static_cast<std::size_t>(
            std::llround(centre[a].value / angstrom_per_mm / g.spacing[a]));
        r.first[a] = count < whole ? (whole - count) / 2 : 0;
        r.end[a] = r.first[a] + count;
    }
    volume::part(g, r);  // throws for one that is not in the volume
    return r;
}

void warn_of(const RunContext& context, const volume::VolumeSource& source) {
    for (const std::string& w : source.warnings()) context.warn(w);
}

}  // namespace crucible
