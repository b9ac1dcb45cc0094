#pragma once
// Linear observables of one bin width and range, evaluated together. Internal to the module.

#include <cstdint>
#include <vector>

#include "crucible/rmc/kernels.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// Where the points of a data set are among the columns of its group.
struct Columns {
    std::size_t term = 0, first = 0, points = 0;
};

struct GroupScratch {
    std::vector<std::uint32_t> row;
    std::vector<float> coefficient, phases;
};

/// The tables of some terms side by side, in float; histograms are integers in `layout()`, one
/// after another for each pair of elements.
class LinearGroup {
public:
    /// `members`: indices into `terms`; all of one grid and ensemble.
    LinearGroup(const std::vector<LinearTerm>& terms, std::vector<std::size_t> members);

    const BinLayout& layout() const { return layout_; }
    double range() const { return grid_.longest(); }
    std::size_t pairs() const { return pairs_; }
    std::size_t histogram_size() const { return pairs_ * layout_.size; }
    /// Floats that `change` writes.
    std::size_t padded_columns() const { return strips_ * strip; }
    const std::vector<Columns>& columns() const { return columns_; }
    bool is_compressed() const { return layout_.split > 1; }

    /// (columns) what a change of the histogram does to the observables. Bit p of `touched` tells
    /// that the histogram of pair p is not zero.
    void change(const std::int32_t* histogram, std::uint64_t touched, float* out,
                GroupScratch&) const;
    /// The values of a data set from the whole histogram, in double.
    std::vector<double> values(const std::vector<LinearTerm>& terms, const Columns&,
                               const std::int32_t* histogram) const;

private:
    void lay_out(std::size_t split, std::size_t taps);
    void keep(const Array3<float>& rows, std::size_t first_row);
    void make_room(std::size_t rows, std::size_t columns);
    bool compress(const Array3<double>& tables, double rows_hit, double tolerance);

    RadialGrid grid_;
    std::size_t pairs_ = 0, strips_ = 0, rows_ = 0;  ///< rows per pair
    std::size_t exempt_ = 0;  ///< first bins of a compressed table, mended by rows of their own
    std::vector<Columns> columns_;
    BinLayout layout_;
    std::size_t taps_ = 0;
    std::vector<float> weights_;  ///< (split, taps)
    std::vector<float> table_;    ///< (strips, pairs, rows, strip)
};

/// Terms of equal width and range together, short ranges first.
std::vector<LinearGroup> group_terms(const std::vector<LinearTerm>&);

}  // namespace crucible::rmc
