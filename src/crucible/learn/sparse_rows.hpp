#pragma once
// Rows of which most numbers are zero: fingerprints as the input of nets.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crucible::learn {

/// One row: `values[i]` stands at column `columns[i]`; columns ascend. Not owned.
struct SparseRow {
    std::span<const std::uint32_t> columns;
    std::span<const float> values;
};

/// Compressed rows, appended one after another.
class SparseRows {
public:
    std::size_t size() const { return starts_.size() - 1; }
    SparseRow operator[](std::size_t i) const {
        return {std::span(columns_).subspan(starts_[i], starts_[i + 1] - starts_[i]),
                std::span(values_).subspan(starts_[i], starts_[i + 1] - starts_[i])};
    }
    void add(std::uint32_t column, float value) {
        columns_.push_back(column), values_.push_back(value);
    }
    void end_row() { starts_.push_back(columns_.size()); }
    void add_row(const SparseRow& r) {
        columns_.insert(columns_.end(), r.columns.begin(), r.columns.end());
        values_.insert(values_.end(), r.values.begin(), r.values.end());
        end_row();
    }

private:
    std::vector<std::size_t> starts_{0};
    std::vector<std::uint32_t> columns_;
    std::vector<float> values_;
};

}  // namespace crucible::learn
