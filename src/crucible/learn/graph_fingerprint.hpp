#pragma once
// Fingerprints that are learned: convolutions over the graph of a molecule, of which every layer
// tells each atom's share of every entry (Duvenaud et al. 2015, arXiv:1509.09292). With x_a what is
// known of atom a, s_a and b_a the sums over its neighbours and bonds, and weights N_d for d
// neighbours:
//     x'_a = tanh(x_a S + s_a N_d + b_a B_d + c),    fingerprint += softmax(x'_a O + o),
// and the same sum over what atoms are before the first layer.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/base/random.hpp"

namespace crucible::learn {

/// A molecule by features of which each atom has several and each bond one.
struct FeatureGraph {
    struct Bond {
        std::uint32_t a = 0, b = 0, feature = 0;
    };
    std::vector<std::vector<std::uint32_t>> atoms;
    std::vector<Bond> bonds;
};

struct GraphFingerprintShape {
    std::uint32_t atom_features = 0, bond_features = 0;
    std::uint32_t width = 20;    ///< of an atom behind each layer
    std::uint32_t length = 160;  ///< of the fingerprint, a multiple of 16
    int depth = 4;
};

class GraphFingerprint {
public:
    /// Throws InputError (E-dense-shape) for a shape that cannot be.
    explicit GraphFingerprint(const GraphFingerprintShape&);
    const GraphFingerprintShape& shape() const { return shape_; }

    /// Number of parameters, a multiple of 16. Rows are filled up with zeros, which stay zero.
    std::size_t size() const;
    void start(std::span<float> parameters, RandomStream&) const;
    /// Places of those that are not filling.
    std::vector<std::size_t> used() const;
    /// Throws InputError (E-classifier-training) for a feature or an atom that cannot be.
    void check(const FeatureGraph&) const;

    /// By plain loops in double; zeros for no atoms.
    std::vector<double> reference(std::span<const float> parameters, const FeatureGraph&) const;

    /// What a pass leaves for the way back.
    struct Pass {
        std::vector<std::vector<float>> states;  ///< (atoms, padded width) before and behind layers
        std::vector<std::vector<float>> shares;  ///< (atoms, length) of each of these
        std::vector<std::vector<float>> sums;  ///< (atoms, padded width, then bonds) of neighbours
        std::vector<float> fingerprint;
    };
    void forward(std::span<const float> parameters, const FeatureGraph&, Pass&) const;
    /// Adds to `to`, as long as the parameters, the gradient that follows from that at the
    /// fingerprint.
    void backward(std::span<const float> parameters, const FeatureGraph&, const Pass&,
                  std::span<const float> gradient, std::span<float> to) const;

private:
    /// Places of the parameters of layer `l`, which is entered by states of width `in`.
    struct Layer {
        std::size_t in = 0, self = 0, neighbours = 0, bias = 0, output = 0, output_bias = 0;
    };
    std::size_t in_of(int layer) const;
    Layer layer_at(int layer) const;
    std::size_t rows_of_degree(int layer) const;
    void enter(const FeatureGraph&, Pass&) const;
    void tell_shares(std::span<const float> parameters, std::size_t layer, Pass&) const;
    void back_through(std::span<const float> parameters, const FeatureGraph&, const Pass&,
                      int layer, std::vector<float>& gradient, std::span<float> to) const;

    GraphFingerprintShape shape_;
    std::size_t width_ = 0, features_ = 0, bonds_ = 0;  ///< filled up
};

}  // namespace crucible::learn
