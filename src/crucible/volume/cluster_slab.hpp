#pragma once
// The part of labelling that knows runs: one slab of slices, and how two slabs join at their seam.
// Internal to the module.

#include <span>
#include <vector>

#include "crucible/volume/clusters.hpp"

namespace crucible::volume {

/// Disjoint sets of labels; the least label of a set is its root, so that roots keep the order in
/// which labels were made.
class LabelSets {
public:
    /// Throws ResourceError (E-volume-clusters) where labels run out.
    std::uint32_t add();
    std::uint32_t find(std::uint32_t label) {
        while (parent_[label] != label) {
            parent_[label] = parent_[parent_[label]];
            label = parent_[label];
        }
        return label;
    }
    void unite(std::uint32_t a, std::uint32_t b) {
        a = find(a), b = find(b);
        if (a < b)
            parent_[b] = a;
        else
            parent_[a] = b;
    }
    std::size_t size() const { return parent_.size(); }
    /// Sums up `entries` by set, in the order of roots; returns where each label went.
    std::vector<std::uint32_t> compact(std::vector<Cluster>& entries);

private:
    std::vector<std::uint32_t> parent_;
};

/// Runs of one slice. Run r covers columns edge[2r] to edge[2r + 1], half open; those of row j are
/// first[j] to first[j + 1].
struct RunPlane {
    std::vector<std::uint32_t> first, edge, label;
    std::size_t runs() const { return label.size(); }
};

/// A slab's clusters, with labels from 0 on, local to it.
struct Slab {
    std::vector<Cluster> clusters;
    RunPlane first, last;               ///< its outer slices; the same where it has only one
    std::vector<std::uint32_t> labels;  ///< of all runs in order, where they were wanted
};
enum class RunLabels { dropped, kept };
/// Labels the slices of `mask`, of `rows` x `columns` voxels each; `slice` is the index of the
/// first.
Slab label_slab(std::span<const std::uint8_t> mask, std::size_t rows, std::size_t columns,
                std::size_t slice, Connectivity, RunLabels);

/// Calls run(begin, end) in the order of Slab::labels for the runs of these slices, as indices of
/// voxels.
void for_runs(std::span<const std::uint8_t> mask, std::size_t columns,
              const std::function<void(std::size_t, std::size_t)>& run);

/// Clusters of slabs that were labelled one by one and are joined in order.
class SlabJoin {
public:
    SlabJoin(const Grid& grid, Connectivity c) : grid_(grid), connectivity_(c) {}
    void append(Slab&&);
    /// All clusters; call once.
    Clusters finish();
    /// Where the clusters of slab `s` went, by their local labels; after `finish`.
    std::span<const std::uint32_t> destinations(std::size_t s) const;

private:
    Grid grid_;
    Connectivity connectivity_;
    LabelSets sets_;
    std::vector<Cluster> entries_;
    std::vector<std::size_t> first_;  ///< label of each slab's first cluster
    std::vector<std::uint32_t> destination_;
    RunPlane last_;
};

}  // namespace crucible::volume
