#include "crucible/volume/nifti.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::volume {
namespace {

constexpr std::size_t nifti_header_bytes = 348;

[[noreturn]] void bad_nifti(const std::string& file, const std::string& message,
                            const std::string& cure = "save it as one volume of NIfTI-1 (.nii)") {
    throw InputError("E-volume-format", message, cure, {file});
}

/// Fields of the header by their offset.
class NiftiFields {
public:
    NiftiFields(std::string_view bytes, ByteOrder order) : bytes_(bytes), order_(order) {}
    template <class T>
    T get(std::size_t offset) const {
        char b[sizeof(T)];
        std::memcpy(b, bytes_.data() + offset, sizeof b);
        const bool is_own =
            (order_ == ByteOrder::little) == (std::endian::native == std::endian::little);
        if (!is_own) std::reverse(b, b + sizeof b);
        T v;
        std::memcpy(&v, b, sizeof v);
        return v;
    }
    /// A float as the decimal number that somebody wrote: 0.351, not 0.35100001097.
    double decimal(std::size_t offset) const {
        const auto v = get<float>(offset);
        char text[64];
        const auto end = std::to_chars(text, text + sizeof text, v).ptr;
        return to_double({text, static_cast<std::size_t>(end - text)}).value_or(v);
    }

private:
    std::string_view bytes_;
    ByteOrder order_;
};

Stored nifti_type(int datatype, const std::string& file) {
    switch (datatype) {
        case 2:
            return Stored::uint8;
        case 4:
            return Stored::int16;
        case 8:
            return Stored::int32;
        case 16:
            return Stored::float32;
        case 64:
            return Stored::float64;
        case 256:
            return Stored::int8;
        case 512:
            return Stored::uint16;
        case 768:
            return Stored::uint32;
        default:
            bad_nifti(file, fmt::format("voxels of NIfTI type {} are not read", datatype),
                      "save it with 8, 16 or 32-bit integers or with floats");
    }
}

Grid nifti_shape(const NiftiFields& f, const std::string& file) {
    const int rank = f.get<std::int16_t>(40);
    if (rank < 1 || rank > 7)
        bad_nifti(file, fmt::format("the header counts {} axes, not 1 to 7", rank));
    std::array<std::int16_t, 8> dim{};
    for (std::size_t i = 1; i < 8; ++i)
        dim[i] =
            i <= static_cast<std::size_t>(rank) ? f.get<std::int16_t>(40 + 2 * i) : std::int16_t{1};
    for (std::size_t i = 1; i < 8; ++i) {
        if (dim[i] < 1) bad_nifti(file, fmt::format("axis {} has {} voxels", i, dim[i]));
        if (i > 3 && dim[i] > 1)
            bad_nifti(file, fmt::format("{} volumes in one file", dim[i]),
                      "save the one that is meant in a file of its own");
    }
    Grid g;
    g.columns = static_cast<std::size_t>(dim[1]), g.rows = static_cast<std::size_t>(dim[2]);
    g.slices = static_cast<std::size_t>(dim[3]);
    return g;
}

/// Where the axes of the voxels lead, as rows of (x, y, z, place); nothing if the file is silent.
using NiftiMatrix = std::array<std::array<double, 4>, 3>;

std::optional<NiftiMatrix> nifti_matrix(const NiftiFields& f,
                                        const std::array<double, 3>& spacing) {
    NiftiMatrix m{};
    if (f.get<std::int16_t>(254) > 0) {  // sform_code
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t c = 0; c < 4; ++c) m[r][c] = f.decimal(280 + 16 * r + 4 * c);
        return m;
    }
    if (f.get<std::int16_t>(252) <= 0) return std::nullopt;  // qform_code
    // The quaternion of the standard's method 2.
    const double b = f.decimal(256), c = f.decimal(260), d = f.decimal(264);
    const double a = std::sqrt(std::max(0.0, 1 - b * b - c * c - d * d));
    const double sign = f.get<float>(76) < 0 ? -1 : 1;
    const double r[3][3] = {
        {a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)},
        {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)},
        {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c}};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) m[i][j] = r[i][j] * spacing[j] * (j == 2 ? sign : 1);
        m[i][3] = f.decimal(268 + 4 * i);
    }
    return m;
}

/// Takes what the matrix says of spacing and place, and tells what of it is left aside.
void place_nifti(const NiftiMatrix& m, std::array<double, 3>& spacing,
                 std::array<double, 3>& origin, std::vector<std::string>& warnings) {
    bool is_oblique = false, is_flipped = false;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double length = std::hypot(m[0][axis], m[1][axis], m[2][axis]);
        if (!(length > 0 && std::isfinite(length))) {
            warnings.emplace_back("the directions of the axes make no sense and are left aside");
            return;
        }
        if (std::abs(length - spacing[axis]) > 1e-3 * length) {
            warnings.push_back(
                fmt::format("axis {}: the spacing of the sform, {} mm, is taken, not "
                            "that of pixdim, {} mm",
                            axis + 1, number_text(length, 6), number_text(spacing[axis], 6)));
            spacing[axis] = length;
        }
        is_oblique |= std::abs(m[axis][axis]) < 0.9999 * length;
        is_flipped |= m[axis][axis] < 0;
    }
    if (is_oblique)
        warnings.emplace_back(
            "the axes are oblique or exchanged: slices, rows and columns are "
            "taken as the file has them, and are not turned");
    else if (is_flipped)
        warnings.emplace_back(
            "some axes run backwards: slices, rows and columns are taken as the "
            "file has them, and are not flipped");
    else
        for (std::size_t axis = 0; axis < 3; ++axis) origin[axis] = m[axis][3];
}

