#pragma once
// The shape of a network that sees images: blocks of 3x3 convolutions, each block ending in a 2x2
// maximum, then dense layers. Plain data; what computes it is the plug-in `nn`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/value.hpp"

namespace crucible::learn {

/// How the maps of the last block become one row of numbers.
enum class Head {
    flatten,  ///< every pixel of every map: fixes the size of the images
    gap       ///< the mean of each map
};

/// All layers but the last are followed by max(0, x).
struct ImageNet {
    std::string name;
    int channels = 3, height = 200, width = 200;
    std::vector<std::vector<int>> blocks;  ///< maps of each convolution of each block
    Head head = Head::flatten;
    std::vector<int> dense;  ///< hidden layers between the maps and the targets
    int targets = 1;

    struct Parameter {
        std::string name;  ///< "block1_conv1.weight", "fc1.bias", "predictions.weight"
        std::vector<std::size_t> shape;  ///< (out, in, 3, 3), (out, in) or (out)
        std::size_t count() const;
    };
    /// In the order in which they are computed, weights before biases.
    std::vector<Parameter> parameters() const;
    std::size_t parameter_count() const;
    /// "block1_conv1"...
    std::vector<std::string> convolutions() const;
    /// Numbers that the dense layers are given for each image.
    std::size_t features() const;
    std::size_t image_size() const;
    friend bool operator==(const ImageNet&, const ImageNet&) = default;
};

/// vgg16 (Simonyan and Zisserman, arXiv:1409.1556, configuration D: 13 convolutions, 5 maxima, two
/// hidden dense layers of 4096), its halves and quarters in width (vgg16-w32: 1024 wide dense
/// layers, vgg16-w16: 512, vgg16-w8: 256), `small` (six convolutions in three blocks) and `tiny`
/// (two of four maps, for tests). No batch normalisation, no dropout.
const std::vector<std::string>& image_net_names();
/// `dense` of zero keeps the width that the name means. Throws InputError (E-net-shape) for unknown
/// names and images that are too small for the blocks.
ImageNet make_image_net(std::string_view name, int channels, int height, int width, int targets,
                        Head head = Head::flatten, int dense = 0);
/// Throws InputError (E-net-shape).
void check(const ImageNet&);

/// Memory that training takes at its peak, bytes: parameters, slopes, moments and the best weights
/// so far; answers and slopes of every layer for a batch.
double training_bytes(const ImageNet&, int batch);

enum class FirstWeights {
    he,     ///< normal, variance 2 / fan-in (He et al., arXiv:1502.01852)
    glorot  ///< uniform within sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010)
};
/// Weights before training, biases zero: all parameters one after another. They depend on seed and
/// item alone.
std::vector<float> first_weights(const ImageNet&, FirstWeights, std::uint64_t seed,
                                 std::uint64_t item = 0);

Value to_value(const ImageNet&);
/// Throws InputError (E-net-shape).
ImageNet image_net_from(const Value&);

}  // namespace crucible::learn
