#pragma once
// Recorded reactions as pairs of texts that a translator learns from.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "crucible/chem/reading.hpp"
#include "crucible/learn/translator_peer.hpp"
#include "crucible/synthesis/translator.hpp"

namespace crucible::synthesis {

struct WrittenReaction {
    std::string product, reactants;
    int reaction_class = 0;
};

struct WrittenReactions {
    std::vector<WrittenReaction> reactions;
    std::size_t unread = 0;    ///< with something that is no molecule
    std::size_t too_long = 0;  ///< more than the most tokens, of atoms, on either side
};

struct WritingSettings {
    TargetWriting target = TargetWriting::canonical;
    std::size_t longest = 140;  ///< tokens of atoms
    /// 0: products are canonical; else each is written anew, at random from seed and round.
    std::uint32_t round = 0;
    ProductWriting way = ProductWriting::random;
    std::uint64_t seed = 1;
    int threads = 1;
};

/// The same on any number of threads. Throws Stopped where `keep_on`, told the share that is done,
/// says no.
WrittenReactions written_reactions(std::span<const chem::ReactionRecord>, const WritingSettings&,
                                   const std::function<bool(double)>& keep_on = {});

/// As a net is told of them.
std::vector<learn::TranslationPair> translation_pairs(std::span<const WrittenReaction>,
                                                      const TranslatorText&);

}  // namespace crucible::synthesis
