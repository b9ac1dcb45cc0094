#pragma once
// Counting into equal bins.

#include <cstddef>
#include <span>
#include <vector>

namespace crucible {

/// Bins of equal width over [low, high); what falls outside is counted apart, never lost silently.
class Histogram {
public:
    /// Throws InputError (E-num-range) unless low < high and there is a bin.
    Histogram(double low, double high, std::size_t bins);

    void add(double x, double weight = 1) {
        const double place = (x - low_) * per_width_;
        if (!(place >= 0 && place < static_cast<double>(weights_.size())))
            outside_ += weight;
        else
            weights_[static_cast<std::size_t>(place)] += weight;
    }
    /// Adds another histogram of the same bins. Throws InconsistentError (E-num-shape) otherwise.
    void merge(const Histogram&);

    std::size_t size() const { return weights_.size(); }
    double low() const { return low_; }
    double width() const { return width_; }
    double centre(std::size_t i) const { return low_ + (static_cast<double>(i) + 0.5) * width_; }
    double operator[](std::size_t i) const { return weights_[i]; }
    std::span<const double> weights() const { return weights_; }  ///< (bins)
    double outside() const { return outside_; }
    double total() const;  ///< inside only

private:
    double low_, width_, per_width_, outside_ = 0;
    std::vector<double> weights_;
};

}  // namespace crucible
