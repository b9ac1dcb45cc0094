#include "crucible/chem/fingerprint.hpp"

#include <rdkit/DataStructs/SparseIntVect.h>
#include <rdkit/GraphMol/Fingerprints/MorganFingerprints.h>
#include <rdkit/GraphMol/ROMol.h>

#include <map>

#include "crucible/chem/rdkit_molecule.hpp"

namespace crucible::chem {
namespace {

/// Walks two sorted rows at once; `take(bit, count of a, count of b)`.
template <class Take>
void walk(const Fingerprint& a, const Fingerprint& b, Take take) {
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        if (j == b.size() || (i < a.size() && a[i].bit < b[j].bit)) {
            take(a[i].bit, a[i].count, 0.0F), ++i;
        } else if (i == a.size() || b[j].bit < a[i].bit) {
            take(b[j].bit, 0.0F, b[j].count), ++j;
        } else {
            take(a[i].bit, a[i].count, b[j].count), ++i, ++j;
        }
    }
}

}  // namespace

Fingerprint morgan(const Molecule& m, const MorganSettings& s) {
    using namespace RDKit::MorganFingerprints;
    const std::unique_ptr<RDKit::SparseIntVect<std::uint32_t>> counts(
        getFingerprint(*m.data().mol, static_cast<unsigned>(s.radius), nullptr, nullptr,
                       s.with_chirality, true, true, false, nullptr, false));
    std::map<std::uint32_t, float> folded;
    for (const auto& [environment, count] : counts->getNonzeroElements())
        folded[environment % s.bits] += static_cast<float>(count);
    Fingerprint f;
    f.reserve(folded.size());
    for (const auto& [bit, count] : folded) f.push_back({bit, count});
    return f;
}

double tanimoto(const Fingerprint& a, const Fingerprint& b) {
    int both = 0, any = 0;
    walk(a, b, [&](std::uint32_t, float x, float y) {
        both += x != 0 && y != 0;
        ++any;
    });
    return any ? static_cast<double>(both) / any : 1;
}

Fingerprint difference(const Fingerprint& a, const Fingerprint& b) {
    Fingerprint d;
    walk(a, b, [&](std::uint32_t bit, float x, float y) {
        if (x != y) d.push_back({bit, x - y});
    });
    return d;
}

Fingerprint sum(const Fingerprint& a, const Fingerprint& b) {
    Fingerprint s;
    walk(a, b, [&](std::uint32_t bit, float x, float y) { s.push_back({bit, x + y}); });
    return s;
}

}  // namespace crucible::chem