double nifti_length_unit(const NiftiFields& f, std::vector<std::string>& warnings) {
    switch (f.get<std::uint8_t>(123) & 7) {
        case 1:
            return 1000;
        case 2:
            return 1;
        case 3:
            return 1e-3;
        default:
            warnings.emplace_back("the file does not say the unit of its lengths: taken as mm");
            return 1;
    }
}

template <class T>
void put_nifti(std::string& header, std::size_t offset, T value) {
    char b[sizeof(T)];
    std::memcpy(b, &value, sizeof b);
    if (std::endian::native == std::endian::big) std::reverse(b, b + sizeof b);
    header.replace(offset, sizeof b, b, sizeof b);
}

}  // namespace

bool is_nifti(std::string_view bytes) {
    return bytes.size() >= nifti_header_bytes &&
           (bytes.substr(344, 3) == "n+1" || bytes.substr(344, 3) == "ni1");
}

VoxelBlock parse_nifti(std::string_view bytes, const std::string& file) {
    if (!is_nifti(bytes)) bad_nifti(file, "this is no NIfTI-1 file");
    if (bytes.substr(344, 3) == "ni1")
        bad_nifti(file, "the voxels of this header are in another file");
    VoxelBlock b;
    b.order = NiftiFields(bytes, ByteOrder::little).get<std::int32_t>(0) == 348 ? ByteOrder::little
                                                                                : ByteOrder::big;
    const NiftiFields f(bytes, b.order);
    if (f.get<std::int32_t>(0) != 348) bad_nifti(file, "the header is damaged");
    b.grid = nifti_shape(f, file);
    b.stored = nifti_type(f.get<std::int16_t>(70), file);
    if (const int bits = f.get<std::int16_t>(72);
        bits != 0 && bits != static_cast<int>(8 * bytes_of(b.stored)))
        bad_nifti(file, fmt::format("the header says {} bits for voxels of NIfTI type {}", bits,
                                    f.get<std::int16_t>(70)));
    const double offset = f.get<float>(108);
    if (!(offset >= 348 && offset < 1e9)) bad_nifti(file, fmt::format("voxels at byte {}", offset));
    b.offset = static_cast<std::size_t>(offset);
    const double slope = f.decimal(112);
    if (slope != 0) b.slope = slope, b.intercept = f.decimal(116);  // 0: not scaled
    const double unit = nifti_length_unit(f, b.warnings);
    std::array<double, 3> spacing{}, origin{};
    for (std::size_t i = 0; i < 3; ++i) {
        spacing[i] = std::abs(f.decimal(80 + 4 * i));
        if (!std::isfinite(spacing[i]))
            bad_nifti(file,
                      fmt::format("the distance of voxels along axis {} is no number", i + 1));
        if (spacing[i] == 0) {
            b.warnings.push_back(fmt::format("axis {} has no spacing: taken as 1", i + 1));
            spacing[i] = 1;
        }
    }
    if (const auto matrix = nifti_matrix(f, spacing))
        place_nifti(*matrix, spacing, origin, b.warnings);
    for (std::size_t i = 0; i < 3; ++i) {
        b.grid.spacing[i] = unit * spacing[2 - i];
        b.grid.origin[i] = unit * (std::isfinite(origin[2 - i]) ? origin[2 - i] : 0);
    }
    return b;
}

void require_nifti_shape(const Grid& g, const std::string& file) {
    if (g.size() == 0 || std::max({g.slices, g.rows, g.columns}) > INT16_MAX)
        throw InputError("E-volume-format",
                         fmt::format("{} x {} x {} voxels do not go into a NIfTI-1 file", g.slices,
                                     g.rows, g.columns),
                         "take a part with 1 to 32767 voxels along each axis", {file});
}

std::string nifti_header(const Grid& g, Voxel voxel) {
    std::string h(nifti_offset, '\0');
    const std::array<std::size_t, 3> shape{g.columns, g.rows, g.slices};
    put_nifti<std::int32_t>(h, 0, 348);
    h[38] = 'r';  // "regular", as the standard wants it
    put_nifti<std::int16_t>(h, 40, 3);
    put_nifti<float>(h, 76, 1);
    for (std::size_t i = 0; i < 7; ++i)
        put_nifti<std::int16_t>(h, 42 + 2 * i,
                                i < 3 ? static_cast<std::int16_t>(shape[i]) : std::int16_t{1});
    for (std::size_t i = 0; i < 3; ++i)
        put_nifti<float>(h, 80 + 4 * i, static_cast<float>(g.spacing[2 - i]));
    put_nifti<std::int16_t>(h, 70, voxel == Voxel::uint8 ? 2 : 4);
    put_nifti<std::int16_t>(h, 72, voxel == Voxel::uint8 ? 8 : 16);
    put_nifti<float>(h, 108, static_cast<float>(nifti_offset));
    put_nifti<float>(h, 112, 1);
    h[123] = 2;                          // mm
    put_nifti<std::int16_t>(h, 254, 1);  // sform: scanner's coordinates
    for (std::size_t i = 0; i < 3; ++i) {
        put_nifti<float>(h, 280 + 20 * i, static_cast<float>(g.spacing[2 - i]));
        put_nifti<float>(h, 292 + 16 * i, static_cast<float>(g.origin[2 - i]));
    }
    h.replace(344, 4, std::string_view("n+1\0", 4));
    return h;
}

std::string nifti_share_header(const Grid& g) {
    std::string h = nifti_header(g, Voxel::int16);
    put_nifti<float>(h, 112, 1.0F / nifti_whole);
    put_nifti<float>(h, 124, 1);  // cal_max; cal_min is 0
    return h;
}

}  // namespace crucible::volume
