#pragma once
// Weights of VGG16 from other programs, put where ours are.

#include <span>
#include <string>
#include <vector>

#include "crucible/learn/image_net.hpp"
#include "crucible/learn/weight_files.hpp"

namespace crucible::learn {

struct Pretrained {
    std::vector<std::string> taken, left;  ///< our layers with weights from the file, and without
};

/// Knows names of torchvision ("features.0.weight", "classifier.0.weight") and Keras
/// ("block1_conv1/kernel", "block1_conv1_W_1", "fc1/bias", with or without ":0"), whose kernels are
/// (height, width, in, out) and whose maps are flattened with their channels together. Layers of
/// another shape, as dense layers of another image size, keep what they have. Throws InputError
/// (E-weights) when no convolution fits.
Pretrained put_weights(const std::vector<NamedTensor>&, const std::string& file, const ImageNet&,
                       std::span<float> parameters);

}  // namespace crucible::learn
