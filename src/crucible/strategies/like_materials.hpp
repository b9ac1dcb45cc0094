#pragma once
// Starting materials that are like a molecule or a piece of one.

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/chem/fingerprint.hpp"
#include "crucible/strategies/likeness.hpp"
#include "crucible/strategies/polarity.hpp"
#include "crucible/synthesis/stock_file.hpp"

namespace crucible::strategies {

struct LikeMaterial {
    std::string smiles;
    Likeness likeness = Likeness::atoms;  ///< the strictest in which it is alike
    std::size_t atoms = 0;                ///< other than hydrogen
    double tanimoto = 0;                  ///< of Morgan fingerprints (radius 2), with the target
};

/// A stock by what its molecules are alike in: 0.2 ms per molecule to make.
class MaterialIndex {
public:
    /// Molecules that cannot be read are passed over.
    MaterialIndex(const synthesis::StockList&, const RunContext&);

    /// Strictest first, then the most like the target by fingerprints, at most `most` of each
    /// likeness. A material that is the target itself is left out.
    std::vector<LikeMaterial> like(const chem::Molecule& target, const chem::MoleculeGraph&,
                                   std::span<const char> in_ring, const Fragment&,
                                   std::size_t most) const;
    std::size_t size() const { return materials_.size(); }

private:
    std::vector<std::string> materials_;
    std::vector<std::size_t> atoms_;
    std::array<std::unordered_multimap<std::uint64_t, std::uint32_t>, likenesses> by_key_;
};

/// The two sides of a bond outside of rings; `first` holds `from`.
std::pair<Fragment, Fragment> sides_of(const chem::MoleculeGraph&, int from, int to);

}  // namespace crucible::strategies
