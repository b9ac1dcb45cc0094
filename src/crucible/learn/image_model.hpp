#pragma once
// The file of trained image regressors: one or several, with what they must be given.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/learn/image_net.hpp"

namespace crucible::learn {

struct ImageModel {
    std::string name;  ///< of the sample it was trained on, say
    ImageNet net;
    std::vector<std::string> targets;  ///< what it says, in this order
    std::vector<double> baseline;      ///< mean of each target among the images learned from
    Value inputs;                      ///< how images are made: the caller's words
    Value training;                    ///< how it was trained: settings, errors, notes
    std::vector<float> parameters;     ///< in the order of `ImageNet::parameters`
};

/// ModelContainer of kind "image-regressor".
std::string to_bytes(const std::vector<ImageModel>&);
/// Throws InputError (E-model) for what is no such file, is damaged or does not fit together.
std::vector<ImageModel> parse_image_models(std::string_view bytes, const std::string& file);
std::vector<ImageModel> read_image_models(const std::filesystem::path&);

/// Throws InconsistentError (E-image-model) unless images made as `inputs` says, of this size, are
/// what the model was trained on; the message names the first key that differs.
void require_inputs(const ImageModel&, const Value& inputs, int channels, int height, int width);

}  // namespace crucible::learn
