#pragma once
// Skeletons of carbon, whatever functional groups are on them, as Hendrickson's SYNGEN sees
// molecules (Hendrickson, Toczko 1989, J. Chem. Inf. Comput. Sci. 29, 137).

#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "crucible/chem/molecule_graph.hpp"
#include "crucible/synthesis/stock_file.hpp"

namespace crucible::strategies {

/// A number that is the same for equal skeletons: carbons of `atoms` and the bonds between them,
/// orders left out. Different skeletons have different ones but for those that counting of
/// neighbours cannot tell apart.
std::uint64_t carbon_skeleton(const chem::MoleculeGraph&, std::span<const int> atoms);

/// Skeletons of a stock: of each molecule its largest connected one.
class SkeletonStock {
public:
    SkeletonStock() = default;
    explicit SkeletonStock(const synthesis::StockList&);
    bool contains(std::uint64_t skeleton) const { return known_.contains(skeleton); }
    std::size_t size() const { return known_.size(); }

private:
    std::unordered_set<std::uint64_t> known_;
};

}  // namespace crucible::strategies
