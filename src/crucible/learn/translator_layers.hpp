#pragma once
// Weights of a translator as its fast decoding reads them. Internal to the module.

#include <map>
#include <string>

#include "crucible/learn/translator_net.hpp"

namespace crucible::learn {

/// y = x W + b with W (inputs, outputs), outputs up to a multiple of 16.
struct TranslatorDense {
    std::size_t inputs = 0, outputs = 0;
    std::vector<float> weights, bias;
    /// x (rows, inputs), y (rows, outputs)
    void apply(std::size_t rows, const float* x, float* y) const;
    /// y += x W
    void add(std::size_t rows, const float* x, float* y) const;
};

struct TranslatorNet::Layers {
    Layers(const TranslatorShape&, std::span<const float> parameters);
    TranslatorShape shape;
    std::map<std::string, TranslatorDense> dense;    ///< of all matrices but the embedding
    std::map<std::string, std::vector<float>> rows;  ///< the embedding and what is no matrix
    const TranslatorDense& d(const std::string& name) const { return dense.at(name); }
    const float* r(const std::string& name) const { return rows.at(name).data(); }

    std::unique_ptr<TranslatorDecoding> memory(
        std::span<const std::vector<std::uint32_t>> sources) const;
    std::unique_ptr<TranslatorDecoding> transformer(
        std::span<const std::vector<std::uint32_t>> sources) const;
};

}  // namespace crucible::learn
