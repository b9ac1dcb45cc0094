#pragma once
// Networks that see images, in libtorch.

#include <memory>

#include "crucible/learn/image_regressor.hpp"

namespace crucible::nn {

/// As `learn::torch_image_network`.
std::unique_ptr<learn::ImageNetwork> make_torch_image_network(const learn::ImageNet&,
                                                              const learn::NetworkSettings&);

}  // namespace crucible::nn
