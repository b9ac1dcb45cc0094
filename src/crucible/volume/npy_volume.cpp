#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/block_headers.hpp"

namespace crucible::volume {
namespace {

[[noreturn]] void bad_array(const std::string& file, const std::string& message,
                            const std::string& cure = "save it again with numpy.save") {
    throw InputError("E-volume-format", message, cure, {file});
}

/// What stands behind 'key': in the header's dictionary.
std::string_view behind_key(std::string_view header, std::string_view key,
                            const std::string& file) {
    const std::size_t at = header.find(fmt::format("'{}':", key));
    if (at == header.npos) bad_array(file, fmt::format("the header has no '{}'", key));
    return trim(header.substr(at + key.size() + 3));
}

/// A value of the header for a message: as far as its comma, without quotes of its own.
std::string quoted_in_header(std::string_view value) {
    value = trim(value.substr(0, value.find(',')));
    if (value.size() > 1 && value.front() == '\'') value = value.substr(1, value.find('\'', 1) - 1);
    return in_quotes(value);
}

void take_descr(std::string_view descr, VoxelBlock& b, const std::string& file) {
    struct Known {
        std::string_view code;
        Stored stored;
    };
    constexpr Known known[] = {
        {"u1", Stored::uint8},  {"b1", Stored::uint8},   {"i1", Stored::int8},
        {"u2", Stored::uint16}, {"i2", Stored::int16},   {"u4", Stored::uint32},
        {"i4", Stored::int32},  {"f4", Stored::float32}, {"f8", Stored::float64}};
    if (descr.size() >= 5 && descr[0] == '\'' && descr[4] == '\'')
        for (const Known& k : known)
            if (descr.substr(2, 2) == k.code) {
                b.stored = k.stored;
                b.order = descr[1] == '>' ? ByteOrder::big : ByteOrder::little;
                return;
            }
    bad_array(file, fmt::format("numbers of type {} are not read", quoted_in_header(descr)),
              "save it as int16, uint8, uint16 or float32");
}

}  // namespace

FoundBlock parse_npy_volume(std::string_view bytes, const std::string& file) {
    const auto byte = [&](std::size_t i) {
        return i < bytes.size() ? static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]))
                                : 0;
    };
    const std::size_t start = byte(6) == 1 ? 10 : 12;
    std::size_t length = byte(8) | byte(9) << 8;
    if (byte(6) > 1) length |= byte(10) << 16 | byte(11) << 24;
    if (!bytes.starts_with("\x93NUMPY") || bytes.size() < start || bytes.size() - start < length)
        bad_array(file, "this is no .npy file, or it is cut short");
    const std::string_view header = bytes.substr(start, length);
    FoundBlock found;
    found.block.offset = start + length;
    take_descr(behind_key(header, "descr", file), found.block, file);
    if (!behind_key(header, "fortran_order", file).starts_with("False"))
        bad_array(file, "the array is in Fortran order",
                  "save numpy.ascontiguousarray of it, shape (slices, rows, columns)");
    std::string_view shape = behind_key(header, "shape", file);
    const std::size_t end = shape.find(')');
    if (!shape.starts_with('(') || end == shape.npos) bad_array(file, "the shape is no tuple");
    std::vector<std::size_t> sizes;
    for (const Word& w : fields(shape.substr(1, end - 1), ',')) {
        if (w.text.empty()) continue;
        const auto n = to_integer(w.text);
        if (!n || *n < 1) bad_array(file, fmt::format("an axis of {}", quoted_in_header(w.text)));
        sizes.push_back(static_cast<std::size_t>(*n));
    }
    if (sizes.size() < 2 || sizes.size() > 3)
        bad_array(file, fmt::format("an array of {} axes is no volume", sizes.size()),
                  "save an array of shape (slices, rows, columns)");
    if (sizes.size() == 2) sizes.insert(sizes.begin(), 1);
    found.block.grid.slices = sizes[0], found.block.grid.rows = sizes[1];
    found.block.grid.columns = sizes[2];
    found.block.warnings.emplace_back("no spacing: taken as 1 mm");
    return found;
}

FoundBlock bare_block(const RawLayout& raw, const std::string& file) {
    FoundBlock found;
    const auto stored = stored_of(raw.dtype);
    if (!stored || (raw.endian != "little" && raw.endian != "big"))
        throw InputError(
            "E-volume-format",
            fmt::format("dtype {}, endian {}", in_quotes(raw.dtype), in_quotes(raw.endian)),
            "dtype is one of uint8, int8, uint16, int16, uint32, int32, float32, "
            "float64; endian is little or big",
            {file});
    found.block.stored = *stored;
    found.block.order = raw.endian == "big" ? ByteOrder::big : ByteOrder::little;
    found.block.grid.slices = raw.shape[0], found.block.grid.rows = raw.shape[1];
    found.block.grid.columns = raw.shape[2];
    found.block.offset = raw.offset;
    found.block.warnings.emplace_back("no spacing: taken as 1 mm");
    return found;
}

}  // namespace crucible::volume
