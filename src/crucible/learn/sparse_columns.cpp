#include "crucible/learn/sparse_columns.hpp"

#include <algorithm>

namespace crucible::learn {

SparseColumns::SparseColumns(std::span<const SparseRow> rows) {
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t i = 0; i < rows[r].columns.size(); ++i)
            entries.push_back(
                {rows[r].columns[i], static_cast<std::uint32_t>(r), rows[r].values[i]});
    std::ranges::stable_sort(entries, {}, &Entry::column);
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (i == 0 || entries[i].column != entries[i - 1].column) starts.push_back(i);
    starts.push_back(entries.size());
}

}  // namespace crucible::learn
