// Reaction SMARTS: refused, or applied both ways without harm, with and without RDKit alike.
#include <algorithm>
#include <cstddef>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/chem/templates.hpp"

namespace {

using namespace crucible::chem;

void apply(const TemplateSet& set, const Target& target) {
    const bool found = !set.applicable(target).empty();
    const auto outcomes = set.apply(0, target);
    CRUCIBLE_ASSERT(found || outcomes.empty());
    for (const Outcome& outcome : outcomes)
        for (const std::string& smiles : outcome.reactants)
            CRUCIBLE_ASSERT(canonical_smiles(smiles) == smiles);
    const auto plain = set.apply(0, target, {.making = Making::plain});
    CRUCIBLE_ASSERT(
        std::ranges::equal(outcomes, plain, {}, &Outcome::reactants, &Outcome::reactants));
    set.forward(0, {&target.molecule(), 1});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const Target targets[] = {
        Target(Molecule::from_smiles("C[C@H](NC(C)=O)/C=C/c1ccc(O)c([N+](=O)[O-])c1")),
        Target(Molecule::from_smiles("CCOC(=O)c1cc2c([nH]1)SCCN2C(=O)CP(=O)(OC)OB(O)Br"))};
    if (size > 2000) return 0;
    try {
        const TemplateSet set({std::string(reinterpret_cast<const char*>(data), size)});
        for (const Target& target : targets) apply(set, target);
    } catch (const crucible::Error&) {
    }
    return 0;
}
