#pragma once
// Whether the statements of a transform make sense together.

#include <vector>

#include "crucible/transforms/language.hpp"

namespace crucible::transforms {

/// Appends what is wrong: atoms that are not on the path or in the retron, groups that were never
/// said, statements that cannot be reached.
void check_meaning(const Transform&, const Vocabulary&, std::vector<Fault>&);

/// Whether a statement changes the molecule.
bool is_edit(Statement::Kind);

}  // namespace crucible::transforms
