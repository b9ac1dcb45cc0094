#include "crucible/volume/clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>

#include "crucible/base/error.hpp"
#include "crucible/parallel/thread_team.hpp"
#include "crucible/volume/cluster_slab.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

std::span<const std::uint8_t> slices_of(const LabelVolume& v, std::size_t first, std::size_t end) {
    const std::size_t n = v.grid.slice_size();
    return std::span(v.voxels).subspan(first * n, (end - first) * n);
}

/// Where slab s of n begins.
std::size_t slab_begin(const Grid& grid, std::size_t s, std::size_t n) {
    return grid.slices * s / n;
}

struct LabelledSlabs {
    Clusters clusters;
    std::vector<std::vector<std::uint32_t>> labels;  ///< final, of each slab's runs
};

LabelledSlabs label_slabs(const LabelVolume& mask, Connectivity connectivity, int threads,
                          RunLabels keep) {
    check_mask(mask);
    const Grid& g = mask.grid;
    const std::size_t n =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), 1, g.slices);
    std::vector<Slab> slabs(n);
    for_slabs(n, threads, [&](std::size_t s) {
        const std::size_t first = slab_begin(g, s, n);
        slabs[s] = label_slab(slices_of(mask, first, slab_begin(g, s + 1, n)), g.rows, g.columns,
                              first, connectivity, keep);
    });
    SlabJoin join(g, connectivity);
    LabelledSlabs out;
    for (Slab& s : slabs) {
        out.labels.push_back(std::move(s.labels));
        join.append(std::move(s));
    }
    out.clusters = join.finish();
    for (std::size_t s = 0; s < n; ++s) {
        const std::span<const std::uint32_t> to = join.destinations(s);
        for (std::uint32_t& label : out.labels[s]) label = to[label];
    }
    return out;
}

Removed count_removed(const Clusters& clusters, std::span<const std::uint8_t> unwanted) {
    Removed out;
    for (std::size_t c = 0; c < unwanted.size(); ++c)
        if (unwanted[c] != 0) ++out.clusters, out.voxels += clusters.list[c].size;
    return out;
}

}  // namespace

Connectivity dual(Connectivity c) {
    if (c == Connectivity::edges) return c;
    return c == Connectivity::faces ? Connectivity::corners : Connectivity::faces;
}

std::uint64_t Clusters::voxels() const {
    std::uint64_t n = 0;
    for (const Cluster& c : list) n += c.size;
    return n;
}

std::optional<std::size_t> Clusters::largest() const {
    const auto it =
        std::max_element(list.begin(), list.end(),
                         [](const Cluster& a, const Cluster& b) { return a.size < b.size; });
    if (it == list.end()) return std::nullopt;
    return static_cast<std::size_t>(it - list.begin());
}

bool Clusters::touches_high(std::size_t cluster, std::size_t axis) const {
    const std::array<std::size_t, 3> shape{grid.slices, grid.rows, grid.columns};
    return list[cluster].end[axis] == shape[axis];
}

bool Clusters::percolates(std::size_t axis) const { return percolating(axis) > 0; }

std::uint64_t Clusters::percolating(std::size_t axis) const {
    std::uint64_t n = 0;
    for (std::size_t c = 0; c < list.size(); ++c)
        if (percolates(c, axis)) n += list[c].size;
    return n;
}

double Clusters::gamma() const {
    double squares = 0;
    for (const Cluster& c : list)
        squares += static_cast<double>(c.size) * static_cast<double>(c.size);
    const double all = static_cast<double>(voxels());
    return all > 0 ? squares / (all * all) : 0;
}

Clusters label_clusters(const LabelVolume& mask, Connectivity connectivity, int threads) {
    return label_slabs(mask, connectivity, threads, RunLabels::dropped).clusters;
}

LabelledClusters label_volume(const LabelVolume& mask, Connectivity connectivity, int threads) {
    LabelledSlabs slabs = label_slabs(mask, connectivity, threads, RunLabels::kept);
    LabelledClusters out{std::move(slabs.clusters), Volume<std::uint32_t>(mask.grid)};
    const Grid& g = mask.grid;
    const std::size_t n = slabs.labels.size();
    for_slabs(n, threads, [&](std::size_t s) {
        const std::size_t first = slab_begin(g, s, n);
        std::uint32_t* const to = out.labels.voxels.data() + first * g.slice_size();
        const std::uint32_t* label = slabs.labels[s].data();
        for_runs(slices_of(mask, first, slab_begin(g, s + 1, n)), g.columns,
                 [&](std::size_t begin, std::size_t end) {
                     std::fill(to + begin, to + end, 1 + *label++);
                 });
    });
    return out;
}

