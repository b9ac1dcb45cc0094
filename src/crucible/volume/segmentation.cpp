#include "crucible/volume/segmentation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/phase.hpp"

namespace crucible::volume {
namespace {

/// Mean and deviation of each class; a class without voxels has none (NaN mean).
void measure_classes(const CtVolume& v, const LabelVolume& labels, std::size_t classes,
                     MarkovResult& out) {
    std::vector<double> n(classes + 1), sum(classes + 1), square(classes + 1);
    for (std::size_t i = 0; i < v.voxels.size(); ++i) {
        const std::uint8_t k = labels.voxels[i];
        const double x = v.voxels[i];
        ++n[k], sum[k] += x, square[k] += x * x;
    }
    out.means.assign(classes, NAN), out.deviations.assign(classes, NAN);
    for (std::size_t k = 0; k < classes; ++k) {
        if (n[k + 1] == 0) continue;
        const double mean = sum[k + 1] / n[k + 1];
        out.means[k] = mean;
        // At least one grey value: a class of equal voxels would accept nothing else.
        out.deviations[k] = std::sqrt(std::max(1.0, square[k + 1] / n[k + 1] - mean * mean));
    }
}

/// Neighbours across faces that are measured, by class.
void count_neighbours(const LabelVolume& labels, std::size_t i, std::size_t j, std::size_t k,
                      std::vector<int>& counts) {
    const Grid& g = labels.grid;
    std::fill(counts.begin(), counts.end(), 0);
    const auto add = [&](std::size_t a, std::size_t b, std::size_t c) {
        ++counts[labels(a, b, c)];
    };
    if (i > 0) add(i - 1, j, k);
    if (i + 1 < g.slices) add(i + 1, j, k);
    if (j > 0) add(i, j - 1, k);
    if (j + 1 < g.rows) add(i, j + 1, k);
    if (k > 0) add(i, j, k - 1);
    if (k + 1 < g.columns) add(i, j, k + 1);
}

}  // namespace

LabelVolume hysteresis(const CtVolume& v, int sure, int perhaps, Connectivity c) {
    if (sure >= perhaps)
        throw InputError(
            "E-volume-edges",
            fmt::format("the sure threshold {} is not below the other, {}", sure, perhaps),
            "give edges = [sure, perhaps], ascending");
    LabelVolume out(v.grid);
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        out.voxels[i] = v.voxels[i] == outside   ? in_nothing
                        : v.voxels[i] <= perhaps ? in_phase
                                                 : in_rest;
    const LabelledClusters l = label_volume(out, c);
    std::vector<std::uint8_t> is_sure(l.clusters.list.size() + 1, 0);
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        if (l.labels.voxels[i] != 0 && v.voxels[i] <= sure) is_sure[l.labels.voxels[i]] = 1;
    for (std::size_t i = 0; i < v.voxels.size(); ++i)
        out.voxels[i] = v.voxels[i] == outside ? 0 : is_sure[l.labels.voxels[i]] ? 1 : 2;
    return out;
}

MarkovResult markov_classes(const CtVolume& v, const LabelVolume& start, const MarkovSettings& s) {
    CRUCIBLE_ASSERT(start.voxels.size() == v.voxels.size());
    MarkovResult out;
    out.labels = start;
    const std::size_t classes =
        start.voxels.empty() ? 0 : *std::max_element(start.voxels.begin(), start.voxels.end());
    std::vector<int> counts(classes + 1);
    std::vector<double> offset(classes), weight(classes);
    const Grid& g = v.grid;
    for (bool has_changed = classes > 0; has_changed && out.turns < s.turns; ++out.turns) {
        measure_classes(v, out.labels, classes, out);
        for (std::size_t k = 0; k < classes; ++k) {
            offset[k] = std::log(out.deviations[k]);
            weight[k] = 1 / (2 * out.deviations[k] * out.deviations[k]);
        }
        has_changed = false;
        for (const std::size_t colour : {0, 1})
            for (std::size_t i = 0; i < g.slices; ++i)
                for (std::size_t j = 0; j < g.rows; ++j)
                    for (std::size_t k = (i + j + colour) % 2; k < g.columns; k += 2) {
                        std::uint8_t& label = out.labels(i, j, k);
                        if (label == 0) continue;
                        count_neighbours(out.labels, i, j, k, counts);
                        double least = INFINITY;
                        std::size_t best = label - 1U;
                        for (std::size_t c = 0; c < classes; ++c) {
                            if (!std::isfinite(out.means[c])) continue;
                            const double d = v(i, j, k) - out.means[c];
                            // Neighbours of other classes: all measured ones but those of this one.
                            const double cost =
                                d * d * weight[c] + offset[c] - s.smoothness * counts[c + 1];
                            if (cost < least) least = cost, best = c;
                        }
                        has_changed = has_changed || best + 1 != label;
                        label = static_cast<std::uint8_t>(best + 1);
                    }
    }
    if (classes > 0) measure_classes(v, out.labels, classes, out);
    return out;
}

}  // namespace crucible::volume
