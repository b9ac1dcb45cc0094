#pragma once
// Random fields of a given correlation length, slice by slice and the same for any slab: white
// noise on a lattice that is as fine as the length asks for, smoothed by a Gaussian, interpolated.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// Weights of a Gaussian of standard deviation `sigma` samples, cut at 3 sigma, of sum 1.
std::vector<float> gaussian_weights(double sigma);
/// Sum of squares: what smoothing leaves of the variance of white noise.
double power(std::span<const float> weights);
/// White noise: the sum of a word's four bytes each, as good as normal once it is smoothed.
void fill_white(RandomStream&, double sd, std::span<float> out);
/// Weighted sums along columns and rows. `in` reaches half a width of weights further on every side
/// than `out`, which has shape (rows, columns).
void smooth_plane(std::span<const float> in, std::size_t rows, std::size_t columns,
                  std::span<const float> row_weights, std::span<const float> column_weights,
                  std::span<float> out, std::vector<float>& scratch);

/// A Gaussian field of mean 0 and variance 1 on the voxels of a grid, correlation
/// exp(-r^2 / (4 length^2)). `which` tells fields of one seed apart. Slices are asked for in
/// ascending order; a few planes are kept.
class GaussianField {
public:
    GaussianField(const Grid& grid, double length_mm, std::uint64_t seed, std::uint32_t which);
    /// Values of a slice, (rows, columns), valid until the next call.
    std::span<const float> slice(std::size_t i);

private:
    struct Axis {
        std::size_t points = 0;
        double step = 1;  ///< lattice points per voxel
        std::vector<float> weights;
        double power = 1;  ///< sum of squares of the weights
    };
    static Axis axis(std::size_t voxels, double spacing, double length);
    std::vector<float> noise(std::size_t plane) const;
    const std::vector<float>& lattice_plane(std::size_t plane);
    void spread(std::span<const float> low, std::span<const float> high, float share);

    Grid grid_;
    std::uint64_t seed_;
    std::uint32_t which_;
    Axis axes_[3];
    std::size_t first_noise_ = 0;            ///< plane of smooth_.front()
    std::deque<std::vector<float>> smooth_;  ///< noise smoothed within its plane
    std::size_t first_plane_ = 0;
    std::deque<std::vector<float>> planes_;  ///< smoothed along all axes
    std::vector<float> out_, mixed_, scratch_;
};

/// Share of a standard normal below x, and the x below which a share lies.
double normal_share(double x);
double normal_quantile(double share);

}  // namespace crucible::volume
