#pragma once
// An exact screen: features that a molecule must show if a pattern is to occur in it.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crucible/chem/smarts_words.hpp"

namespace crucible::chem {

constexpr std::size_t screen_size = 4096;
using ScreenBits = std::array<std::uint64_t, screen_size / 64>;

/// Features of a molecule: all that any pattern could ask for.
ScreenBits screen_of_molecule(const RDKit::ROMol&);
/// Features that a pattern asks for, each once, ascending.
std::vector<std::uint16_t> screen_of_pattern(const SmartsWords&);

/// Many patterns against one molecule: each is a short list of bits, the rarest first, so that most
/// fail at once.
class ScreenTable {
public:
    ScreenTable() = default;
    explicit ScreenTable(const std::vector<std::vector<std::uint16_t>>& patterns);
    /// Indices of the patterns whose bits are all set.
    std::vector<std::uint32_t> passing(const ScreenBits&) const;
    std::size_t size() const { return starts_.empty() ? 0 : starts_.size() - 1; }
    std::string stored() const;
    /// Throws std::invalid_argument for what stored() did not write.
    static ScreenTable from_stored(std::string_view);

private:
    std::vector<std::uint32_t> starts_;
    std::vector<std::uint16_t> bits_;
};

}  // namespace crucible::chem
