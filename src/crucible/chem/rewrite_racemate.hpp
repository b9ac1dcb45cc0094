#pragma once
// Two outcomes that differ in the parity of one centre alone become one with that centre open.

#include <vector>

#include "crucible/chem/rewrite.hpp"

namespace crucible::chem {

void combine_enantiomers(std::vector<Rewritten>& outcomes);

}  // namespace crucible::chem
