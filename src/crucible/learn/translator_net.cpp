#include "crucible/learn/translator_net.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/learn/translator_layers.hpp"
#include "crucible/num/product.hpp"

namespace crucible::learn {
namespace {

TranslatorDense turned(const TranslatorParameter& p, const float* w) {
    TranslatorDense d;
    d.inputs = p.shape[1], d.outputs = (p.shape[0] + 15) / 16 * 16;
    d.weights.resize(d.inputs * d.outputs);
    d.bias.resize(d.outputs);
    for (std::size_t o = 0; o < p.shape[0]; ++o)
        for (std::size_t i = 0; i < d.inputs; ++i)
            d.weights[i * d.outputs + o] = w[o * d.inputs + i];
    return d;
}

}  // namespace

void TranslatorDense::apply(std::size_t n, const float* x, float* y) const {
    for (std::size_t r = 0; r < n; ++r) std::ranges::copy(bias, y + r * outputs);
    add(n, x, y);
}

void TranslatorDense::add(std::size_t n, const float* x, float* y) const {
    multiply(
        Product<float>{n, outputs, inputs, x, inputs, 1, weights.data(), outputs, y, outputs, 1});
}

TranslatorNet::Layers::Layers(const TranslatorShape& s, std::span<const float> parameters)
    : shape(s) {
    for (const TranslatorParameter& p : parameters_of(s)) {
        const float* w = parameters.data() + p.begin;
        if (p.shape.size() == 2 && p.name != "embedding")
            dense[p.name] = turned(p, w);
        else
            rows[p.name].assign(w, w + p.count());
    }
    for (auto& [name, d] : dense) {
        // the bias of a memory's layer stands beside its two matrices
        const bool is_memory = name.ends_with(".input");
        const auto bias =
            rows.find(is_memory ? name.substr(0, name.size() - 6) + ".bias" : name + ".bias");
        if (bias != rows.end()) std::ranges::copy(bias->second, d.bias.begin());
    }
}

TranslatorNet::TranslatorNet(const TranslatorShape& s, std::vector<float> parameters)
    : shape_(s), parameters_(std::move(parameters)) {
    check(s);
    if (parameters_.size() != parameter_count(s))
        throw InputError("E-translator-shape",
                         fmt::format("{} numbers for a translator of {}", parameters_.size(),
                                     parameter_count(s)),
                         "give the weights of this translator");
    layers_ = std::make_unique<const Layers>(s, parameters_);
}
TranslatorNet::TranslatorNet(TranslatorNet&&) noexcept = default;
TranslatorNet& TranslatorNet::operator=(TranslatorNet&&) noexcept = default;
TranslatorNet::~TranslatorNet() = default;

std::unique_ptr<TranslatorDecoding> TranslatorNet::decode(
    std::span<const std::vector<std::uint32_t>> sources) const {
    return shape_.kind == TranslatorKind::memory ? layers_->memory(sources)
                                                 : layers_->transformer(sources);
}

}  // namespace crucible::learn
