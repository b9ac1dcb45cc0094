#pragma once
// Connected components of a phase, by runs: rows become intervals, intervals of neighbouring rows
// that touch are united. Time is that of reading the volume once; memory that of two slices.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "crucible/volume/phase.hpp"

namespace crucible::volume {

/// Voxels are neighbours across faces (6 of them), also edges (18), also corners (26). In a volume
/// of one slice these are 4, 8 and 8.
enum class Connectivity : std::uint8_t { faces = 6, edges = 18, corners = 26 };

/// The other side's connectivity for which Euler numbers agree: 26 for 6 and back, 18 for 18.
Connectivity dual(Connectivity);

struct Cluster {
    std::uint64_t size = 0;  ///< voxels
    /// Bounding box, half open: (slice, row, column).
    std::array<std::uint32_t, 3> first{}, end{};

    friend bool operator==(const Cluster&, const Cluster&) = default;
};

struct Clusters {
    Grid grid;
    Connectivity connectivity = Connectivity::faces;
    std::vector<Cluster> list;  ///< by their first voxel in memory; label l is list[l - 1]

    std::uint64_t voxels() const;  ///< of all clusters
    /// Index of the largest; of equals the first. Nothing where there is none.
    std::optional<std::size_t> largest() const;
    bool touches_low(std::size_t cluster, std::size_t axis) const {
        return list[cluster].first[axis] == 0;
    }
    bool touches_high(std::size_t cluster, std::size_t axis) const;
    bool percolates(std::size_t cluster, std::size_t axis) const {
        return touches_low(cluster, axis) && touches_high(cluster, axis);
    }
    /// Whether any cluster reaches from one face of the volume to the opposite one.
    bool percolates(std::size_t axis) const;
    /// Voxels of clusters that percolate along the axis.
    std::uint64_t percolating(std::size_t axis) const;
    /// Gamma connectivity: the chance that two voxels of the phase lie in one cluster,
    /// sum n_i^2 / (sum n_i)^2 (Renard and Allard, doi:10.1016/j.advwatres.2011.12.001). 0 of
    /// nothing.
    double gamma() const;
};

/// The clusters do not depend on the number of threads. Throws ResourceError (E-volume-clusters)
/// for more than 2^32 - 2 of them.
Clusters label_clusters(const LabelVolume& mask, Connectivity, int threads = 1);

/// The same, and the labels: 0 where not in the phase, else 1 + index in the list.
struct LabelledClusters {
    Clusters clusters;
    Volume<std::uint32_t> labels;
};
LabelledClusters label_volume(const LabelVolume& mask, Connectivity, int threads = 1);

/// Plain flood filling, as the fast one's measure.
LabelledClusters label_volume_reference(const LabelVolume& mask, Connectivity);

/// What was taken out of a phase.
struct Removed {
    std::uint64_t clusters = 0, voxels = 0;
    friend bool operator==(const Removed&, const Removed&) = default;
};
/// Gives the clusters for which `unwanted` holds to the rest. `unwanted` is called once per
/// cluster.
Removed remove_clusters(LabelVolume& mask, Connectivity,
                        const std::function<bool(const Cluster&)>& unwanted, int threads = 1);
/// Removes clusters of at most `size` voxels: inclusive and by faces, as PoreSpy's
/// `trim_small_clusters`.
Removed trim_small_clusters(LabelVolume& mask, std::uint64_t size, int threads = 1);

/// Clusters of a volume that comes slice by slice; holds two slices' runs and one entry per
/// cluster of each part added.
class ClusterStream {
public:
    /// `grid` says how many slices will come.
    ClusterStream(const Grid& grid, Connectivity);
    ~ClusterStream();
    ClusterStream(const ClusterStream&) = delete;
    ClusterStream& operator=(const ClusterStream&) = delete;

    /// The next slices of the mask, any number at once; its size is a multiple of
    /// `grid.slice_size()`. Throws InconsistentError (E-volume-shape) for too many or broken ones.
    void add(std::span<const std::uint8_t> slices);
    /// Once all slices were added; throws InconsistentError (E-volume-shape) before.
    Clusters finish();

    /// After `finish`, in a second pass: the same slices again, in the same parts as before, from
    /// the first on. Clusters whose entry in `unwanted` is not 0 are given to the rest; returns the
    /// number of voxels that changed.
    std::uint64_t remove_again(std::span<std::uint8_t> slices,
                               std::span<const std::uint8_t> unwanted);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace crucible::volume
