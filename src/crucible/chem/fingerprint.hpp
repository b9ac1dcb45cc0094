#pragma once
// Morgan (extended-connectivity) fingerprints as sparse rows (Rogers and Hahn 2010,
// doi:10.1021/ci100050t).

#include <cstdint>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

struct MorganSettings {
    int radius = 2;              ///< bonds
    std::uint32_t bits = 2048;   ///< folded by remainder
    bool with_chirality = true;  ///< tetrahedral parity enters the invariants
};

/// One set entry of a folded fingerprint; rows are sorted by `bit`, each at most once.
struct FingerprintEntry {
    std::uint32_t bit = 0;
    float count = 0;  ///< how many environments fell on it
    bool operator==(const FingerprintEntry&) const = default;
};
using Fingerprint = std::vector<FingerprintEntry>;

Fingerprint morgan(const Molecule&, const MorganSettings& = {});

/// Of set bits, counts ignored; 1 for two empty ones.
double tanimoto(const Fingerprint&, const Fingerprint&);

/// counts(a) - counts(b), entries of zero left out: of a reaction, products minus reactants.
Fingerprint difference(const Fingerprint& a, const Fingerprint& b);
/// counts(a) + counts(b).
Fingerprint sum(const Fingerprint& a, const Fingerprint& b);

}  // namespace crucible::chem
