#include "crucible/volume/cluster_slab.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/volume/bit_rows.hpp"

namespace crucible::volume {
namespace {

constexpr std::uint32_t unlabelled = std::numeric_limits<std::uint32_t>::max();

/// Offsets of the rows that a row touches in the slice before it, and in its own.
struct Reach {
    unsigned same, above, beside;  ///< columns a run reaches beyond its ends in each of them
    bool has_beside;               ///< rows to either side of the slice before
};
constexpr Reach reach_of(Connectivity c) {
    if (c == Connectivity::faces) return {0, 0, 0, false};
    if (c == Connectivity::edges) return {1, 1, 0, true};
    return {1, 1, 1, true};
}

/// Pairs of runs from two rows that touch: both lists are walked once.
template <class Pair>
void for_overlaps(const RunPlane& a, std::size_t a_row, const RunPlane& b, std::size_t b_row,
                  unsigned reach, const Pair& pair) {
    std::size_t i = a.first[a_row], j = b.first[b_row];
    const std::size_t i_end = a.first[a_row + 1], j_end = b.first[b_row + 1];
    while (i < i_end && j < j_end) {
        const std::uint32_t a_begin = a.edge[2 * i], a_end = a.edge[2 * i + 1];
        const std::uint32_t b_begin = b.edge[2 * j], b_end = b.edge[2 * j + 1];
        if (a_begin < b_end + reach && b_begin < a_end + reach) pair(i, j);
        i += a_end <= b_end, j += b_end <= a_end;
    }
}

/// Pairs of runs of row `row` of `a` and of the slice `b` before it.
template <class Pair>
void for_overlaps_above(const RunPlane& a, std::size_t row, const RunPlane& b, const Reach& reach,
                        const Pair& pair) {
    for_overlaps(a, row, b, row, reach.above, pair);
    if (!reach.has_beside) return;
    if (row > 0) for_overlaps(a, row, b, row - 1, reach.beside, pair);
    if (row + 2 < b.first.size()) for_overlaps(a, row, b, row + 1, reach.beside, pair);
}

/// Writes the places where bits change, as pairs of begin and end; returns one past the last.
std::uint32_t* find_edges(const std::uint64_t* words, std::size_t columns, std::uint32_t* out) {
    std::uint64_t before = 0;
    std::size_t at = 0;
    for (; at + 64 <= columns; at += 64) {
        const std::uint64_t now = *words++;
        std::uint64_t change = now ^ (now << 1 | before);
        before = now >> 63;
        for (; change != 0; change &= change - 1)
            *out++ = static_cast<std::uint32_t>(at) +
                     static_cast<std::uint32_t>(std::countr_zero(change));
    }
    if (at < columns) {  // bits beyond the row are 0: a run that reaches its end closes there
        const std::uint64_t now = *words;
        std::uint64_t change = now ^ (now << 1 | before);
        before = 0;
        for (; change != 0; change &= change - 1)
            *out++ = static_cast<std::uint32_t>(at) +
                     static_cast<std::uint32_t>(std::countr_zero(change));
    }
    if (before != 0) *out++ = static_cast<std::uint32_t>(columns);
    return out;
}

class SlabWork {
public:
    SlabWork(std::size_t rows, std::size_t columns, Connectivity c)
        : rows_(rows), columns_(columns), reach_(reach_of(c)), words_(rows * words_for(columns)) {
        previous_.first.assign(rows + 1, 0);
    }

    void add_slice(const std::uint8_t* voxels, std::uint32_t slice) {
        find_runs(voxels);
        for (std::size_t row = 0; row < rows_; ++row) {
            join(row);
            collect(row, slice);
        }
        // Short ways to the root for the next slice, which meets each of these labels again.
        for (std::uint32_t& label : now_.label) label = sets_.find(label);
    }
    const RunPlane& now() const { return now_; }
    void next() { std::swap(now_, previous_); }

    std::vector<std::uint32_t> compact(std::vector<Cluster>& clusters) {
        clusters = std::move(entries_);
        return sets_.compact(clusters);
    }

private:
    void find_runs(const std::uint8_t* voxels) {
        const std::size_t per_row = words_for(columns_);
        pack_rows(voxels, rows_, columns_, in_phase, words_.data());
        now_.first.resize(rows_ + 1);
        std::size_t n = 0;
        for (std::size_t row = 0; row < rows_; ++row) {
            now_.first[row] = static_cast<std::uint32_t>(n / 2);
            if (edges_.size() < n + columns_ + 2) edges_.resize(2 * (n + columns_ + 2));
            n = static_cast<std::size_t>(
                find_edges(words_.data() + row * per_row, columns_, edges_.data() + n) -
                edges_.data());
        }
        now_.first[rows_] = static_cast<std::uint32_t>(n / 2);
        now_.edge.assign(edges_.begin(), edges_.begin() + static_cast<std::ptrdiff_t>(n));
        now_.label.assign(n / 2, unlabelled);
    }

    void join(std::size_t row) {
        const auto take = [&](std::uint32_t& label, std::uint32_t other) {
            if (label == other) return;
            if (label == unlabelled)
                label = other;
            else
                sets_.unite(label, other);
        };
        for_overlaps_above(now_, row, previous_, reach_, [&](std::size_t i, std::size_t j) {
            take(now_.label[i], previous_.label[j]);
        });
        if (row > 0)
            for_overlaps(now_, row, now_, row - 1, reach_.same,
                         [&](std::size_t i, std::size_t j) { take(now_.label[i], now_.label[j]); });
    }

