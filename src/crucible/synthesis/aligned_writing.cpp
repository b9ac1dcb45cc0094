#include "crucible/synthesis/aligned_writing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/chem/writings.hpp"
#include "crucible/synthesis/smiles_tokens.hpp"

namespace crucible::synthesis {
namespace {

struct FittedText {
    std::string text;
    TextFit fit;
};

}  // namespace

TextFit fit_into(std::span<const std::string> piece, std::span<const std::string> whole) {
    const std::size_t n = whole.size();
    std::vector<TextFit> above(n + 1), now(n + 1);
    for (std::size_t j = 0; j <= n; ++j) above[j] = {0, j};
    for (std::size_t i = 1; i <= piece.size(); ++i) {
        now[0] = {i, 0};
        for (std::size_t j = 1; j <= n; ++j) {
            now[j] = above[j - 1];
            now[j].changes += piece[i - 1] != whole[j - 1];
            for (const TextFit& other : {above[j], now[j - 1]})
                if (other.changes + 1 < now[j].changes) now[j] = {other.changes + 1, other.begin};
        }
        std::swap(above, now);
    }
    return *std::ranges::min_element(above, {}, &TextFit::changes);
}

std::string aligned_reactants(std::string_view product, std::span<const chem::Molecule> reactants) {
    const auto whole = smiles_tokens(product, TokenLevel::atom);
    std::vector<FittedText> fitted;
    for (const chem::Molecule& m : reactants) {
        FittedText best;
        for (std::string& text : chem::rooted_smiles(m)) {
            const TextFit fit = fit_into(smiles_tokens(text, TokenLevel::atom), whole);
            if (best.text.empty() || fit.changes < best.fit.changes) best = {std::move(text), fit};
        }
        fitted.push_back(std::move(best));
    }
    std::ranges::stable_sort(fitted, {}, [](const FittedText& f) { return f.fit.begin; });
    std::vector<std::string> texts;
    for (FittedText& f : fitted) texts.push_back(std::move(f.text));
    return fmt::format("{}", fmt::join(texts, "."));
}

}  // namespace crucible::synthesis
