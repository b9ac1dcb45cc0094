#pragma once
// The likeliest targets of a source, by a beam search.

#include <cstdint>
#include <span>
#include <vector>

#include "crucible/learn/translator_net.hpp"

namespace crucible::learn {

struct BeamSettings {
    std::size_t beams = 10;     ///< beginnings that are followed at a time
    std::size_t longest = 200;  ///< tokens of a target; behind so many it can only end
    double temperature = 1;     ///< logits are divided by it
};

struct Translation {
    std::vector<std::uint32_t> tokens;  ///< without begin and end
    double log_probability = 0;         ///< sum over its tokens and the end; no length is favoured
};

/// For each source at most `beams` complete targets, likeliest first. What is complete leaves the
/// beam, which is then filled up again; the search of a source ends when nothing that is left can
/// be likelier than the last of as many as were asked for. Answers do not depend on what a source
/// is asked together with, but for rounding.
/// Throws InputError (E-translator-search) for settings that make no sense, UnstableError
/// (E-learn-finite) for a net that gives no finite numbers.
std::vector<std::vector<Translation>> translate(const TranslatorNet&,
                                                std::span<const std::vector<std::uint32_t>> sources,
                                                const BeamSettings&);

/// The same by the plain net and one source at a time: what the other is compared with.
std::vector<Translation> translate_reference(const TranslatorNet&,
                                             const std::vector<std::uint32_t>& source,
                                             const BeamSettings&);

}  // namespace crucible::learn
