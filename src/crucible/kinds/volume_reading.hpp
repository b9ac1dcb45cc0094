#pragma once
// What a reader of volumes may be told in a study, and which part is taken.

#include <span>
#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/base/run_context.hpp"
#include "crucible/volume/source.hpp"

namespace crucible {

enum class GapChoice { error, interpolate, split };
inline std::span<const Name> names(GapChoice) {
    static constexpr Name all[] = {{"error", "say which are missing, and stop"},
                                   {"interpolate", "fill them in linearly"},
                                   {"split", "take the longest part without a gap"}};
    return all;
}
enum class TiltChoice { shear, keep };
inline std::span<const Name> names(TiltChoice) {
    static constexpr Name all[] = {{"shear", "move slices above one another"},
                                   {"keep", "leave them where they are in their images"}};
    return all;
}
enum class TopChoice { first, last };
inline std::span<const Name> names(TopChoice) {
    static constexpr Name all[] = {{"first", "the first slice of the sorted ones, or of the file"},
                                   {"last", "the last one: the volume is turned over"}};
    return all;
}
enum class EndianChoice { little, big };
inline std::span<const Name> names(EndianChoice) {
    static constexpr Name all[] = {{"little", "as PCs write"}, {"big", "the other way round"}};
    return all;
}

struct VolumeReading {
    int series = 0;
    GapChoice on_gap = GapChoice::error;
    TiltChoice tilt = TiltChoice::shear;
    TopChoice top = TopChoice::first;
    std::vector<Length> spacing;
    std::vector<double> rescale;
    std::vector<double> padding;
    std::vector<int> shape;
    std::string dtype = "int16";
    EndianChoice endian = EndianChoice::little;
    std::int64_t skip = 0;
    double memory = 4;

    void describe(Fields& f);
    /// Throws InputError (E-volume-settings) for lists of the wrong length.
    volume::ReadSettings settings() const;
};

/// A block of a volume: by index, or in the middle by lengths.
struct VolumePart {
    std::vector<int> slices, rows, columns;
    std::vector<Length> centre;

    void describe(Fields& f);
    /// Throws InputError (E-volume-settings, E-volume-region).
    volume::Region region(const volume::Grid&) const;
};

/// Tells the user what the reader assumed.
void warn_of(const RunContext&, const volume::VolumeSource&);

}  // namespace crucible
