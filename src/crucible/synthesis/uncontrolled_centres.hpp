#pragma once
// Stereocentres from nothing: told in the product of a step, in none of its precursors, and set by
// nothing that the rule names.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/synthesis/moves.hpp"

namespace crucible::synthesis {

/// What a warning of such a step begins with.
inline constexpr std::string_view uncontrolled_words = "stereocentre not controlled";

/// Atoms of a SMILES, counted as it writes them, whose configuration it tells. O(length).
std::vector<int> told_centres(std::string_view smiles);

/// Fills in `uncontrolled` and its warning; once, whatever has marked it before. `molecule` is the
/// canonical SMILES that the origins count in. Where the source does not tell what became of the
/// atoms, as many centres as the product has more than all precursors, without their places.
void mark_uncontrolled_centres(const std::string& molecule, Move&);
/// The centres are no longer where they were, in a molecule of other atoms: only their number
/// stays.
void forget_places_of_centres(Move&);

/// What a source answers, marked.
std::vector<std::vector<Move>> marked_moves(MoveSource&, std::span<const std::string> molecules);

}  // namespace crucible::synthesis
