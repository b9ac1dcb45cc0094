#include "crucible/volume/trimmed_class.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/volume/clusters.hpp"
#include "crucible/volume/phase.hpp"

namespace crucible::volume {
namespace {

/// Phase mask of one class.
void mask_of_class(std::span<const std::int16_t> values, const ClassScheme& scheme, std::size_t k,
                   std::span<std::uint8_t> mask) {
    const std::vector<int> t = scheme.thresholds();
    const int from = t[k - 1], end = t[k];
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const int v = values[i];
        const std::uint8_t inside = v >= from && v < end ? in_phase : in_rest;
        mask[i] = v == outside ? in_nothing : inside;
    }
}

}  // namespace

TrimmedClass trim_class(VolumeSource& source, const ClassScheme& scheme, std::size_t k,
                        std::uint64_t size, const std::function<void()>& between) {
    CRUCIBLE_ASSERT(k >= 1 && k <= scheme.size());
    const Grid& grid = source.grid();
    // Parts of some four million voxels: they stay in the cache's reach, and few calls are made.
    const std::size_t part = std::max<std::size_t>(1, (std::size_t{1} << 22) / grid.slice_size());
    std::vector<std::int16_t> values;
    std::vector<std::uint8_t> mask;
    const auto pass = [&](auto&& take) {
        for (std::size_t i = 0; i < grid.slices; i += part) {
            if (between) between();
            const std::size_t n = std::min(part, grid.slices - i) * grid.slice_size();
            mask.resize(n);
            std::span<const std::int16_t> slab;
            if (const auto all = source.mapped(); !all.empty()) {
                slab = all.subspan(i * grid.slice_size(), n);
            } else {
                values.resize(n);
                source.read(i, values);
                slab = values;
            }
            mask_of_class(slab, scheme, k, mask);
            take(i);
        }
    };
    ClusterStream stream(grid, Connectivity::faces);
    pass([&](std::size_t) { stream.add(mask); });
    const Clusters clusters = stream.finish();

    TrimmedClass out;
    std::vector<std::uint8_t> unwanted;
    for (const Cluster& c : clusters.list) {
        unwanted.push_back(c.size <= size);
        if (unwanted.back()) ++out.removed_clusters, out.removed_voxels += c.size;
    }
    out.clusters_left = clusters.list.size() - out.removed_clusters;
    if (const auto largest = clusters.largest())
        out.largest = static_cast<double>(clusters.list[*largest].size) /
                      static_cast<double>(clusters.voxels());
    out.counts.resize(grid.slices);
    pass([&](std::size_t first) {
        stream.remove_again(mask, unwanted);
        for (std::size_t at = 0; at < mask.size(); at += grid.slice_size())
            out.counts[first + at / grid.slice_size()] = std::count(
                mask.begin() + static_cast<std::ptrdiff_t>(at),
                mask.begin() + static_cast<std::ptrdiff_t>(at + grid.slice_size()), in_phase);
    });
    return out;
}

}  // namespace crucible::volume
