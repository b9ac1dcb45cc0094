#include "crucible/learn/weight_files.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/npy.hpp"

namespace crucible::learn {
namespace {

[[noreturn]] void bad_weights(const std::string& file, const std::string& message) {
    throw InputError("E-weights", message, "fetch the file again, or save it anew", {file});
}

template <class T>
T little(std::string_view bytes, std::size_t at) {
    T out;
    std::memcpy(&out, bytes.data() + at, sizeof(T));
    return out;
}

/// IEEE half precision: sign, 5 bits of exponent, 10 of fraction.
float half_to_float(std::uint16_t h) {
    const int exponent = h >> 10 & 31, fraction = h & 1023;
    const double magnitude = exponent == 31 ? (fraction ? NAN : INFINITY)
                             : exponent     ? std::ldexp(1024 + fraction, exponent - 25)
                                            : std::ldexp(fraction, -24);
    return static_cast<float>(h >> 15 ? -magnitude : magnitude);
}
float bfloat_to_float(std::uint16_t b) { return std::bit_cast<float>(std::uint32_t{b} << 16); }

struct Stored {
    std::string_view name;
    std::size_t bytes;
    float (*read)(std::string_view, std::size_t);
};
constexpr Stored stored_kinds[] = {
    {"F32", 4, [](std::string_view b, std::size_t at) { return little<float>(b, at); }},
    {"F64", 8,
     [](std::string_view b, std::size_t at) { return static_cast<float>(little<double>(b, at)); }},
    {"F16", 2,
     [](std::string_view b, std::size_t at) {
         return half_to_float(little<std::uint16_t>(b, at));
     }},
    {"BF16", 2, [](std::string_view b, std::size_t at) {
         return bfloat_to_float(little<std::uint16_t>(b, at));
     }}};

/// A number of a header that must be a place or a length.
std::size_t whole_number(const Value& v, const std::string& file) {
    if (!v.is(Value::Kind::integer) || v.integer < 0)
        bad_weights(file, "the header holds a length that is none");
    return static_cast<std::size_t>(v.integer);
}

NamedTensor safe_tensor(const Member& m, std::string_view data, const std::string& file) {
    const Stored* kind = nullptr;
    for (const Stored& s : stored_kinds)
        if (s.name == m.value["dtype"].text) kind = &s;
    if (!kind)
        bad_weights(file, fmt::format("tensor {} has type {}", in_quotes(m.key),
                                      in_quotes(m.value["dtype"].text)));
    NamedTensor t{m.key, {}, {}};
    const auto& offsets = m.value["data_offsets"].list;
    if (offsets.size() != 2) bad_weights(file, "a tensor without its place");
    const std::size_t begin = whole_number(offsets[0], file), end = whole_number(offsets[1], file);
    if (begin > end || end > data.size())
        bad_weights(file, fmt::format("tensor {} lies outside the file", in_quotes(m.key)));
    if (const auto axes = m.value["shape"].list.size(); axes > 16)
        bad_weights(file, fmt::format("tensor {} has {} axes", in_quotes(m.key), axes));
    std::size_t n = 1;
    const std::size_t held = (end - begin) / kind->bytes;
    for (const Value& s : m.value["shape"].list) {
        t.shape.push_back(whole_number(s, file));
        if (t.shape.back() != 0 && n > held / t.shape.back())
            bad_weights(file, fmt::format("tensor {} is larger than its place", in_quotes(m.key)));
        n *= t.shape.back();
    }
    if (n * kind->bytes != end - begin)
        bad_weights(file, fmt::format("tensor {} does not fill its place", in_quotes(m.key)));
    t.values.reserve(n);
    for (std::size_t k = 0; k < n; ++k)
        t.values.push_back(kind->read(data, begin + k * kind->bytes));
    return t;
}

// Zip: facts of PKWARE's APPNOTE.TXT 6.3.
constexpr std::uint32_t local_magic = 0x04034b50, central_magic = 0x02014b50,
                        end_magic = 0x06054b50;
constexpr std::size_t end_size = 22, central_size = 46, local_size = 30;

/// A deflated member becomes a gzip file, whose reader checks length and sum.
std::string inflate_member(std::string_view packed, std::uint32_t sum, std::uint32_t size) {
    std::string gz("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    gz += packed;
    for (const std::uint32_t word : {sum, size}) gz.append(reinterpret_cast<const char*>(&word), 4);
    return gunzip(gz, size);
}

NamedTensor npz_member(std::string_view bytes, std::size_t at, const std::string& file) {
    const auto method = little<std::uint16_t>(bytes, at + 10);
    const auto sum = little<std::uint32_t>(bytes, at + 16),
               packed = little<std::uint32_t>(bytes, at + 20),
               size = little<std::uint32_t>(bytes, at + 24),
               local = little<std::uint32_t>(bytes, at + 42);
    const auto name_length = little<std::uint16_t>(bytes, at + 28);
    std::string name(bytes.substr(at + central_size, name_length));
    if (std::size_t{local} + local_size > bytes.size() ||
        little<std::uint32_t>(bytes, local) != local_magic)
        bad_weights(file, fmt::format("member {} is not where it should be", in_quotes(name)));
    const std::size_t begin = std::size_t{local} + local_size +
                              little<std::uint16_t>(bytes, local + 26) +
                              little<std::uint16_t>(bytes, local + 28);
    if (begin > bytes.size() || packed > bytes.size() - begin)
        bad_weights(file, fmt::format("member {} is cut short", in_quotes(name)));
    const std::string_view data = bytes.substr(begin, packed);
    if (method != 0 && method != 8)
        bad_weights(file, fmt::format("member {} is packed in an unknown way", in_quotes(name)));
    // Weights hardly shrink: a file that grows a thousandfold is an attack.
    if (method == 8 && size / 1000 > packed)
        bad_weights(file, fmt::format("member {} unpacks to too much", in_quotes(name)));
    const NpyArray a =
        parse_npy(method ? inflate_member(data, sum, size) : std::string(data), file + ":" + name);
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    NamedTensor t{name, a.shape, {}};
    for (const double v : a.values()) t.values.push_back(static_cast<float>(v));
    return t;
}

}  // namespace

std::vector<NamedTensor> parse_safetensors(std::string_view bytes, const std::string& file) {
    if (bytes.size() < 8) bad_weights(file, "the file is cut short");
    const auto length = little<std::uint64_t>(bytes, 0);
    if (length > bytes.size() - 8 || length > 100'000'000)
        bad_weights(file, "the header is cut short, or this is no safetensors file");
    const Value header = parse_json(bytes.substr(8, length), file);
    std::vector<NamedTensor> out;
    for (const Member& m : header.table)
        if (m.key != "__metadata__") out.push_back(safe_tensor(m, bytes.substr(8 + length), file));
    return out;
}

std::vector<NamedTensor> parse_npz(std::string_view bytes, const std::string& file) {
    std::size_t end = bytes.size();
    for (std::size_t back = end_size; back <= std::min(bytes.size(), end_size + 65535); ++back)
        if (little<std::uint32_t>(bytes, bytes.size() - back) == end_magic) {
            end = bytes.size() - back;
            break;
        }
    if (end == bytes.size()) bad_weights(file, "this is no archive of arrays, or it is cut short");
    const auto count = little<std::uint16_t>(bytes, end + 10);
    std::size_t at = little<std::uint32_t>(bytes, end + 16);
    if (count == 0xffff || at == 0xffffffff)
        bad_weights(file, "archives of more than 4 GiB are not read");
    std::vector<NamedTensor> out;
    for (std::size_t k = 0; k < count; ++k) {
        if (at > end || end - at < central_size ||
            little<std::uint32_t>(bytes, at) != central_magic)
            bad_weights(file, "the list of members is damaged");
        const std::size_t length = central_size + little<std::uint16_t>(bytes, at + 28) +
                                   little<std::uint16_t>(bytes, at + 30) +
                                   little<std::uint16_t>(bytes, at + 32);
        if (length > end - at) bad_weights(file, "the list of members is cut short");
        out.push_back(npz_member(bytes, at, file));
        at += length;
    }
    return out;
}

std::vector<NamedTensor> read_weight_file(const std::filesystem::path& path) {
    const std::string bytes = read_file(path);
    return bytes.starts_with("PK") ? parse_npz(bytes, path.string())
                                   : parse_safetensors(bytes, path.string());
}

}  // namespace crucible::learn
