#pragma once
// What a CT scanner makes of a body: blur, cupping, rings, noise, whole Hounsfield units.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "crucible/volume/phantom.hpp"

namespace crucible::volume {

class ScannerModel {
public:
    ScannerModel(const Scanner&, const Grid&, std::uint64_t seed);
    /// Slices behind one that must be known before it can be taken.
    std::size_t reach() const { return weights_.size() / 2; }
    /// The next slice as it is, HU.
    void add(std::span<const float> clean);
    /// Slices in ascending order, each once.
    void take(std::size_t slice, std::span<std::int16_t> ct);

private:
    void add_noise(std::size_t slice);
    Scanner scanner_;
    Grid grid_;
    std::uint64_t seed_;
    std::vector<float> weights_, noise_rows_, noise_columns_;
    double white_sd_ = 0;                     ///< of the noise before it is blurred
    std::vector<float> shading_;              ///< cupping and rings, (rows, columns)
    std::size_t first_ = 0, added_ = 0;       ///< slice of blurred_.front(); how many came
    std::deque<std::vector<float>> blurred_;  ///< within their planes
    std::vector<float> sum_, padded_, scratch_, noise_;
};

}  // namespace crucible::volume
