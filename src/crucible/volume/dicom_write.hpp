#pragma once
// Plain DICOM: a series of CT slices, explicit little-endian, without compression and without a
// patient.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/volume/source.hpp"

namespace crucible::volume {

/// The elements of one file. Text is padded to an even length; `bytes` sorts them by their tags.
class DicomFile {
public:
    void text(std::uint16_t group, std::uint16_t element, std::string_view vr, std::string_view);
    void number(std::uint16_t group, std::uint16_t element, std::uint16_t);
    void numbers(std::uint16_t group, std::uint16_t element, std::string_view vr,
                 const std::vector<double>&);
    void voxels(std::string_view bytes);
    /// An item of a sequence of one.
    void sequence(std::uint16_t group, std::uint16_t element, const std::vector<DicomFile>& items);
    /// The file with preamble and file meta information; class and instance are taken from
    /// (0008,0016) and (0008,0018). `syntax` is what the file says of its packing.
    std::string bytes(std::string_view syntax = "1.2.840.10008.1.2.1") const;
    /// The elements alone.
    std::string elements() const;

private:
    void put(std::uint16_t group, std::uint16_t element, std::string_view vr, std::string value);
    std::map<std::uint32_t, std::string> encoded_, values_;
};

/// "2.25." and the first 128 bits of the SHA-256 of `content` as a number: the root that needs no
/// registration (ISO/IEC 9834-8).
std::string dicom_uid(std::string_view content);

/// One file slice-NNNN.dcm per slice, top first, in `folder`, which is made. Hounsfield units are
/// stored without sign with slope 1 and intercept -1024, `outside` as padding 65535. The same
/// volume and seed give the same bytes. Throws InputError (E-volume-values) for values below -1024;
/// IoError.
void write_dicom_series(VolumeSource&, const std::filesystem::path& folder, std::uint64_t seed);

}  // namespace crucible::volume
