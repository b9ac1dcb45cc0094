#pragma once
// What searches saw of molecules, and what these cost to make by it: what a net of costs learns
// from.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible::synthesis {

/// A molecule that the model was asked about. Ways that cost more by themselves than the cheapest
/// whole synthesis that was seen are left out.
struct SeenMolecule {
    struct Way {
        double cost = 0;                 ///< -ln(prior x feasibility x yield of a step)
        std::vector<std::string> needs;  ///< distinct precursors that cannot be bought
    };
    std::string smiles;
    std::vector<Way> ways;
};

/// All that a search (retro_star, without values) asked about, in the order of the asking.
std::vector<SeenMolecule> seen_in_search(const std::string& target, MoveSource&, const Stock&,
                                         const SearchSettings&, const RunContext&);

/// What several searches saw, put together.
class SeenMoves {
public:
    using Index = std::uint32_t;
    /// A molecule that is there already stays as it is.
    void add(const SeenMolecule&);

    std::size_t size() const { return smiles_.size(); }
    const std::string& smiles(Index i) const { return smiles_[i]; }
    /// Whether its ways are known, not its name alone.
    bool was_asked(Index i) const { return asked_[i] != 0; }
    std::optional<Index> find(const std::string& smiles) const;

    /// The least cost of making each molecule, where one whose ways are not known costs what
    /// `unasked` says (of each; not looked at for the others). Infinite where there is no way.
    /// Knuth's generalisation of Dijkstra's algorithm (doi:10.1016/0020-0190(77)90002-3).
    std::vector<double> cheapest(std::span<const double> unasked) const;

private:
    struct Way {
        double cost;
        Index product;
        std::uint32_t needs;
    };
    Index intern(const std::string&);

    std::vector<std::string> smiles_;
    std::vector<char> asked_;
    std::vector<Way> ways_;
    std::vector<std::vector<Index>> used_by_;  ///< ways that need a molecule
    std::unordered_map<std::string, Index> ids_;
};

}  // namespace crucible::synthesis
