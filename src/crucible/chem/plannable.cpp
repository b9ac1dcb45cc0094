#include "crucible/chem/plannable.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/smiles_scan.hpp"

namespace crucible::chem {
namespace {

[[noreturn]] void refuse_target(const Molecule& m, std::string_view why, std::string_view cure) {
    throw InputError(
        "E-target",
        fmt::format("no synthesis of {} can be planned: {}", m.smiles().substr(0, 80), why), cure);
}

}  // namespace

void require_plannable(const Molecule& m, const PlanLimits& limits) {
    const MoleculeFacts f = facts(m);
    if (f.components > 1)
        refuse_target(m, fmt::format("it has {} components", f.components),
                      "give one of them; leave salts and solvents out");
    if (f.radical_electrons > 0)
        refuse_target(m,
                      fmt::format("it is a radical ({} unpaired electron{})", f.radical_electrons,
                                  f.radical_electrons > 1 ? "s" : ""),
                      "check the hydrogens of atoms in brackets, such as [CH2] for CH2");
    if (f.has_metal)
        refuse_target(m, "it holds a metal", "plan its ligand or the molecule without the metal");
    if (f.heavy_atoms > limits.most_heavy_atoms)
        refuse_target(
            m, fmt::format("it has {} atoms, more than {}", f.heavy_atoms, limits.most_heavy_atoms),
            "plan a part of it");
    const auto elements = element_symbols(m.smiles());
    if (!std::ranges::binary_search(elements, "C"))
        refuse_target(m, "it holds no carbon", "give an organic molecule");
    if (std::ranges::binary_search(elements, "*"))
        refuse_target(m, "it has an atom '*' that stands for anything", "write what it is");
}

Molecule plannable_molecule(std::string_view smiles, const PlanLimits& limits) {
    Molecule m = Molecule::from_smiles(trim(smiles));
    require_plannable(m, limits);
    return m;
}

}  // namespace crucible::chem
