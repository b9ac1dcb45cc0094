#include "crucible/volume/phantom_scanner.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/gaussian_field.hpp"

namespace crucible::volume {
namespace {

/// Noise of neighbours in a slice is alike; standard deviations along rows and columns, voxels.
constexpr double noise_blur_rows = 0.6, noise_blur_columns = 0.4;
/// Twelve bits, as scanners store them.
constexpr float least_hu = -1024, most_hu = 3071;
enum : std::uint32_t { ring_draws = 1, noise_draws = 2 };

/// The plane with `half` more voxels on every side, its edges repeated.
void pad(std::span<const float> in, std::size_t rows, std::size_t columns, std::size_t half,
         std::vector<float>& out) {
    const std::size_t wide = columns + 2 * half;
    out.resize((rows + 2 * half) * wide);
    for (std::size_t j = 0; j < rows + 2 * half; ++j) {
        const std::size_t from = std::min(j > half ? j - half : 0, rows - 1);
        const float* row = in.data() + from * columns;
        float* to = out.data() + j * wide;
        std::fill(to, to + half, row[0]);
        std::copy(row, row + columns, to + half);
        std::fill(to + half + columns, to + wide, row[columns - 1]);
    }
}

std::vector<float> shading(const Scanner& s, const Grid& g, std::uint64_t seed) {
    std::vector<float> out(g.slice_size());
    const double half = static_cast<double>(std::min(g.rows, g.columns)) / 2;
    std::vector<double> rings;
    RandomStream random(seed, StreamId::phantom_scanner, 0, ring_draws);
    const auto n = static_cast<std::size_t>(std::hypot(g.rows, g.columns) / 2) + 2;
    for (std::size_t r = 0; r < n; ++r) rings.push_back(s.rings * random.normal());
    for (std::size_t j = 0; j < g.rows; ++j)
        for (std::size_t k = 0; k < g.columns; ++k) {
            const double y = static_cast<double>(j) + 0.5 - static_cast<double>(g.rows) / 2;
            const double x = static_cast<double>(k) + 0.5 - static_cast<double>(g.columns) / 2;
            const double r = std::hypot(x, y);
            out[j * g.columns + k] = static_cast<float>(s.cupping * (r * r / (half * half) - 0.5) +
                                                        rings[static_cast<std::size_t>(r)]);
        }
    return out;
}

}  // namespace

ScannerModel::ScannerModel(const Scanner& s, const Grid& g, std::uint64_t seed)
    : scanner_(s),
      grid_(g),
      seed_(seed),
      weights_(gaussian_weights(s.blur)),
      noise_rows_(gaussian_weights(noise_blur_rows)),
      noise_columns_(gaussian_weights(noise_blur_columns)),
      shading_(shading(s, g, seed)),
      sum_(g.slice_size()),
      noise_(g.slice_size()) {
    white_sd_ = s.noise / std::sqrt(power(noise_rows_) * power(noise_columns_));
}

void ScannerModel::add(std::span<const float> clean) {
    pad(clean, grid_.rows, grid_.columns, reach(), padded_);
    std::vector<float> plane(grid_.slice_size());
    smooth_plane(padded_, grid_.rows, grid_.columns, weights_, weights_, plane, scratch_);
    blurred_.push_back(std::move(plane));
    ++added_;
}

void ScannerModel::add_noise(std::size_t slice) {
    RandomStream random(seed_, StreamId::phantom_scanner, slice, noise_draws);
    padded_.resize((grid_.rows + noise_rows_.size() - 1) *
                   (grid_.columns + noise_columns_.size() - 1));
    fill_white(random, white_sd_, padded_);
    smooth_plane(padded_, grid_.rows, grid_.columns, noise_rows_, noise_columns_, noise_, scratch_);
    for (std::size_t k = 0; k < sum_.size(); ++k) sum_[k] += noise_[k];
}

void ScannerModel::take(std::size_t slice, std::span<std::int16_t> ct) {
    const auto half = static_cast<std::ptrdiff_t>(reach());
    const auto last = static_cast<std::ptrdiff_t>(added_) - 1;
    std::copy(shading_.begin(), shading_.end(), sum_.begin());
    for (std::ptrdiff_t t = -half; t <= half; ++t) {
        const auto at = std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(slice) + t, 0, last);
        const float* from = blurred_[static_cast<std::size_t>(at) - first_].data();
        const float a = weights_[static_cast<std::size_t>(t + half)];
        for (std::size_t k = 0; k < sum_.size(); ++k) sum_[k] += a * from[k];
    }
    if (scanner_.noise > 0) add_noise(slice);
    for (std::size_t k = 0; k < sum_.size(); ++k) {
        const float v = std::clamp(sum_[k], least_hu, most_hu);
        ct[k] = static_cast<std::int16_t>(v + (v < 0 ? -0.5F : 0.5F));
    }
    if (slice + 1 > static_cast<std::size_t>(half) + first_) blurred_.pop_front(), ++first_;
}

}  // namespace crucible::volume
