#pragma once
// What the plug-in `nn` does for the training of a translator: losses and their gradients.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crucible/base/plugin.hpp"
#include "crucible/learn/translator_shape.hpp"

namespace crucible::learn {

/// Pairs of sequences whose sources are equally long. Rows of targets are filled up with padding.
struct TranslationBatch {
    std::size_t rows = 0, source_length = 0, target_length = 0;
    std::vector<std::int64_t> sources;  ///< (rows, source_length)
    std::vector<std::int64_t> inputs;   ///< (rows, target_length): begin, then the target
    std::vector<std::int64_t> outputs;  ///< (rows, target_length): the target, then end
};
struct TranslationPair {
    std::vector<std::uint32_t> source, target;  ///< without begin and end
};
/// Throws InputError (E-translator-training) for sources of different or no length.
TranslationBatch batch_of(std::span<const TranslationPair* const>);

/// What is random in a step, and what is expected of it.
struct TranslatorNoise {
    double dropout = 0;    ///< share of numbers that are left out behind every part of a layer
    double smoothing = 0;  ///< share of the expectation that is spread over all tokens
    std::uint64_t seed = 0;
};

class TranslatorPeer {
public:
    virtual ~TranslatorPeer() = default;
    /// What it computes on, for people: "cpu", "cuda".
    virtual std::string device() const = 0;
    /// Mean over the tokens of the targets, end included, of -log p; `gradient`, as long as the
    /// parameters, becomes its slope.
    virtual double gradient(const TranslationBatch&, std::span<const float> parameters,
                            const TranslatorNoise&, std::span<float> gradient) = 0;
    /// log p of every token at every place of the targets: (rows, target_length, tokens).
    virtual std::vector<float> log_probabilities(const TranslationBatch&,
                                                 std::span<const float> parameters) = 0;
};

struct TranslatorPeerSettings {
    TranslatorShape shape;
    int threads = 1;  ///< of the mathematics; results of another number differ by rounding
};
/// Computes on a graphics processor where libtorch knows one.
inline constexpr PluginKey<std::unique_ptr<TranslatorPeer>(const TranslatorPeerSettings&)>
    torch_translator{"translator"};

}  // namespace crucible::learn
