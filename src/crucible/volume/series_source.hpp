#pragma once
// A folder (or one file) of DICOM as a volume: headers first, voxels when they are asked for.

#include <filesystem>
#include <memory>
#include <vector>

#include "crucible/volume/dicom_series.hpp"
#include "crucible/volume/source.hpp"

namespace crucible::volume {

/// The headers of all files under a folder.
struct SeriesHeaders {
    std::vector<SliceTags> slices;  ///< in natural order of the files' names
    std::size_t files = 0, no_image = 0;
    std::uint64_t longest_file = 0;  ///< bytes
};

/// Reads the headers of every file in `folder` and the folders in it, or of the one file. Throws
/// InputError (E-volume-folder) where there are no files, and what `DecoderClient` throws.
SeriesHeaders read_headers(const std::filesystem::path& folder);

class SeriesSource : public VolumeSource {
public:
    virtual const SeriesPlan& plan() const = 0;
    virtual const SeriesHeaders& headers() const = 0;
};
/// Throws what `read_headers` and `plan_series` throw. Reading throws InputError (E-volume-decode,
/// E-volume-dicom, E-volume-values), each naming the file.
std::unique_ptr<SeriesSource> open_series(const std::filesystem::path&, const ReadSettings&);

/// Stored values as Hounsfield units: rescaled as the slice or the settings say, `outside` for
/// padding and, where the slice is rescaled, below -1024. Throws InputError (E-volume-values).
std::vector<std::int16_t> to_grey(const std::vector<std::int32_t>& stored, const SliceTags&,
                                  const ReadSettings&);
/// A slice moved by rows and columns, linear between voxels, `outside` where nothing was measured.
std::vector<std::int16_t> moved(const std::vector<std::int16_t>& slice, std::size_t rows,
                                std::size_t columns, const std::array<double, 2>& shift);

}  // namespace crucible::volume
