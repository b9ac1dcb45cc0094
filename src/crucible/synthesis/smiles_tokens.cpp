#include "crucible/synthesis/smiles_tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/learn/translator_shape.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::uint32_t first_word = learn::first_token + most_reaction_class + 1;

/// How much of the text is one token.
std::size_t token_length(std::string_view text, TokenLevel level) {
    if (level == TokenLevel::character) return 1;
    if (text[0] == '[') {
        const std::size_t end = text.find(']');
        return end == text.npos ? 1 : end + 1;
    }
    if (text.starts_with("Cl") || text.starts_with("Br")) return 2;
    if (text[0] == '%') return std::min<std::size_t>(3, text.size());
    return 1;
}

}  // namespace

std::vector<std::string> smiles_tokens(std::string_view text, TokenLevel level) {
    std::vector<std::string> tokens;
    while (!text.empty()) {
        const std::size_t n = token_length(text, level);
        tokens.emplace_back(text.substr(0, n));
        text.remove_prefix(n);
    }
    return tokens;
}

Vocabulary Vocabulary::of(std::span<const std::string> texts, TokenLevel level) {
    std::set<std::string> words;
    for (const std::string& text : texts)
        for (std::string& token : smiles_tokens(text, level)) words.insert(std::move(token));
    return {level, {words.begin(), words.end()}};
}

Vocabulary::Vocabulary(TokenLevel level, std::vector<std::string> words)
    : level_(level), words_(std::move(words)) {
    for (const std::string& word : words_) {
        const auto number = static_cast<std::uint32_t>(first_word + numbers_.size());
        if (word.empty() || !numbers_.try_emplace(word, number).second)
            throw InputError("E-translator-model",
                             fmt::format("the word \"{}\" of a vocabulary is not its own", word),
                             "train the translator again");
    }
}

std::uint32_t Vocabulary::size() const {
    return static_cast<std::uint32_t>(first_word + words_.size());
}

std::uint32_t Vocabulary::class_token(int reaction_class) {
    if (reaction_class < 0 || reaction_class > most_reaction_class)
        throw InputError("E-translator-class",
                         fmt::format("there is no reaction class {}", reaction_class),
                         fmt::format("give a class from 1 to {}, or 0 where it is not known",
                                     most_reaction_class));
    return learn::first_token + static_cast<std::uint32_t>(reaction_class);
}

std::vector<std::uint32_t> Vocabulary::encode(std::string_view text) const {
    std::vector<std::uint32_t> tokens;
    for (const std::string& word : smiles_tokens(text, level_)) {
        const auto at = numbers_.find(word);
        tokens.push_back(at == numbers_.end() ? learn::unknown_token : at->second);
    }
    return tokens;
}

std::string Vocabulary::decode(std::span<const std::uint32_t> tokens) const {
    std::string text;
    for (const std::uint32_t t : tokens)
        if (t >= first_word && t < size()) text += words_[t - first_word];
    return text;
}

Value Vocabulary::to_value() const {
    Value words = Value::make_list();
    for (const std::string& w : words_) words.push(w);
    Value v;
    v.set("level", level_ == TokenLevel::atom ? "atom" : "character");
    v.set("words", std::move(words));
    return v;
}

Vocabulary Vocabulary::from(const Value& v) {
    std::vector<std::string> words;
    for (const Value& w : v["words"].list) words.push_back(w.text);
    return {v["level"].text == "atom" ? TokenLevel::atom : TokenLevel::character, std::move(words)};
}

}  // namespace crucible::synthesis
