#pragma once
// Volumes by slices: what a step needs of a file that may be larger than memory.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// How voxels are kept in the file; HU and small grey values come as int16, labels as uint8.
enum class Voxel : std::uint8_t { uint8, int16 };

class VolumeSource {
public:
    virtual ~VolumeSource() = default;
    virtual const Grid& grid() const = 0;
    virtual Voxel voxel() const = 0;
    /// Slices from `first` on, as many as `out` takes: its size is a multiple of
    /// `grid().slice_size()`. Any order, any number of times; one caller at a time.
    virtual void read(std::size_t first, std::span<std::int16_t> out) = 0;
    /// The same as small numbers. Throws InputError (E-volume-labels) for values outside 0..255.
    virtual void read(std::size_t first, std::span<std::uint8_t> out) = 0;
    /// All voxels where the file is one plain block of int16 (mapped, not read); else empty.
    virtual std::span<const std::int16_t> mapped() const { return {}; }
    /// What was assumed or done where the file leaves a choice, one line each.
    virtual std::vector<std::string> warnings() const { return {}; }
};

/// A file of bare numbers says nothing of itself.
struct RawLayout {
    std::array<std::size_t, 3> shape{};  ///< slices, rows, columns
    std::string dtype = "int16";         ///< uint8, int8, uint16, ... float64
    std::string endian = "little";       ///< or "big"
    std::size_t offset = 0;              ///< bytes before the first voxel
};

/// What becomes of places of a series where slices are missing.
enum class OnGap : std::uint8_t { error, interpolate, split };  ///< split: the longest part
/// What becomes of slices that the table brought past a tilted gantry.
enum class Tilt : std::uint8_t { shear, keep };
/// Which end of the sorted slices is the top of the core.
enum class Top : std::uint8_t { first, last };

/// What the reader may be told. Everything may be left out but `raw` for files without a header.
struct ReadSettings {
    std::optional<double> slope, intercept;  ///< in place of the file's
    std::optional<double> padding;           ///< stored number of voxels where nothing was measured
    std::optional<std::array<double, 3>> spacing;  ///< mm (slice, row, column), in its place
    std::optional<RawLayout> raw;
    std::optional<std::size_t> series;  ///< of a DICOM folder, from 1, the largest first
    OnGap on_gap = OnGap::error;
    Tilt tilt = Tilt::shear;
    Top top = Top::first;                             ///< of all formats
    std::size_t memory_limit = std::size_t{4} << 30;  ///< bytes, where the whole must be held
};

/// A file that Crucible itself wrote (NIfTI-1, not compressed), or any other format it can read:
/// NIfTI, MetaImage, NRRD, npy, TIFF, a folder of DICOM or TIFF slices. Throws InputError with the
/// place and the cure; ResourceError (E-volume-memory) where the whole must be held and cannot.
std::unique_ptr<VolumeSource> open_volume(const std::filesystem::path&, const ReadSettings& = {});
/// A volume in memory as a source; it must outlive it.
std::unique_ptr<VolumeSource> as_source(const CtVolume&);
std::unique_ptr<VolumeSource> as_source(const LabelVolume&);

/// Whole volumes, or the part of one.
CtVolume read_ct(VolumeSource&);
CtVolume read_ct(VolumeSource&, const Region&);
LabelVolume read_labels(VolumeSource&);
LabelVolume read_labels(VolumeSource&, const Region&);

/// Writes one NIfTI-1 file slice by slice; the file is whole once `finish` has returned.
class VolumeWriter {
public:
    /// Throws IoError. `grid` says how many slices will come; `append` takes whole slices, in
    /// order.
    VolumeWriter(const std::filesystem::path&, const Grid& grid, Voxel);
    ~VolumeWriter();
    VolumeWriter(const VolumeWriter&) = delete;
    VolumeWriter& operator=(const VolumeWriter&) = delete;
    void append(std::span<const std::int16_t> slices);
    void append(std::span<const std::uint8_t> slices);
    void finish();

private:
    struct Open;
    std::unique_ptr<Open> open_;
};

}  // namespace crucible::volume
