#pragma once
// Larger pieces of a crystal.

#include <array>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// The cell repeated along its vectors; atoms of one cell stay together, the last vector's cells
/// follow each other fastest.
Structure repeated(const Structure& cell, const std::array<int, 3>& times);

}  // namespace crucible
