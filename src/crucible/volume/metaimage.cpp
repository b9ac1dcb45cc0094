#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/block_headers.hpp"

namespace crucible::volume {
namespace {

struct MetaType {
    std::string_view name;
    Stored stored;
};
constexpr MetaType meta_types[] = {{"MET_UCHAR", Stored::uint8},   {"MET_CHAR", Stored::int8},
                                   {"MET_USHORT", Stored::uint16}, {"MET_SHORT", Stored::int16},
                                   {"MET_UINT", Stored::uint32},   {"MET_INT", Stored::int32},
                                   {"MET_FLOAT", Stored::float32}, {"MET_DOUBLE", Stored::float64}};

/// Reads `key = value` lines until the one that says where the voxels are.
class MetaReader {
public:
    MetaReader(std::string_view bytes, const std::string& file) : lines_(bytes, file) {
        bytes_ = bytes;
    }
    FoundBlock read() {
        std::string_view line;
        while (lines_.next(line)) {
            const std::size_t equals = line.find('=');
            if (equals == line.npos || equals > 64)
                fail(fmt::format("no key in {}", in_quotes(line)));
            const std::string_view key = trim(line.substr(0, equals));
            value_ = trim(line.substr(equals + 1));
            if (key == "ElementDataFile") return finish(line);
            take(key);
        }
        fail("no ElementDataFile");
    }

private:
    [[noreturn]] void fail(const std::string& message) {
        throw InputError("E-volume-format", message,
                         "compare with docs/volumes.md, or save it anew", lines_.here(1));
    }
    bool is_true() const { return !value_.empty() && (value_[0] == 'T' || value_[0] == 't'); }
    std::vector<double> numbers() {
        std::vector<double> out;
        for (const Word& w : words(value_)) {
            const auto v = to_double(w.text);
            if (!v) fail(fmt::format("{} is not a number", in_quotes(w.text)));
            out.push_back(*v);
        }
        return out;
    }
    void take(std::string_view key) {
        if (key == "NDims")
            rank_ = static_cast<std::size_t>(to_integer(value_).value_or(0));
        else if (key == "DimSize")
            shape_ = numbers();
        else if (key == "ElementType")
            take_type();
        else if (key == "ElementSpacing" || (key == "ElementSize" && spacing_.empty()))
            spacing_ = numbers();
        else if (key == "Offset" || key == "Position" || key == "Origin")
            origin_ = numbers();
        else if (key == "TransformMatrix" || key == "Rotation" || key == "Orientation")
            matrix_ = numbers();
        else if (key == "BinaryDataByteOrderMSB" || key == "ElementByteOrderMSB")
            found_.block.order = is_true() ? ByteOrder::big : ByteOrder::little;
        else if (key == "CompressedData" && is_true())
            found_.packing = FoundBlock::Packing::deflated;
        else if (key == "BinaryData" && !is_true())
            fail("voxels as text are not read");
        else if (key == "ElementNumberOfChannels" && to_integer(value_) != 1)
            fail("more than one number per voxel");
        else if (key == "HeaderSize")
            header_size_ = to_integer(value_);
    }
    void take_type() {
        for (const MetaType& t : meta_types)
            if (t.name == value_) {
                found_.block.stored = t.stored, has_type_ = true;
                return;
            }
        fail(fmt::format("voxels of type {} are not read", in_quotes(value_)));
    }
    FoundBlock finish(std::string_view line) {
        if (!has_type_) fail("no ElementType");
        if (rank_ < 2 || rank_ > 3 || shape_.size() != rank_)
            fail("it is no volume of 2 or 3 axes");
        shape_.resize(3, 1), spacing_.resize(3, 1), origin_.resize(3, 0);
        for (const double n : shape_)
            if (!(n >= 1 && n <= 1e9 && n == std::floor(n))) fail(fmt::format("{} voxels", n));
        Grid& g = found_.block.grid;
        g.columns = static_cast<std::size_t>(shape_[0]),
        g.rows = static_cast<std::size_t>(shape_[1]);
        g.slices = static_cast<std::size_t>(shape_[2]);
        for (std::size_t i = 0; i < 3; ++i)
            g.spacing[i] = spacing_[2 - i], g.origin[i] = origin_[2 - i];
        tell_directions();
        if (value_ == "LOCAL") {
            found_.block.offset =
                static_cast<std::size_t>(line.data() - bytes_.data()) + line.size();
            while (found_.block.offset < bytes_.size() && bytes_[found_.block.offset++] != '\n') {
            }
        } else {
            if (value_.find('%') != value_.npos || value_ == "LIST")
                fail("a file for each slice is not read");
            found_.data_file = value_;
            if (header_size_ == -1) found_.start = FoundBlock::Start::before_end;
            if (header_size_.value_or(0) > 0)
                found_.block.offset = static_cast<std::size_t>(*header_size_);
        }
        return std::move(found_);
    }
    void tell_directions() {
        if (matrix_.empty()) return;
        for (std::size_t i = 0; i < matrix_.size(); ++i)
            if (std::abs(matrix_[i] - (i % (rank_ + 1) == 0)) > 1e-4) {
                found_.block.warnings.emplace_back(
                    "the axes are turned or flipped: slices, rows and columns are taken as the "
                    "file "
                    "has them");
                return;
            }
    }

    LineReader lines_;
    std::string_view bytes_, value_;
    FoundBlock found_;
    std::size_t rank_ = 3;
    std::vector<double> shape_, spacing_, origin_, matrix_;
    std::optional<long long> header_size_;
    bool has_type_ = false;
};

}  // namespace

FoundBlock parse_metaimage(std::string_view bytes, const std::string& file) {
    return MetaReader(bytes, file).read();
}

}  // namespace crucible::volume
