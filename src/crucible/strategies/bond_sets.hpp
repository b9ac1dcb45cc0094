#pragma once
// Convergent bond sets: few bonds whose making joins pieces of like size that can be had, the way
// of SYNGEN (Hendrickson, Toczko 1989, J. Chem. Inf. Comput. Sci. 29, 137).

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crucible/strategies/carbon_skeletons.hpp"
#include "crucible/strategies/strategy.hpp"

namespace crucible::strategies {

/// A cut of a molecule in two, and perhaps one of each piece.
struct BondSet {
    std::vector<std::pair<int, int>> bonds;  ///< lower atom first, ascending
    std::vector<std::pair<int, int>> last;   ///< of these, those that are made last
    std::vector<std::size_t> synthons;       ///< atoms of the pieces, largest first
    std::size_t known = 0;  ///< pieces that are small or have the skeleton of something in stock
    double rating = 0;      ///< evenness of each cut, and the share of known pieces
    std::string text() const;
};

struct BondSetSettings {
    int levels = 2;               ///< cuts on a line: 1 or 2
    std::size_t small = 4;        ///< pieces of so few atoms are not looked up
    std::size_t least_piece = 3;  ///< atoms other than hydrogen of a piece
    std::size_t most_sets = 10;   ///< kept, best first
};

/// A cut is one single bond outside of rings, or two bonds of one ring; aromatic rings stay whole.
/// O(bonds^2 x atoms).
std::vector<BondSet> bond_sets(const chem::MoleculeGraph&,
                               const std::vector<std::vector<int>>& rings, const SkeletonStock&,
                               const BondSetSettings&);

/// Favours moves that make a cut of a good bond set, the last bonds of it most.
class ConvergentBondSets final : public Strategy {
public:
    explicit ConvergentBondSets(std::shared_ptr<const SkeletonStock> stock,
                                BondSetSettings settings = {})
        : stock_(std::move(stock)), settings_(settings) {}
    std::string name() const override { return "convergent-bond-sets"; }
    void advise(const Position&, std::vector<synthesis::Move>&) const override;

private:
    std::shared_ptr<const SkeletonStock> stock_;
    BondSetSettings settings_;
};

}  // namespace crucible::strategies
