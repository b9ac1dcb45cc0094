#pragma once
// What crucible-molecules and the program that starts it say to each other. All numbers are
// little-endian, u32 but for the first byte.
//
//   request: length of what follows | what u8 | for each record: length | text
//   answer:  length of what follows | for each record: state u8 | column | length | text

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::chem {

enum class ParseWhat : std::uint8_t {
    canonical = 's',  ///< SMILES to canonical SMILES
    /// SMILES to canonical SMILES; a blank and the same without stereo where that differs
    flat = 'f',
    block = 'm',  ///< MOL block (V2000, V3000) to the same as `flat`
    mapped = 'M'  ///< MOL block to SMILES that keep their map numbers
};

inline constexpr std::uint32_t parse_longest_record = 4u << 20;
inline constexpr std::uint32_t parse_longest_message = 64u << 20;
inline constexpr std::uint64_t parse_memory = std::uint64_t{1} << 30;  ///< of the child, bytes
inline constexpr int parse_seconds = 10;  ///< of processor time for one batch

/// What one record came to: its text, or why not.
struct ParseAnswer {
    bool is_good = false;
    int column = 0;
    std::string text;
};

/// Without the length in front.
std::string request_bytes(ParseWhat, const std::vector<std::string>& texts);
/// The child's part: never throws for what a record holds. An empty answer to a request that makes
/// no sense.
std::string answer_request(std::string_view request);
/// Throws InputError (E-molecule-parser) unless these are answers to `count` records.
std::vector<ParseAnswer> read_answers(std::string_view bytes, std::size_t count);

}  // namespace crucible::chem
