#pragma once
// Why a SMARTS is no pattern, in plain words with the column.

#include <optional>
#include <string>
#include <string_view>

namespace crucible::chem {

struct SmartsFault {
    int column = 0;  ///< from 1; 0: not known
    std::string why;
};

/// The first fault of spelling, then what RDKit says; nothing for a good pattern. A pattern without
/// atoms is a fault.
std::optional<SmartsFault> smarts_fault(std::string_view smarts);
/// The same of both sides of left>>right, with the column in all of it; each side may have
/// several components.
std::optional<SmartsFault> reaction_smarts_fault(std::string_view reaction);

}  // namespace crucible::chem
