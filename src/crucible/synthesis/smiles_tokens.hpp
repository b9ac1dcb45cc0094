#pragma once
// SMILES as tokens of a vocabulary.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/value.hpp"

namespace crucible::synthesis {

enum class TokenLevel {
    character,  ///< one token for each character (Liu et al. 2017)
    atom        ///< atoms are whole: Cl, Br, [C@@H]; so are ring numbers such as %12
};

/// The text in pieces; put together they are the text, whatever it is.
std::vector<std::string> smiles_tokens(std::string_view text, TokenLevel);

inline constexpr int most_reaction_class = 10;

/// Tokens and their numbers: those of learn::Token, then one for each class of reactions
/// ("<RX_0>" for unknown to "<RX_10>"), then those of texts.
class Vocabulary {
public:
    /// All tokens of some texts, in the order of the alphabet.
    static Vocabulary of(std::span<const std::string> texts, TokenLevel);
    /// Throws InputError (E-translator-model) for words that repeat or are empty.
    Vocabulary(TokenLevel, std::vector<std::string> words);

    TokenLevel level() const { return level_; }
    std::uint32_t size() const;
    /// Throws InputError (E-translator-class) for another class than 0 to 10.
    static std::uint32_t class_token(int reaction_class);
    /// What is not in the vocabulary becomes learn::unknown_token.
    std::vector<std::uint32_t> encode(std::string_view text) const;
    /// Tokens that are no text say nothing.
    std::string decode(std::span<const std::uint32_t>) const;

    Value to_value() const;
    /// Throws InputError (E-translator-model).
    static Vocabulary from(const Value&);

private:
    TokenLevel level_;
    std::vector<std::string> words_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
};

}  // namespace crucible::synthesis
