#pragma once
// What soil.pores finds, as tables and rows: one function per kind of metric.

#include <array>
#include <string>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/clusters.hpp"
#include "crucible/volume/phase.hpp"

namespace crucible {

enum class PoreQuantity {
    clusters,
    minkowski,
    anisotropy,
    distances,
    thickness,
    correlation,
    chords,
    boxes,
    diffusivity
};
inline std::span<const Name> names(PoreQuantity) {
    static constexpr Name all[] = {
        {"clusters", "number, sizes, percolation and Gamma connectivity of clusters"},
        {"minkowski", "volume, surface, mean curvature, Euler numbers"},
        {"anisotropy", "mean intercept lengths and their ellipsoid"},
        {"distances", "distances to the rest, and the widest way through"},
        {"thickness", "local thickness and the distribution of pore sizes"},
        {"correlation", "two-point correlation along the axes"},
        {"chords", "chord lengths and lineal path along the axes"},
        {"boxes", "fractal dimensions, lacunarity, representative volume"},
        {"diffusivity", "effective diffusivity and tortuosity along the axes"}};
    return all;
}

/// Names of the axes in tables and rows.
inline constexpr std::array<const char*, 3> axis_names{"slices", "rows", "columns"};

/// Rows and the table of all single numbers.
class PoreSheet {
public:
    explicit PoreSheet(StepRun& r) : run_(r) {}
    void add(const std::string& name, double value, const std::string& unit,
             const std::string& definition, std::int64_t n = 1);
    StepRun& run() { return run_; }
    Table metrics() const;

private:
    StepRun& run_;
    std::vector<std::string> names_, units_, definitions_;
    std::vector<double> values_;
};

struct PoreOptions {
    volume::Connectivity connectivity = volume::Connectivity::faces;
    std::size_t longest_lag = 100;
    std::vector<double> orders;  ///< q of the generalised dimensions
    int threads = 1;
};

void add_pore_clusters(PoreSheet&, const volume::LabelVolume&, const PoreOptions&);
void add_pore_minkowski(PoreSheet&, const volume::LabelVolume&, const PoreOptions&,
                        const std::vector<PoreQuantity>&);
/// Distances and thickness; left out with a warning where there is no rest.
void add_pore_widths(PoreSheet&, const volume::LabelVolume&, const PoreOptions&,
                     const std::vector<PoreQuantity>&);
void add_pore_correlation(PoreSheet&, const volume::LabelVolume&, const PoreOptions&);
void add_pore_chords(PoreSheet&, const volume::LabelVolume&);
void add_pore_diffusivity(PoreSheet&, const volume::LabelVolume&);
void add_pore_boxes(PoreSheet&, const volume::LabelVolume&, const PoreOptions&);
Table pore_profile(const volume::LabelVolume&);

}  // namespace crucible