Removed remove_clusters(LabelVolume& mask, Connectivity connectivity,
                        const std::function<bool(const Cluster&)>& unwanted, int threads) {
    const LabelledSlabs slabs = label_slabs(mask, connectivity, threads, RunLabels::kept);
    std::vector<std::uint8_t> is_unwanted;
    for (const Cluster& c : slabs.clusters.list) is_unwanted.push_back(unwanted(c) ? 1 : 0);
    const Grid& g = mask.grid;
    const std::size_t n = slabs.labels.size();
    for_slabs(n, threads, [&](std::size_t s) {
        const std::size_t first = slab_begin(g, s, n);
        std::uint8_t* const to = mask.voxels.data() + first * g.slice_size();
        const std::uint32_t* label = slabs.labels[s].data();
        for_runs(slices_of(mask, first, slab_begin(g, s + 1, n)), g.columns,
                 [&](std::size_t begin, std::size_t end) {
                     if (is_unwanted[*label++] != 0) std::fill(to + begin, to + end, in_rest);
                 });
    });
    return count_removed(slabs.clusters, is_unwanted);
}

Removed trim_small_clusters(LabelVolume& mask, std::uint64_t size, int threads) {
    return remove_clusters(
        mask, Connectivity::faces, [&](const Cluster& c) { return c.size <= size; }, threads);
}

struct ClusterStream::State {
    enum class Pass { first, second };

    State(const Grid& g, Connectivity c) : grid(g), connectivity(c), join(g, c) {}

    void check(std::size_t voxels, Pass pass) const {
        if (pass != now)
            throw InconsistentError("E-volume-shape", "slices were given in the wrong pass",
                                    "add all slices, finish, then remove clusters");
        if (voxels % grid.slice_size() != 0 || slice + voxels / grid.slice_size() > grid.slices)
            throw InconsistentError(
                "E-volume-shape",
                fmt::format("{} voxels after slice {} of a volume of {} slices of {}", voxels,
                            slice, grid.slices, grid.slice_size()),
                "add whole slices, as many as the grid has");
    }

    Grid grid;
    Connectivity connectivity;
    SlabJoin join;
    Clusters found;
    std::size_t slice = 0, part = 0;
    Pass now = Pass::first;
};

ClusterStream::ClusterStream(const Grid& grid, Connectivity c)
    : state_(std::make_unique<State>(grid, c)) {
    if (grid.size() == 0)
        throw InputError("E-volume-empty", "the volume has no voxels",
                         "give at least one slice, row and column");
}
ClusterStream::~ClusterStream() = default;

void ClusterStream::add(std::span<const std::uint8_t> slices) {
    State& s = *state_;
    s.check(slices.size(), State::Pass::first);
    if (slices.empty()) return;
    s.join.append(label_slab(slices, s.grid.rows, s.grid.columns, s.slice, s.connectivity,
                             RunLabels::dropped));
    s.slice += slices.size() / s.grid.slice_size();
}

Clusters ClusterStream::finish() {
    State& s = *state_;
    if (s.slice != s.grid.slices || s.now != State::Pass::first)
        throw InconsistentError("E-volume-shape",
                                fmt::format("{} slices were added of {}", s.slice, s.grid.slices),
                                "add all slices before asking for the clusters");
    s.slice = 0, s.now = State::Pass::second;
    return s.found = s.join.finish();
}

std::uint64_t ClusterStream::remove_again(std::span<std::uint8_t> slices,
                                          std::span<const std::uint8_t> unwanted) {
    State& s = *state_;
    s.check(slices.size(), State::Pass::second);
    std::uint64_t voxels = 0;
    if (slices.empty()) return voxels;
    if (unwanted.size() != s.found.list.size())
        throw InconsistentError(
            "E-volume-shape",
            fmt::format("{} flags for {} clusters", unwanted.size(), s.found.list.size()),
            "give one flag per cluster that `finish` returned");
    const Slab slab =
        label_slab(slices, s.grid.rows, s.grid.columns, s.slice, s.connectivity, RunLabels::kept);
    const std::span<const std::uint32_t> to = s.join.destinations(s.part);
    const std::uint32_t* label = slab.labels.data();
    for_runs(slices, s.grid.columns, [&](std::size_t begin, std::size_t end) {
        const std::uint32_t cluster = to[*label++];
        if (unwanted[cluster] == 0) return;
        std::fill(slices.begin() + static_cast<std::ptrdiff_t>(begin),
                  slices.begin() + static_cast<std::ptrdiff_t>(end), in_rest);
        voxels += end - begin;
    });
    s.slice += slices.size() / s.grid.slice_size();
    ++s.part;
    return voxels;
}

}  // namespace crucible::volume
