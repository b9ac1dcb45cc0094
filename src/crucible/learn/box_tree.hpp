#pragma once
// Which boxes are near a point or a box, in any number of dimensions.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

/// A tree of bounding boxes over boxes with corners `low` and `high`, each (n, dimensions).
class BoxTree {
public:
    BoxTree(Array2<double> low, Array2<double> high);

    /// Calls visit(box) for boxes whose distance to the box [low, high] is at most `reach`, until
    /// it returns false.
    template <class Visit>
    void near(const double* low, const double* high, double reach, Visit&& visit) const {
        if (nodes_.empty()) return;
        std::vector<std::uint32_t> open{0};
        while (!open.empty()) {
            const Node& node = nodes_[open.back()];
            const std::uint32_t at = open.back();
            open.pop_back();
            if (gap2(node_low_.row(at).data(), node_high_.row(at).data(), low, high) >
                reach * reach)
                continue;
            if (node.right != 0) {
                open.push_back(node.right);
                open.push_back(at + 1);
                continue;
            }
            for (std::uint32_t k = node.begin; k < node.end; ++k) {
                const std::uint32_t box = order_[k];
                if (gap2(low_.row(box).data(), high_.row(box).data(), low, high) > reach * reach)
                    continue;
                if (!visit(box)) return;
            }
        }
    }

private:
    struct Node {
        std::uint32_t begin = 0, end = 0;
        std::uint32_t right = 0;  ///< the left child follows its parent; 0: a leaf
    };
    std::uint32_t build(std::uint32_t begin, std::uint32_t end);
    /// Squared distance of two boxes.
    double gap2(const double* low, const double* high, const double* other_low,
                const double* other_high) const {
        double sum = 0;
        for (std::size_t k = 0; k < low_.columns(); ++k) {
            const double before = low[k] - other_high[k], after = other_low[k] - high[k];
            const double gap = before > after ? before : after;
            if (gap > 0) sum += gap * gap;
        }
        return sum;
    }

    Array2<double> low_, high_, node_low_, node_high_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> order_;
};

}  // namespace crucible::learn
