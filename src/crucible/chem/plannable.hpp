#pragma once
// What a planner does not take, said in one line each.

#include <string_view>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

struct PlanLimits {
    int most_heavy_atoms = 200;
};

/// Throws InputError (E-target): several components, a radical, a metal, no carbon, too large.
void require_plannable(const Molecule&, const PlanLimits& = {});

/// Parsed and checked. Throws InputError (E-smiles, E-target).
Molecule plannable_molecule(std::string_view smiles, const PlanLimits& = {});

}  // namespace crucible::chem
