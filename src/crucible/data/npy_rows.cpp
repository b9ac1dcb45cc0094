#include "crucible/data/npy_rows.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/npy.hpp"

namespace crucible {
namespace {

constexpr std::size_t longest_header = 65536;

/// The file up to its numbers.
std::string header_of(std::size_t rows, std::size_t columns) {
    NpyArray empty;
    empty.shape = {rows, columns};
    return to_npy(empty);
}

}  // namespace

NpyRowWriter::NpyRowWriter(std::filesystem::path file, std::size_t rows, std::size_t columns)
    : file_(std::move(file)), stream_(file_, std::ios::binary), rows_(rows), columns_(columns) {
    if (!stream_) fail_errno("cannot write", file_);
    stream_ << header_of(rows, columns);
}

void NpyRowWriter::add(Span2D<const double> rows) {
    CRUCIBLE_ASSERT(rows.columns() == columns_);
    const auto flat = rows.flat();
    stream_.write(reinterpret_cast<const char*>(flat.data()),
                  static_cast<std::streamsize>(flat.size_bytes()));
    written_ += rows.rows();
}

void NpyRowWriter::finish() {
    if (!stream_.flush()) fail_errno("cannot write", file_);
    if (written_ != rows_)
        throw InconsistentError("E-npy", "an array has fewer or more rows than its header says",
                                "find out where rows were lost");
}

NpyRowReader::NpyRowReader(std::filesystem::path file)
    : file_(std::move(file)), stream_(file_, std::ios::binary) {
    if (!stream_) fail_errno("cannot read", file_);
    std::string head(longest_header, '\0');
    stream_.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream_.gcount()));
    stream_.clear();
    const NpyShape found = parse_npy_header(head, file_.string());
    if (found.kind != NpyArray::Kind::float64 || found.shape.size() != 2)
        throw InputError("E-npy", "rows of 64-bit numbers were expected",
                         "give an array of two dimensions and type float64", {file_.string()});
    rows_ = found.shape[0], columns_ = found.shape[1], begin_ = found.begin;
    const auto size = std::filesystem::file_size(file_);
    if (columns_ == 0 || size < begin_ || (size - begin_) / sizeof(double) / columns_ != rows_)
        throw InputError("E-npy", "the file does not hold the rows that its header promises",
                         "save it again", {file_.string()});
}

void NpyRowReader::read(std::size_t first, Span2D<double> out) {
    CRUCIBLE_ASSERT(out.columns() == columns_ && first + out.rows() <= rows_);
    stream_.seekg(static_cast<std::streamoff>(begin_ + first * columns_ * sizeof(double)));
    const auto flat = out.flat();
    stream_.read(reinterpret_cast<char*>(flat.data()),
                 static_cast<std::streamsize>(flat.size_bytes()));
    if (!stream_) fail_errno("cannot read", file_);
}

Array2<double> NpyRowReader::pick(std::span<const std::size_t> rows) {
    Array2<double> out(rows.size(), columns_);
    for (std::size_t i = 0; i < rows.size(); ++i)
        read(rows[i], Span2D<double>(out.row(i).data(), 1, columns_));
    return out;
}

}  // namespace crucible
