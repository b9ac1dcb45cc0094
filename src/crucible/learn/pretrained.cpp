#include "crucible/learn/pretrained.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"

namespace crucible::learn {
namespace {

enum class Origin { torch, keras };

struct Found {
    const NamedTensor* tensor = nullptr;
    Origin origin = Origin::torch;
};

/// torchvision numbers its layers with the activations (and maxima) between them.
std::string torch_name(const ImageNet& net, const std::string& layer) {
    int place = 0;
    for (std::size_t b = 0; b < net.blocks.size(); ++b, ++place)
        for (std::size_t c = 0; c < net.blocks[b].size(); ++c, place += 2)
            if (layer == fmt::format("block{}_conv{}", b + 1, c + 1))
                return fmt::format("features.{}", place);
    // Dropout and activation lie between dense layers: 0, 3, 6.
    for (std::size_t k = 0; k < net.dense.size(); ++k)
        if (layer == fmt::format("fc{}", k + 1)) return fmt::format("classifier.{}", 3 * k);
    return fmt::format("classifier.{}", 3 * net.dense.size());
}

Found find_parameter(const std::vector<NamedTensor>& tensors, const ImageNet& net,
                     const std::string& layer, const std::string& what) {
    const bool is_weight = what == "weight";
    const std::string torch = torch_name(net, layer) + "." + what;
    const std::string keras[] = {layer + (is_weight ? "/kernel" : "/bias"),
                                 layer + (is_weight ? ".kernel" : ".bias"),
                                 layer + (is_weight ? "_W_1" : "_b_1"),
                                 layer + "/" + layer + (is_weight ? "/kernel" : "/bias"),
                                 layer + "/" + layer + (is_weight ? "_W_1" : "_b_1")};
    for (const NamedTensor& t : tensors) {
        if (t.name == torch) return {&t, Origin::torch};
        std::string name = t.name;
        if (name.ends_with(":0")) name.resize(name.size() - 2);
        if (std::find(std::begin(keras), std::end(keras), name) != std::end(keras))
            return {&t, Origin::keras};
    }
    return {};
}

std::vector<std::size_t> shape_there(const ImageNet::Parameter& p, Origin origin) {
    if (origin == Origin::torch || p.shape.size() == 1) return p.shape;
    if (p.shape.size() == 2) return {p.shape[1], p.shape[0]};
    return {p.shape[2], p.shape[3], p.shape[1], p.shape[0]};
}

/// Where number `k` of our parameter lies in Keras's.
std::size_t keras_place(const ImageNet& net, const ImageNet::Parameter& p, std::size_t k) {
    if (p.shape.size() == 1) return k;
    if (p.shape.size() == 4) {
        const std::size_t b = k % 3, a = k / 3 % 3, in = k / 9 % p.shape[1],
                          out = k / 9 / p.shape[1];
        return ((a * 3 + b) * p.shape[1] + in) * p.shape[0] + out;
    }
    std::size_t in = k % p.shape[1];
    const std::size_t out = k / p.shape[1];
    if (p.name == "fc1.weight" && net.head == Head::flatten && !net.blocks.empty()) {
        const auto maps = static_cast<std::size_t>(net.blocks.back().back());
        const std::size_t pixels = p.shape[1] / maps;
        in = in % pixels * maps + in / pixels;
    }
    return in * p.shape[0] + out;
}

}  // namespace

Pretrained put_weights(const std::vector<NamedTensor>& tensors, const std::string& file,
                       const ImageNet& net, std::span<float> parameters) {
    CRUCIBLE_ASSERT(parameters.size() == net.parameter_count());
    Pretrained out;
    std::size_t at = 0;
    const std::vector<ImageNet::Parameter> all = net.parameters();
    for (std::size_t k = 0; k + 1 < all.size(); k += 2) {
        const std::string layer = all[k].name.substr(0, all[k].name.find('.'));
        const Found weight = find_parameter(tensors, net, layer, "weight"),
                    bias = find_parameter(tensors, net, layer, "bias");
        const bool fits = weight.tensor && bias.tensor &&
                          weight.tensor->shape == shape_there(all[k], weight.origin) &&
                          bias.tensor->shape == all[k + 1].shape;
        (fits ? out.taken : out.left).push_back(layer);
        for (const auto& [p, found] : {std::pair{&all[k], weight}, std::pair{&all[k + 1], bias}}) {
            for (std::size_t i = 0; fits && i < p->count(); ++i)
                parameters[at + i] =
                    found.tensor
                        ->values[found.origin == Origin::keras ? keras_place(net, *p, i) : i];
            at += p->count();
        }
    }
    for (const std::string& layer : out.taken)
        if (layer.starts_with("block")) return out;
    throw InputError("E-weights", "no convolution of this net has weights in the file",
                     "give weights of VGG16 by torchvision or Keras, and net = \"vgg16\"", {file});
}

}  // namespace crucible::learn