    void collect(std::size_t row, std::uint32_t slice) {
        const auto j = static_cast<std::uint32_t>(row);
        for (std::size_t r = now_.first[row]; r < now_.first[row + 1]; ++r) {
            const std::uint32_t begin = now_.edge[2 * r], end = now_.edge[2 * r + 1];
            std::uint32_t& label = now_.label[r];
            if (label == unlabelled) {
                label = sets_.add();
                entries_.push_back({0, {slice, j, begin}, {slice + 1, j + 1, end}});
            }
            Cluster& c = entries_[label];
            c.size += end - begin;
            c.first[1] = std::min(c.first[1], j), c.first[2] = std::min(c.first[2], begin);
            c.end[0] = slice + 1;
            c.end[1] = std::max(c.end[1], j + 1), c.end[2] = std::max(c.end[2], end);
        }
    }

    std::size_t rows_, columns_;
    Reach reach_;
    std::vector<std::uint64_t> words_;
    std::vector<std::uint32_t> edges_;
    RunPlane now_, previous_;
    LabelSets sets_;
    std::vector<Cluster> entries_;
};

void merge_entries(Cluster& into, const Cluster& from) {
    into.size += from.size;
    for (std::size_t a = 0; a < 3; ++a) {
        into.first[a] = std::min(into.first[a], from.first[a]);
        into.end[a] = std::max(into.end[a], from.end[a]);
    }
}

}  // namespace

std::uint32_t LabelSets::add() {
    if (parent_.size() >= unlabelled)
        throw ResourceError("E-volume-clusters", "more than 2^32 - 2 clusters",
                            "filter the noise of the volume before labelling it");
    parent_.push_back(static_cast<std::uint32_t>(parent_.size()));
    return parent_.back();
}

std::vector<std::uint32_t> LabelSets::compact(std::vector<Cluster>& entries) {
    std::vector<std::uint32_t> to(parent_.size());
    std::uint32_t n = 0;
    for (std::uint32_t label = 0; label < to.size(); ++label) {
        const std::uint32_t parent = parent_[label];
        if (parent == label) {
            entries[n] = entries[label];
            to[label] = n++;
        } else {
            to[label] = to[parent];
            merge_entries(entries[to[label]], entries[label]);
        }
    }
    entries.resize(n);
    entries.shrink_to_fit();
    return to;
}

Slab label_slab(std::span<const std::uint8_t> mask, std::size_t rows, std::size_t columns,
                std::size_t slice, Connectivity connectivity, RunLabels keep) {
    SlabWork work(rows, columns, connectivity);
    Slab slab;
    const std::size_t slices = mask.size() / (rows * columns);
    for (std::size_t i = 0; i < slices; ++i) {
        if (i > 0) work.next();
        work.add_slice(mask.data() + i * rows * columns, static_cast<std::uint32_t>(slice + i));
        const std::vector<std::uint32_t>& labels = work.now().label;
        if (keep == RunLabels::kept)
            slab.labels.insert(slab.labels.end(), labels.begin(), labels.end());
        if (i == 0) slab.first = work.now();
    }
    slab.last = work.now();
    const std::vector<std::uint32_t> to = work.compact(slab.clusters);
    for (auto* labels : {&slab.first.label, &slab.last.label, &slab.labels})
        for (std::uint32_t& label : *labels) label = to[label];
    return slab;
}

void for_runs(std::span<const std::uint8_t> mask, std::size_t columns,
              const std::function<void(std::size_t, std::size_t)>& run) {
    std::vector<std::uint64_t> words(words_for(columns));
    std::vector<std::uint32_t> edges(columns + 2);
    for (std::size_t row = 0; row * columns < mask.size(); ++row) {
        const std::size_t at = row * columns;
        pack_rows(mask.data() + at, 1, columns, in_phase, words.data());
        const std::uint32_t* end = find_edges(words.data(), columns, edges.data());
        for (const std::uint32_t* e = edges.data(); e < end; e += 2) run(at + e[0], at + e[1]);
    }
}

void SlabJoin::append(Slab&& slab) {
    const auto base = static_cast<std::uint32_t>(sets_.size());
    first_.push_back(base);
    for (std::size_t c = 0; c < slab.clusters.size(); ++c) sets_.add();
    entries_.insert(entries_.end(), slab.clusters.begin(), slab.clusters.end());
    if (first_.size() > 1) {
        const Reach reach = reach_of(connectivity_);
        for (std::size_t row = 0; row < grid_.rows; ++row)
            for_overlaps_above(slab.first, row, last_, reach, [&](std::size_t i, std::size_t j) {
                sets_.unite(base + slab.first.label[i], last_.label[j]);
            });
    }
    last_ = std::move(slab.last);
    for (std::uint32_t& label : last_.label) label += base;
}

Clusters SlabJoin::finish() {
    destination_ = sets_.compact(entries_);
    first_.push_back(destination_.size());
    return {grid_, connectivity_, std::move(entries_)};
}

std::span<const std::uint32_t> SlabJoin::destinations(std::size_t s) const {
    return std::span(destination_).subspan(first_[s], first_[s + 1] - first_[s]);
}

}  // namespace crucible::volume
