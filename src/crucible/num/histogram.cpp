#include "crucible/num/histogram.hpp"

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {

Histogram::Histogram(double low, double high, std::size_t bins)
    : low_(low),
      width_((high - low) / static_cast<double>(bins)),
      per_width_(1 / width_),
      weights_(bins, 0.0) {
    if (bins == 0 || !(low < high) || !std::isfinite(per_width_))
        throw InputError("E-num-range", "a histogram without width or bins",
                         "give an upper end above the lower one, and a bin width below the range");
}

void Histogram::merge(const Histogram& other) {
    if (other.size() != size() || other.low_ != low_ || other.width_ != width_)
        throw InconsistentError("E-num-shape", "histograms with different bins cannot be merged",
                                "make them over the same range");
    for (std::size_t i = 0; i < size(); ++i) weights_[i] += other.weights_[i];
    outside_ += other.outside_;
}

double Histogram::total() const {
    CompensatedSum sum;
    for (double w : weights_) sum += w;
    return sum.value();
}

}  // namespace crucible
