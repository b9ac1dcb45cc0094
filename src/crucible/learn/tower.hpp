#pragma once
// A sparse row to a dense vector: elu(x W + b), then highway layers. The body of every dense net
// here (Segler and Waller 2017, doi:10.1002/chem.201605499; Segler et al. 2018,
// doi:10.1038/nature25978).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/learn/optimiser.hpp"
#include "crucible/learn/sparse_rows.hpp"
#include "crucible/parallel/shared_ranges.hpp"

namespace crucible::learn {

struct TowerShape {
    std::uint32_t inputs = 2048;
    std::uint32_t width = 512;  ///< a multiple of 16
    int highways = 0;
    bool operator==(const TowerShape&) const = default;
};

class Tower {
public:
    /// Throws InputError (E-dense-shape) for a shape that cannot be.
    explicit Tower(const TowerShape&);
    const TowerShape& shape() const { return shape_; }

    /// Parameters in a row: W (inputs, width), b; of each highway layer its change W (width,
    /// width), b and its gate W, b.
    std::size_t size() const;
    /// Random first weights; biases of gates are -1, so that a layer begins by passing on.
    void start(std::span<float> parameters, RandomStream&) const;

    /// One vector by plain loops, in double: what `forward` is compared with.
    std::vector<double> reference(std::span<const float> parameters, const SparseRow&) const;

    /// What a pass through the tower leaves for the way back. All (rows, width).
    struct Pass {
        std::vector<std::vector<float>> states;          ///< after each layer
        std::vector<std::vector<float>> changes, gates;  ///< of each highway layer
        const std::vector<float>& output() const { return states.back(); }
    };
    void forward(std::span<const float> parameters, std::span<const SparseRow>, Pass&,
                 SharedRanges&) const;
    /// From the gradient at the output, (rows, width), which is used up, to steps of `optimiser`,
    /// whose parameters of this tower begin at `offset`.
    void backward(std::span<const float> parameters, std::span<const SparseRow>, const Pass&,
                  std::vector<float>& gradient, Optimiser& optimiser, std::size_t offset,
                  SharedRanges&) const;

private:
    std::size_t first_bias() const;
    struct Highway {
        std::size_t change, change_bias, gate, gate_bias;  ///< places of its parameters
    };
    Highway highway_at(int layer) const;
    void back_through(int layer, std::span<const float> parameters, const Pass&,
                      std::vector<float>& gradient, Optimiser&, std::size_t offset,
                      SharedRanges&) const;

    TowerShape shape_;
};

}  // namespace crucible::learn
