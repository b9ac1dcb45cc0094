#include "crucible/volume/bench_pores.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "crucible/base/random.hpp"
#include "crucible/volume/boxes.hpp"
#include "crucible/volume/clusters.hpp"
#include "crucible/volume/configurations.hpp"
#include "crucible/volume/correlation.hpp"
#include "crucible/volume/diffusivity.hpp"
#include "crucible/volume/distance.hpp"
#include "crucible/volume/minkowski.hpp"
#include "crucible/volume/source.hpp"
#include "crucible/volume/thickness.hpp"

namespace crucible {
namespace {

using namespace volume;

/// A sum of plane waves of one length in random directions, cut where a fifth lies above: smooth
/// pores that percolate, about as wide as Berea's.
LabelVolume blobs(std::size_t side) {
    constexpr std::size_t waves = 40;
    RandomStream r(1, StreamId::bench_volume);
    Grid g;
    g.slices = g.rows = g.columns = side;
    std::vector<float> field(g.size());
    std::vector<float> along(side), across(side);
    for (std::size_t w = 0; w < waves; ++w) {
        double k[3], length = 0;
        for (double& c : k) c = r.normal(), length += c * c;
        for (double& c : k) c *= 0.2 / std::sqrt(length);
        const double phase = r.uniform(0, 6.283185307179586);
        for (std::size_t c = 0; c < side; ++c) {
            const double x = k[2] * static_cast<double>(c);
            along[c] = static_cast<float>(std::cos(x)), across[c] = static_cast<float>(std::sin(x));
        }
        for (std::size_t row = 0; row < side * side; ++row) {
            const double x = k[0] * static_cast<double>(row / side) +
                             k[1] * static_cast<double>(row % side) + phase;
            const auto a = static_cast<float>(std::cos(x)), b = static_cast<float>(std::sin(x));
            float* const f = field.data() + row * side;
            for (std::size_t c = 0; c < side; ++c) f[c] += a * along[c] - b * across[c];
        }
    }
    std::vector<float> sorted = field;
    const auto cut = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 4 / 5);
    std::nth_element(sorted.begin(), cut, sorted.end());
    LabelVolume m(g);
    for (std::size_t v = 0; v < field.size(); ++v)
        m.voxels[v] = field[v] > *cut ? in_phase : in_rest;
    return m;
}

const LabelVolume& bench_mask() {
    static const LabelVolume mask = [] {
        const char* const path = std::getenv("CRUCIBLE_PORES");
        if (path == nullptr) return blobs(400);
        const char* const number = std::getenv("CRUCIBLE_PORES_PHASE");
        const auto phase = static_cast<std::uint8_t>(number != nullptr ? std::atoi(number) : 0);
        const auto source = open_volume(path);
        return phase_mask(read_labels(*source), std::span(&phase, 1));
    }();
    return mask;
}

/// A corner, so that a plain reference ends in good time.
LabelVolume corner(std::size_t side) {
    const LabelVolume& all = bench_mask();
    Grid g = all.grid;
    g.slices = std::min(side, g.slices), g.rows = std::min(side, g.rows);
    g.columns = std::min(side, g.columns);
    LabelVolume out(g);
    for (std::size_t i = 0; i < g.slices; ++i)
        for (std::size_t j = 0; j < g.rows; ++j)
            for (std::size_t k = 0; k < g.columns; ++k) out(i, j, k) = all(i, j, k);
    return out;
}

/// Million voxels per second of CPU time, on one core.
template <class Work>
Measurement voxel_rate(const std::string& name, const LabelVolume& mask, const Work& work) {
    return measure(name, "Mvoxel/s", [&] {
        const double begin = thread_cpu_seconds();
        work(mask);
        return 1e-6 * static_cast<double>(mask.voxels.size()) / (thread_cpu_seconds() - begin);
    });
}

/// How many times the reference's rate the fast one has on the same voxels.
template <class Fast, class Plain>
Measurement times_reference(const std::string& name, const LabelVolume& mask, const Fast& fast,
                            const Plain& plain) {
    return measure(
        name, "times",
        [&] {
            const double begin = thread_cpu_seconds();
            fast(mask);
            const double middle = thread_cpu_seconds();
            plain(mask);
            return (thread_cpu_seconds() - middle) / (middle - begin);
        },
        3);
}

std::vector<Measurement> bench_labels() {
    std::vector<Measurement> out;
    const LabelVolume& m = bench_mask();
    for (const auto& [name, c] : {std::pair{"6", Connectivity::faces},
                                  {"18", Connectivity::edges},
                                  {"26", Connectivity::corners}})
        out.push_back(voxel_rate(std::string("volume.labels.") + name, m,
                                 [c = c](const LabelVolume& v) { label_clusters(v, c); }));
    out.push_back(voxel_rate("volume.labels.6.written", m,
                             [](const LabelVolume& v) { label_volume(v, Connectivity::faces); }));
    LabelVolume copy = m;
    out.push_back(voxel_rate("volume.labels.trim", m,
                             [&](const LabelVolume&) { trim_small_clusters(copy, 60); }));
    out.push_back(times_reference(
        "volume.labels.6.written.ratio", corner(200),
        [](const LabelVolume& v) { label_volume(v, Connectivity::faces); },
        [](const LabelVolume& v) { label_volume_reference(v, Connectivity::faces); }));
    return out;
}

std::vector<Measurement> bench_edt() {
    return {
        voxel_rate("volume.edt", bench_mask(), [](const LabelVolume& v) { squared_distances(v); }),
        voxel_rate("volume.edt.any-spacing", bench_mask(),
                   [](const LabelVolume& v) {
                       squared_distances(v, {1.1, 1, 1});
                   }),
        times_reference(
            "volume.edt.ratio", corner(32), [](const LabelVolume& v) { squared_distances(v); },
            [](const LabelVolume& v) { squared_distances_reference(v); })};
}

std::vector<Measurement> bench_minkowski() {
    return {
        voxel_rate("volume.minkowski", bench_mask(), [](const LabelVolume& v) { minkowski(v); }),
        times_reference(
            "volume.minkowski.ratio", corner(200),
            [](const LabelVolume& v) { count_configurations(v, Pattern::phase); },
            [](const LabelVolume& v) { count_configurations_reference(v, Pattern::phase); })};
}

std::vector<Measurement> bench_thickness() {
    const LabelVolume cube = corner(200);
    const volume::Volume<std::int32_t> squared = squared_distances(cube);
    const auto seconds = [&](const auto& work) {
        return [&squared, &cube, &work] {
            const double begin = thread_cpu_seconds();
            work(cube, squared);
            return thread_cpu_seconds() - begin;
        };
    };
    const auto exact = [](const LabelVolume& m, const volume::Volume<std::int32_t>& d) {
        local_thickness(m, d);
    };
    const auto widest = [](const LabelVolume&, const volume::Volume<std::int32_t>& d) {
        for (std::size_t axis = 0; axis < 3; ++axis) critical_squared_radius(d, axis);
    };
    std::vector<Measurement> out{measure("volume.thickness.200", "s", seconds(exact)),
                                 measure("volume.thickness.widest-way.200", "s", seconds(widest))};
    out.push_back(times_reference(
        "volume.thickness.ratio", corner(100),
        [](const LabelVolume& v) { local_thickness(v, squared_distances(v)); },
        [](const LabelVolume& v) { local_thickness_reference(v, squared_distances(v)); }));
    return out;
}

std::vector<Measurement> bench_correlation() {
    const auto seconds = [](const auto& work) {
        return [&work] {
            const double begin = thread_cpu_seconds();
            work(bench_mask());
            return thread_cpu_seconds() - begin;
        };
    };
    const auto along = [](const LabelVolume& m) {
        for (std::size_t axis = 0; axis < 3; ++axis) axis_correlation(m, axis, 100);
    };
    const auto around = [](const LabelVolume& m) { radial_correlation(m, 50); };
    const auto boxes = [](const LabelVolume& m) {
        const BlockSums sums(m);
        lacunarity(sums), representative_volume(sums);
    };
    return {measure("volume.correlation.axes-100", "s", seconds(along)),
            measure("volume.correlation.radial-50", "s", seconds(around), 3),
            measure("volume.correlation.boxes", "s", seconds(boxes), 3),
            times_reference(
                "volume.correlation.ratio", corner(100),
                [](const LabelVolume& v) { axis_correlation(v, 0, 20); },
                [](const LabelVolume& v) { axis_correlation_reference(v, 0, 20); })};
}

std::vector<Measurement> bench_diffusivity() {
    const LabelVolume cube = corner(200);
    int iterations = 0;
    std::vector<Measurement> out{measure(
        "volume.diffusivity.200", "s",
        [&] {
            const double begin = thread_cpu_seconds();
            iterations = diffusivity(cube, 0).iterations;
            return thread_cpu_seconds() - begin;
        },
        3)};
    out.push_back(measurement("volume.diffusivity.iterations", "", {double(iterations)}));
    return out;
}

}  // namespace

const std::vector<Benchmark>& pore_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"volume.labels", "Clusters of a phase, with and without labels", bench_labels},
        {"volume.edt", "Exact distances to the rest", bench_edt},
        {"volume.minkowski", "Volume, surface, curvature and Euler numbers", bench_minkowski},
        {"volume.thickness", "Local thickness and the widest way through", bench_thickness},
        {"volume.correlation", "Two-point correlation, boxes", bench_correlation},
        {"volume.diffusivity", "Steady diffusion through the pores", bench_diffusivity}};
    return all;
}

}  // namespace crucible
