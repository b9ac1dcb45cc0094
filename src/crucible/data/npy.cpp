#include "crucible/data/npy.hpp"

#include <fmt/format.h>

#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

struct NpyKind {
    std::string_view descr;
    std::size_t bytes;
};
/// In the order of NpyArray::Kind.
constexpr NpyKind npy_kinds[] = {{"<f8", 8}, {"<f4", 4}, {"<i8", 8},
                                 {"<i4", 4}, {"<i2", 2}, {"|u1", 1}};

constexpr std::string_view npy_magic = "\x93NUMPY";

[[noreturn]] void bad_npy(const std::string& file, const std::string& message) {
    throw InputError("E-npy", message, "save it again with numpy.save", {file});
}

/// The text behind 'key': in the header's dictionary, up to the next separator at this level.
std::string_view header_value(std::string_view header, std::string_view key,
                              const std::string& file) {
    const std::size_t at = header.find(fmt::format("'{}'", key));
    const std::size_t colon = at == header.npos ? at : header.find(':', at);
    if (colon == header.npos) bad_npy(file, fmt::format("the header has no '{}'", key));
    std::string_view rest = trim(header.substr(colon + 1));
    const char open = rest.empty() ? '\0' : rest.front();
    const std::size_t end = open == '(' ? rest.find(')') : rest.find_first_of(",}");
    if (end == rest.npos) bad_npy(file, "the header is cut short");
    return trim(rest.substr(0, open == '(' ? end + 1 : end));
}

std::vector<std::size_t> parse_shape(std::string_view text, const std::string& file) {
    if (text.size() < 2 || text.front() != '(') bad_npy(file, "the shape is not a tuple");
    std::vector<std::size_t> shape;
    for (const Word& w : fields(text.substr(1, text.size() - 2), ',')) {
        if (w.text.empty()) continue;  // "(3,)"
        const auto n = to_integer(w.text);
        if (!n || *n < 0 || shape.size() >= 32)
            bad_npy(file, fmt::format("bad shape {}", in_quotes(text)));
        shape.push_back(static_cast<std::size_t>(*n));
    }
    return shape;
}

/// Product of the shape, refused once it passes what a file of `limit` bytes could hold.
std::size_t checked_count(const std::vector<std::size_t>& shape, std::size_t limit,
                          const std::string& file) {
    std::size_t n = 1;
    for (std::size_t s : shape) {
        if (s != 0 && n > limit / s) bad_npy(file, "the shape is larger than the file");
        n *= s;
    }
    return n;
}

template <class T>
std::vector<double> widen(const std::string& bytes) {
    std::vector<double> out(bytes.size() / sizeof(T));
    for (std::size_t i = 0; i < out.size(); ++i) {
        T v;
        std::memcpy(&v, bytes.data() + i * sizeof(T), sizeof(T));
        out[i] = static_cast<double>(v);
    }
    return out;
}

}  // namespace

std::size_t NpyArray::count() const {
    return bytes.size() / npy_kinds[static_cast<std::size_t>(kind)].bytes;
}

std::vector<double> NpyArray::values() const {
    switch (kind) {
        case Kind::float64:
            return widen<double>(bytes);
        case Kind::float32:
            return widen<float>(bytes);
        case Kind::int64:
            return widen<std::int64_t>(bytes);
        case Kind::int32:
            return widen<std::int32_t>(bytes);
        case Kind::int16:
            return widen<std::int16_t>(bytes);
        case Kind::uint8:
            return widen<std::uint8_t>(bytes);
    }
    return {};
}

NpyArray make_npy(std::vector<std::size_t> shape, const std::vector<double>& values) {
    NpyArray a{NpyArray::Kind::float64, std::move(shape), std::string(8 * values.size(), '\0')};
    std::size_t n = 1;
    for (std::size_t s : a.shape) n *= s;
    CRUCIBLE_ASSERT(n == values.size());
    if (n > 0) std::memcpy(a.bytes.data(), values.data(), a.bytes.size());
    return a;
}

std::string to_npy(const NpyArray& a) {
    std::string shape;
    for (std::size_t s : a.shape) shape += fmt::format("{}, ", s);
    std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}",
                                     npy_kinds[static_cast<std::size_t>(a.kind)].descr, shape);
    header.resize((header.size() + 10 + 64) / 64 * 64 - 11, ' ');  // data start at a multiple of 64
    header += '\n';
    std::string out(npy_magic);
    out += '\1', out += '\0';
    out += static_cast<char>(header.size() & 255), out += static_cast<char>(header.size() >> 8);
    return out + header + a.bytes;
}

NpyShape parse_npy_header(std::string_view bytes, const std::string& file) {
    if (bytes.size() < 10 || bytes.substr(0, 6) != npy_magic) bad_npy(file, "this is no .npy file");
    const auto byte = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
    };
    const std::size_t major = byte(6), start = major == 1 ? 10 : 12;
    if (major < 1 || major > 3 || bytes.size() < start)
        bad_npy(file, fmt::format("unknown version {}", major));
    std::size_t length = byte(8) | byte(9) << 8;
    if (major > 1) length |= byte(10) << 16 | byte(11) << 24;
    if (length > bytes.size() - start) bad_npy(file, "the header is cut short");
    const std::string_view header = bytes.substr(start, length);
    if (header_value(header, "fortran_order", file) != "False")
        bad_npy(file, "it is in Fortran order");

    NpyShape a;
    std::string_view descr = header_value(header, "descr", file);
    if (descr.size() >= 2) descr = descr.substr(1, descr.size() - 2);
    std::size_t kind = 0;
    while (kind < std::size(npy_kinds) && npy_kinds[kind].descr != descr) ++kind;
    if (kind == std::size(npy_kinds))
        bad_npy(file, fmt::format("values of type {} are not read", in_quotes(descr)));
    a.kind = static_cast<NpyArray::Kind>(kind);
    a.shape = parse_shape(header_value(header, "shape", file), file);
    a.begin = start + length;
    return a;
}

NpyArray parse_npy(std::string_view bytes, const std::string& file) {
    const NpyShape head = parse_npy_header(bytes, file);
    NpyArray a;
    a.kind = head.kind, a.shape = head.shape;
    const std::string_view data = bytes.substr(head.begin);
    const std::size_t n = checked_count(a.shape, bytes.size(), file);
    const std::size_t each = npy_kinds[static_cast<std::size_t>(a.kind)].bytes;
    if (n * each != data.size())
        bad_npy(file,
                fmt::format("{} bytes of data, but the shape needs {}", data.size(), n * each));
    a.bytes = data;
    return a;
}

}  // namespace crucible
