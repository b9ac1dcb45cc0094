#pragma once
// Conditions of the transform language at one site of a molecule.

#include <functional>
#include <vector>

#include "crucible/transforms/language.hpp"
#include "crucible/transforms/perception.hpp"

namespace crucible::transforms {

/// A retron laid over a molecule.
struct Site {
    const Perception& molecule;
    const Vocabulary& vocabulary;
    const std::vector<int>& atoms;    ///< of the molecule, by atom of the retron
    const std::vector<int>& numbers;  ///< of the retron's atom map

    /// -1 where this alternative of the retron does not have the atom.
    int at(const AtomName&) const;
    bool covers(int atom) const;
    /// Whether the group is (part of) the retron itself.
    bool is_own(const GroupSite&) const;
};

bool holds(const Condition&, const Site&);

/// Groups of these kinds outside the retron.
std::vector<const GroupSite*> groups_elsewhere(const std::vector<int>& groups, const Site&);

}  // namespace crucible::transforms
