#include "crucible/synthesis/translator_pairs.hpp"

#include <algorithm>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/base/run_context.hpp"
#include "crucible/parallel/shared_ranges.hpp"
#include "crucible/synthesis/aligned_writing.hpp"

namespace crucible::synthesis {
namespace {

WrittenReaction written(const chem::ReactionRecord& record, const WritingSettings& s,
                        std::uint64_t number) {
    WrittenReaction w;
    w.reaction_class = record.reaction_class;
    const auto product = chem::Molecule::from_smiles(record.product);
    w.product = product.smiles();
    if (s.round > 0) {
        RandomStream random(s.seed, StreamId::text_writings, number, s.round);
        w.product = product_writing(product, s.way, random);
    }
    const auto components = chem::canonical_components(record.reactants);
    if (s.target == TargetWriting::canonical) {
        w.reactants = chem::joined(components);
        return w;
    }
    std::vector<chem::Molecule> reactants;
    for (const std::string& c : components) reactants.push_back(chem::Molecule::from_smiles(c));
    w.reactants = aligned_reactants(w.product, reactants);
    return w;
}

}  // namespace

WrittenReactions written_reactions(std::span<const chem::ReactionRecord> records,
                                   const WritingSettings& s,
                                   const std::function<bool(double)>& keep_on) {
    WrittenReactions all;
    SharedRanges ranges(s.threads);
    constexpr std::size_t chunk = 512;
    for (std::size_t begin = 0; begin < records.size(); begin += chunk) {
        const std::size_t n = std::min(chunk, records.size() - begin);
        std::vector<std::optional<WrittenReaction>> some(n);
        ranges.run(n, 8, [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) try {
                    some[i] = written(records[begin + i], s, begin + i);
                } catch (const InputError&) {
                    some[i].reset();
                }
        });
        for (auto& w : some) {
            const auto length = [&](const std::string& text) {
                return smiles_tokens(text, TokenLevel::atom).size();
            };
            if (!w)
                ++all.unread;
            else if (length(w->product) > s.longest || length(w->reactants) > s.longest)
                ++all.too_long;
            else
                all.reactions.push_back(std::move(*w));
        }
        if (keep_on &&
            !keep_on(static_cast<double>(begin + n) / static_cast<double>(records.size())))
            throw Stopped{};
    }
    return all;
}

std::vector<learn::TranslationPair> translation_pairs(std::span<const WrittenReaction> reactions,
                                                      const TranslatorText& text) {
    std::vector<learn::TranslationPair> pairs;
    for (const WrittenReaction& r : reactions)
        pairs.push_back({text.source(r.product, r.reaction_class), text.target(r.reactants)});
    return pairs;
}

}  // namespace crucible::synthesis
