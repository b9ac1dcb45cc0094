// The transform language: refused with places, or applied without harm.
#include <cstddef>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace {

using namespace crucible::transforms;

const std::string groups =
    "ALCOHOL\tDONATING\tCX4\t(-[OX2H1:1])\t(-O)\t\n"
    "KETONE\tWITHDRAWING,ACYL\tCX3\t(=[OX1:1])\t\t(=O)\n"
    "BROMIDE\tLEAVING\t#6\t(-[Br:1])\t(-Br)\t\n";
const std::string reagents = "BASE\tKETONE,LEAVING GROUP\tit adds\n";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const Vocabulary words = Vocabulary::parse(groups, "groups", reagents, "reagents");
    static const Analysed target(
        crucible::chem::Molecule::from_smiles("C[C@H](O)C(Br)CC(=O)/C=C/c1ccccc1"), words);
    if (size > 4000) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const ParsedTransforms parsed = parse_transforms(text, "fuzz.ctl", words);
    for (const Fault& f : parsed.faults) CRUCIBLE_ASSERT(f.where.line > 0 && !f.cure.empty());
    for (const Transform& t : parsed.transforms) {
        try {
            const Rule rule(t, words);
            for (const Application& a : evaluate(rule, target, words, {.most_sites = 20})) {
                CRUCIBLE_ASSERT(a.rating >= 0 && a.rating <= 100);
                for (const std::string& smiles : a.outcome.reactants)
                    CRUCIBLE_ASSERT(crucible::chem::canonical_smiles(smiles) == smiles);
            }
        } catch (const crucible::Error&) {
        }
    }
    return 0;
}
