#include "crucible/learn/box_tree.hpp"

#include <algorithm>
#include <numeric>

namespace crucible::learn {
namespace {

constexpr std::uint32_t leaf_boxes = 16;

}  // namespace

BoxTree::BoxTree(Array2<double> low, Array2<double> high)
    : low_(std::move(low)), high_(std::move(high)), order_(low_.rows()) {
    std::iota(order_.begin(), order_.end(), 0u);
    if (order_.empty()) return;
    const std::size_t most = 4 * order_.size() / leaf_boxes + 4;
    node_low_ = Array2<double>(most, low_.columns());
    node_high_ = Array2<double>(most, low_.columns());
    build(0, static_cast<std::uint32_t>(order_.size()));
}

std::uint32_t BoxTree::build(std::uint32_t begin, std::uint32_t end) {
    const auto at = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({begin, end, 0});
    std::size_t widest = 0;
    double width = -1;
    for (std::size_t k = 0; k < low_.columns(); ++k) {
        double least = low_(order_[begin], k), most = high_(order_[begin], k);
        for (std::uint32_t i = begin; i < end; ++i) {
            least = std::min(least, low_(order_[i], k));
            most = std::max(most, high_(order_[i], k));
        }
        node_low_(at, k) = least, node_high_(at, k) = most;
        if (most - least > width) width = most - least, widest = k;
    }
    if (end - begin <= leaf_boxes) return at;
    const std::uint32_t middle = begin + (end - begin) / 2;
    const auto centre = [&](std::uint32_t b) { return low_(b, widest) + high_(b, widest); };
    std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end,
                     [&](std::uint32_t a, std::uint32_t b) {
                         return centre(a) != centre(b) ? centre(a) < centre(b) : a < b;
                     });
    build(begin, middle);
    const std::uint32_t right = build(middle, end);
    nodes_[at].right = right;
    return at;
}

}  // namespace crucible::learn
