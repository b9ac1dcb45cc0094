#include "crucible/volume/gaussian_field.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::volume {
namespace {

/// Lattice points per correlation length: between them a field so smooth is as good as straight.
constexpr double points_per_length = 2.5;

}  // namespace

std::vector<float> gaussian_weights(double sigma) {
    const auto half = static_cast<std::ptrdiff_t>(std::ceil(3 * sigma));
    std::vector<double> w;
    double sum = 0;
    for (std::ptrdiff_t t = -half; t <= half; ++t) {
        const double x = sigma > 0 ? static_cast<double>(t) / sigma : 0;
        w.push_back(std::exp(-x * x / 2)), sum += w.back();
    }
    std::vector<float> out;
    for (const double x : w) out.push_back(static_cast<float>(x / sum));
    return out;
}

double power(std::span<const float> weights) {
    double sum = 0;
    for (const float w : weights) sum += static_cast<double>(w) * w;
    return sum;
}

void fill_white(RandomStream& random, double sd, std::span<float> out) {
    constexpr double mean = 4 * 127.5, sum_sd = 147.8005412710109;  // sqrt(4 (256^2 - 1) / 12)
    const double unit = sd / sum_sd;
    for (float& x : out) {
        const std::uint32_t b = random.bits();
        const std::uint32_t sum = (b & 255U) + (b >> 8 & 255U) + (b >> 16 & 255U) + (b >> 24);
        x = static_cast<float>((sum - mean) * unit);
    }
}

void smooth_plane(std::span<const float> in, std::size_t rows, std::size_t columns,
                  std::span<const float> row_weights, std::span<const float> column_weights,
                  std::span<float> out, std::vector<float>& scratch) {
    const std::size_t wide = columns + column_weights.size() - 1;
    const std::size_t high = rows + row_weights.size() - 1;
    CRUCIBLE_ASSERT(in.size() == high * wide && out.size() == rows * columns);
    scratch.assign(high * columns, 0.0F);
    for (std::size_t j = 0; j < high; ++j)
        for (std::size_t t = 0; t < column_weights.size(); ++t) {
            const float* from = in.data() + j * wide + t;
            float* to = scratch.data() + j * columns;
            const float a = column_weights[t];
            for (std::size_t k = 0; k < columns; ++k) to[k] += a * from[k];
        }
    std::fill(out.begin(), out.end(), 0.0F);
    for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t t = 0; t < row_weights.size(); ++t) {
            const float* from = scratch.data() + (j + t) * columns;
            float* to = out.data() + j * columns;
            const float a = row_weights[t];
            for (std::size_t k = 0; k < columns; ++k) to[k] += a * from[k];
        }
}

GaussianField::Axis GaussianField::axis(std::size_t voxels, double spacing, double length) {
    Axis a;
    const double h = std::max(spacing, length / points_per_length);
    a.step = spacing / h;
    // Two more than reach, so that every voxel lies between two points.
    a.points = static_cast<std::size_t>(std::ceil(static_cast<double>(voxels - 1) * a.step)) + 2;
    a.weights = gaussian_weights(length / h);
    a.power = power(a.weights);
    return a;
}

GaussianField::GaussianField(const Grid& grid, double length_mm, std::uint64_t seed,
                             std::uint32_t which)
    : grid_(grid), seed_(seed), which_(which) {
    const std::size_t voxels[3] = {grid.slices, grid.rows, grid.columns};
    for (int a = 0; a < 3; ++a) axes_[a] = axis(voxels[a], grid.spacing[a], length_mm);
    out_.resize(grid.slice_size());
    mixed_.resize(axes_[1].points * axes_[2].points);
}

std::vector<float> GaussianField::noise(std::size_t plane) const {
    RandomStream random(seed_, StreamId::phantom_fields, plane, which_);
    // So many more points that smoothing never reaches an edge.
    std::vector<float> out((axes_[1].points + axes_[1].weights.size() - 1) *
                           (axes_[2].points + axes_[2].weights.size() - 1));
    fill_white(random, 1 / std::sqrt(axes_[0].power * axes_[1].power * axes_[2].power), out);
    return out;
}

const std::vector<float>& GaussianField::lattice_plane(std::size_t plane) {
    while (!planes_.empty() && first_plane_ < plane && planes_.size() > 2)
        planes_.pop_front(), ++first_plane_;
    if (planes_.empty()) first_plane_ = plane;
    CRUCIBLE_ASSERT(plane >= first_plane_);
    while (first_plane_ + planes_.size() <= plane) {
        const std::size_t p = first_plane_ + planes_.size();
        const std::size_t half = axes_[0].weights.size() / 2;
        // Noise of plane q is number q + half, so that the planes before the first have one too.
        if (smooth_.empty()) first_noise_ = p;
        while (!smooth_.empty() && first_noise_ < p) smooth_.pop_front(), ++first_noise_;
        while (smooth_.size() <= 2 * half) {
            std::vector<float> plane_of_noise(mixed_.size());
            smooth_plane(noise(first_noise_ + smooth_.size()), axes_[1].points, axes_[2].points,
                         axes_[1].weights, axes_[2].weights, plane_of_noise, scratch_);
            smooth_.push_back(std::move(plane_of_noise));
        }
        std::vector<float> sum(mixed_.size(), 0.0F);
        for (std::size_t t = 0; t < axes_[0].weights.size(); ++t) {
            const float a = axes_[0].weights[t];
            const float* from = smooth_[t].data();
            for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += a * from[k];
        }
        planes_.push_back(std::move(sum));
    }
    return planes_[plane - first_plane_];
}

void GaussianField::spread(std::span<const float> low, std::span<const float> high, float share) {
    for (std::size_t k = 0; k < mixed_.size(); ++k) mixed_[k] = low[k] + share * (high[k] - low[k]);
    const std::size_t columns = axes_[2].points;
    std::vector<std::size_t> from(grid_.columns);
    std::vector<float> weight(grid_.columns);
    for (std::size_t k = 0; k < grid_.columns; ++k) {
        const double x = static_cast<double>(k) * axes_[2].step;
        from[k] = static_cast<std::size_t>(x);
        weight[k] = static_cast<float>(x - static_cast<double>(from[k]));
    }
    std::vector<float> row(columns);
    for (std::size_t j = 0; j < grid_.rows; ++j) {
        const double y = static_cast<double>(j) * axes_[1].step;
        const auto q = static_cast<std::size_t>(y);
        const auto v = static_cast<float>(y - static_cast<double>(q));
        const float* a = mixed_.data() + q * columns;
        const float* b = a + columns;
        for (std::size_t k = 0; k < columns; ++k) row[k] = a[k] + v * (b[k] - a[k]);
        float* to = out_.data() + j * grid_.columns;
        for (std::size_t k = 0; k < grid_.columns; ++k)
            to[k] = row[from[k]] + weight[k] * (row[from[k] + 1] - row[from[k]]);
    }
}

std::span<const float> GaussianField::slice(std::size_t i) {
    const double z = static_cast<double>(i) * axes_[0].step;
    const auto p = static_cast<std::size_t>(z);
    const auto share = static_cast<float>(z - static_cast<double>(p));
    lattice_plane(p);
    const std::vector<float>& high = share > 0 ? lattice_plane(p + 1) : lattice_plane(p);
    spread(planes_[p - first_plane_], high, share);
    return out_;
}

double normal_share(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

double normal_quantile(double share) {
    double low = -9, high = 9;
    for (int i = 0; i < 60; ++i) {
        const double x = (low + high) / 2;
        (normal_share(x) < share ? low : high) = x;
    }
    return (low + high) / 2;
}

}  // namespace crucible::volume
