#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/block_headers.hpp"

namespace crucible::volume {
namespace {

struct NrrdType {
    std::string_view names;  ///< between bars
    Stored stored;
};
constexpr NrrdType nrrd_types[] = {
    {"|uchar|unsigned char|uint8|uint8_t|", Stored::uint8},
    {"|signed char|int8|int8_t|", Stored::int8},
    {"|ushort|unsigned short|unsigned short int|uint16|uint16_t|", Stored::uint16},
    {"|short|short int|signed short|signed short int|int16|int16_t|", Stored::int16},
    {"|uint|unsigned int|uint32|uint32_t|", Stored::uint32},
    {"|int|signed int|int32|int32_t|", Stored::int32},
    {"|float|", Stored::float32},
    {"|double|", Stored::float64}};

class NrrdReader {
public:
    NrrdReader(std::string_view bytes, const std::string& file)
        : lines_(bytes, file), bytes_(bytes) {}
    FoundBlock read() {
        std::string_view line;
        lines_.next(line);  // the magic
        while (lines_.next(line)) {
            last_ = line;
            if (trim(line).empty()) return finish();
            if (line[0] == '#' || line.find(":=") != line.npos) continue;
            const std::size_t colon = line.find(':');
            if (colon == line.npos) fail(fmt::format("no field in {}", in_quotes(line)));
            value_ = trim(line.substr(colon + 1));
            take(lower(trim(line.substr(0, colon))));
        }
        return finish();  // a header alone ends with the file
    }

private:
    [[noreturn]] void fail(const std::string& message) {
        throw InputError("E-volume-format", message,
                         "compare with docs/volumes.md, or save it anew", lines_.here(1));
    }
    double number(std::string_view text) {
        const auto v = to_double(text);
        if (!v) fail(fmt::format("{} is not a number", in_quotes(text)));
        return *v;
    }
    void take(const std::string& key) {
        if (key == "type")
            take_type();
        else if (key == "sizes")
            for (const Word& w : words(value_)) sizes_.push_back(number(w.text));
        else if (key == "spacings")
            for (const Word& w : words(value_))
                spacings_.push_back(w.text == "nan" ? 1 : number(w.text));
        else if (key == "space directions")
            take_directions();
        else if (key == "space origin")
            origin_ = vectors().empty() ? std::vector<double>{} : vectors().front();
        else if (key == "encoding")
            take_encoding();
        else if (key == "endian")
            found_.block.order = lower(value_) == "big" ? ByteOrder::big : ByteOrder::little;
        else if (key == "data file" || key == "datafile")
            take_data_file();
        else if (key == "byte skip" || key == "byteskip")
            byte_skip_ = to_integer(value_).value_or(0);
        else if ((key == "line skip" || key == "lineskip") && to_integer(value_) != 0)
            fail("lines to be skipped in front of the voxels");
    }
    void take_type() {
        const std::string wanted = '|' + lower(value_) + '|';
        for (const NrrdType& t : nrrd_types)
            if (t.names.find(wanted) != t.names.npos) {
                found_.block.stored = t.stored, has_type_ = true;
                return;
            }
        fail(fmt::format("voxels of type {} are not read", in_quotes(value_)));
    }
    void take_encoding() {
        const std::string e = lower(value_);
        if (e == "gzip" || e == "gz")
            found_.packing = FoundBlock::Packing::deflated;
        else if (e != "raw")
            fail(fmt::format("the encoding {} is not read", in_quotes(value_)));
    }
    void take_data_file() {
        if (value_.starts_with("LIST") || value_.find('%') != value_.npos)
            fail("a file for each slice is not read");
        found_.data_file = value_;
    }
    /// "(1,0,0) (0,1,0) none": "none" gives an empty vector.
    std::vector<std::vector<double>> vectors() {
        std::vector<std::vector<double>> all;
        std::string_view rest = value_;
        while (!(rest = trim(rest)).empty()) {
            if (rest.starts_with("none")) {
                all.emplace_back(), rest.remove_prefix(4);
                continue;
            }
            const std::size_t end = rest.find(')');
            if (rest[0] != '(' || end == rest.npos)
                fail(fmt::format("no vector: {}", in_quotes(rest)));
            all.emplace_back();
            for (const Word& w : fields(rest.substr(1, end - 1), ','))
                all.back().push_back(number(w.text));
            rest.remove_prefix(end + 1);
        }
        return all;
    }
    void take_directions() {
        bool is_turned = false;
        spacings_.clear();
        for (const std::vector<double>& v : vectors()) {
            if (v.empty()) fail("more than one number per voxel");
            double length = 0;
            for (const double x : v) length = std::hypot(length, x);
            const std::size_t axis = spacings_.size();
            is_turned |= axis < v.size() && v[axis] < 0.9999 * length;
            spacings_.push_back(length);
        }
        if (is_turned)
            found_.block.warnings.emplace_back(
                "the axes are turned or flipped: slices, rows and columns are taken as the file "
                "has "
                "them");
    }
    FoundBlock finish() {
        if (!has_type_) fail("no type");
        if (sizes_.size() < 2 || sizes_.size() > 3) fail("it is no volume of 2 or 3 axes");
        sizes_.resize(3, 1), origin_.resize(3, 0);
        if (spacings_.empty()) found_.block.warnings.emplace_back("no spacing: taken as 1 mm");
        spacings_.resize(3, 1);
        for (const double n : sizes_)
            if (!(n >= 1 && n <= 1e9 && n == std::floor(n))) fail(fmt::format("{} voxels", n));
        Grid& g = found_.block.grid;
        g.columns = static_cast<std::size_t>(sizes_[0]),
        g.rows = static_cast<std::size_t>(sizes_[1]);
        g.slices = static_cast<std::size_t>(sizes_[2]);
        for (std::size_t i = 0; i < 3; ++i)
            g.spacing[i] = spacings_[2 - i], g.origin[i] = origin_[2 - i];
        if (byte_skip_ == -1)
            found_.start = FoundBlock::Start::before_end;
        else if (byte_skip_ < 0)
            fail(fmt::format("byte skip {}", byte_skip_));
        if (found_.data_file.empty()) {
            // Behind the empty line, which may end in "\r\n".
            auto at = static_cast<std::size_t>(last_.data() - bytes_.data()) + last_.size();
            while (at < bytes_.size() && bytes_[at++] != '\n') {
            }
            found_.block.offset = at;
        }
        found_.block.offset += static_cast<std::size_t>(std::max(0LL, byte_skip_));
        return std::move(found_);
    }

    LineReader lines_;
    std::string_view bytes_, value_, last_;
    FoundBlock found_;
    std::vector<double> sizes_, spacings_, origin_;
    long long byte_skip_ = 0;
    bool has_type_ = false;
};

}  // namespace

FoundBlock parse_nrrd(std::string_view bytes, const std::string& file) {
    return NrrdReader(bytes, file).read();
}

}  // namespace crucible::volume
