#pragma once
// A trained translator in plain C++: what it says of a target word by word, without libtorch.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crucible/learn/translator_shape.hpp"

namespace crucible::learn {

/// Targets of several sources that are written at the same time, one token at a time. A row is a
/// beginning of a target of one source.
class TranslatorDecoding {
public:
    virtual ~TranslatorDecoding() = default;
    /// Goes on to other rows: row r is what row parents[r] was, followed by tokens[r]. `logits`
    /// becomes (rows, padded tokens), of what comes next; what is beyond the vocabulary is not
    /// told.
    virtual void step(std::span<const std::uint32_t> parents, std::span<const std::uint32_t> tokens,
                      std::vector<float>& logits) = 0;
};

class TranslatorNet {
public:
    /// Throws InputError (E-translator-shape) for a shape that cannot be, or another number of
    /// parameters.
    TranslatorNet(const TranslatorShape&, std::vector<float> parameters);
    TranslatorNet(TranslatorNet&&) noexcept;
    TranslatorNet& operator=(TranslatorNet&&) noexcept;
    ~TranslatorNet();

    const TranslatorShape& shape() const { return shape_; }
    std::span<const float> parameters() const { return parameters_; }
    /// Columns of logits: tokens, up to a multiple of 16.
    std::size_t padded_tokens() const { return (shape_.tokens + 15U) / 16 * 16; }

    /// log p of every token at every place of a target, its end included: (target + 1, tokens).
    /// By plain loops in double, nothing kept from place to place: what all else is compared with.
    std::vector<double> reference(std::span<const std::uint32_t> source,
                                  std::span<const std::uint32_t> target) const;

    /// Rows to begin with: one for each source, with nothing written; the first step gives each of
    /// them the token `begin_token`. Sources must not be empty. The net must outlive it.
    std::unique_ptr<TranslatorDecoding> decode(
        std::span<const std::vector<std::uint32_t>> sources) const;

    /// Weights as the fast way reads them, for the sources of learn alone.
    struct Layers;

private:
    TranslatorShape shape_;
    std::vector<float> parameters_;
    std::unique_ptr<const Layers> layers_;
};

}  // namespace crucible::learn
