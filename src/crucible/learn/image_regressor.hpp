#pragma once
// Regression of images to numbers. The network itself (forward, backward, optimiser) is in the
// plug-in `nn`; this is all that the rest of the program knows of it.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/plugin.hpp"
#include "crucible/learn/image_net.hpp"

namespace crucible::learn {

enum class ImagePrecision {
    automatic,  ///< bfloat16 where the processor has it and it was measured to be faster
    single,     ///< float: the same bits again on one thread
    bfloat16    ///< products of numbers with 8 significant bits, sums in float
};

struct NetworkSettings {
    ImagePrecision precision = ImagePrecision::single;
    /// Of the mathematics, whatever OMP_NUM_THREADS says. Results of another number differ by
    /// rounding.
    int threads = 1;
};

/// Rows of numbers, one after another: images of shape (channels, height, width), or the features
/// that the convolutions made of them.
struct InputRows {
    enum class Kind { images, features } kind = Kind::images;
    std::span<const float> values;
    std::size_t count = 0;
};

/// Maps of one layer. Shape (channels, height, width).
struct LayerMaps {
    std::size_t channels = 0, height = 0, width = 0;
    std::vector<float> values;
};

class ImageNetwork {
public:
    virtual ~ImageNetwork() = default;
    virtual const ImageNet& net() const = 0;
    /// What it computes in and why, for people.
    virtual std::string arithmetic() const = 0;
    /// What was chosen; never `automatic`.
    virtual ImagePrecision precision() const = 0;

    /// All parameters in the order of `ImageNet::parameters`. `set` throws InputError (E-net-shape)
    /// for another number of them.
    virtual std::vector<float> parameters() const = 0;
    virtual void set_parameters(std::span<const float>) = 0;
    /// Adam's two moments, (2 x parameters), and how many steps it has done.
    virtual std::vector<float> moments() const = 0;
    virtual std::int64_t steps() const = 0;
    virtual void set_moments(std::span<const float>, std::int64_t steps) = 0;

    /// (count, targets). Throws InputError (E-net-images) for images of another size.
    virtual std::vector<float> predict(const InputRows&) = 0;
    /// What the convolutions make of images: (count, features).
    virtual std::vector<float> features(const InputRows&) = 0;
    /// One step of Adam (arXiv:1412.6980) on the mean squared difference from `targets`, (count,
    /// targets); returns it as it was before the step. Given features, the dense layers learn and
    /// the convolutions stay as they are.
    virtual double step(const InputRows&, std::span<const float> targets, double rate) = 0;

    /// What a convolution says to one image, after max(0, x). E-net-layer for an unknown name.
    virtual LayerMaps activations(std::span<const float> image, std::string_view layer) = 0;
    /// Grad-CAM (Selvaraju et al., arXiv:1610.02391) without its max(0, x): the maps of the layer,
    /// each times the mean slope of the prediction along it, summed. Shape (1, height, width) of
    /// the layer; positive where the layer's answer raises the prediction.
    virtual LayerMaps heat_map(std::span<const float> image, std::string_view layer,
                               std::size_t target) = 0;
    /// Gradient ascent on the mean answer of one map, from `start`: steps of `rate` times the
    /// gradient over its root mean square.
    virtual std::vector<float> pattern(std::span<const float> start, std::string_view layer,
                                       std::size_t map, int steps, double rate) = 0;
};

/// A network with parameters of zero. Throws InputError (E-net-precision) where bfloat16 is asked
/// for and the processor cannot.
inline constexpr PluginKey<std::unique_ptr<ImageNetwork>(const ImageNet&, const NetworkSettings&)>
    torch_image_network{"image-network"};

}  // namespace crucible::learn
