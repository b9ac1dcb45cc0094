#pragma once
// Small translators with made-up weights, for tests.

#include "crucible/base/random.hpp"
#include "crucible/learn/translator_net.hpp"

inline crucible::learn::TranslatorShape small_translator(crucible::learn::TranslatorKind kind) {
    return {kind, 21, 32, 2, 2, 2, 48, 16};
}

/// Weights as at first, and everything that begins at zero or one moved, too.
inline std::vector<float> moved_weights(const crucible::learn::TranslatorShape& shape,
                                        std::uint64_t seed) {
    auto weights = first_weights(shape, seed);
    crucible::RandomStream random(seed, crucible::StreamId::tests, 7);
    for (const auto& p : parameters_of(shape))
        for (std::size_t i = p.begin; i < p.begin + p.count(); ++i)
            weights[i] += static_cast<float>(random.uniform(-0.2, 0.2));
    return weights;
}

inline std::vector<std::uint32_t> random_tokens(std::size_t n, std::uint32_t tokens,
                                                std::uint64_t seed) {
    crucible::RandomStream random(seed, crucible::StreamId::tests, 8);
    std::vector<std::uint32_t> out(n);
    for (auto& t : out)
        t = crucible::learn::first_token +
            static_cast<std::uint32_t>(random.index(tokens - crucible::learn::first_token));
    return out;
}
