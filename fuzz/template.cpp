// Reaction SMARTS: refused, or applied both ways without harm.
#include <cstddef>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/chem/templates.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace crucible::chem;
    static const Molecule molecule =
        Molecule::from_smiles("C[C@H](NC(C)=O)/C=C/c1ccc(O)c([N+](=O)[O-])c1");
    static const Target target(molecule);
    if (size > 2000) return 0;
    try {
        const TemplateSet set({std::string(reinterpret_cast<const char*>(data), size)});
        const bool found = !set.applicable(target).empty();
        const auto outcomes = set.apply(0, target);
        CRUCIBLE_ASSERT(found || outcomes.empty());
        for (const Outcome& outcome : outcomes)
            for (const std::string& smiles : outcome.reactants)
                CRUCIBLE_ASSERT(canonical_smiles(smiles) == smiles);
        set.forward(0, {&molecule, 1});
    } catch (const crucible::Error&) {
    }
    return 0;
}
