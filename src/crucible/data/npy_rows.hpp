#pragma once
// Arrays of rows in NumPy's files, some rows at a time: memory does not grow with their number.

#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible {

/// Writes (rows, columns) of 64-bit numbers.
class NpyRowWriter {
public:
    /// Throws IoError.
    NpyRowWriter(std::filesystem::path file, std::size_t rows, std::size_t columns);
    void add(Span2D<const double> rows);
    /// Throws IoError unless all went to the disk, InconsistentError (E-npy) unless as many rows
    /// came as were promised.
    void finish();

private:
    std::filesystem::path file_;
    std::ofstream stream_;
    std::size_t rows_, columns_, written_ = 0;
};

/// Reads (rows, columns) of 64-bit numbers.
class NpyRowReader {
public:
    /// Throws IoError; InputError (E-npy) for an array of another kind.
    explicit NpyRowReader(std::filesystem::path file);
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    /// Rows [first, first + out.rows()) into `out`.
    void read(std::size_t first, Span2D<double> out);
    /// These rows, which ascend.
    Array2<double> pick(std::span<const std::size_t> rows);

private:
    std::filesystem::path file_;
    std::ifstream stream_;
    std::size_t rows_ = 0, columns_ = 0, begin_ = 0;
};

}  // namespace crucible
