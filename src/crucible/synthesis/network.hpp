#pragma once
// Networks of reactions: molecules that any of their reactions makes, of all of its reactants.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "crucible/num/natural.hpp"
#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/stock.hpp"

namespace crucible::synthesis {

struct NetworkRecord {
    std::string id;
    std::vector<std::string> reactants, products;  ///< canonical SMILES
    double yield = 0;                              ///< in (0, 1]; 0: not known
};

/// Bipartite and directed: "C + G -> F" is one reaction that needs C and G, never two edges. Equal
/// reactions of several records are one, with the first id and the best yield.
class ReactionNetwork {
public:
    using Index = std::uint32_t;
    struct Reaction {
        std::string id;
        std::vector<Index> reactants, products;  ///< sorted, distinct
        double yield = 0;
        int records = 0;
    };

    /// Throws InputError (E-network-reaction) for records without reactants or products, or with a
    /// yield outside [0, 1].
    void add(const NetworkRecord&);

    std::size_t molecules() const { return names_.size(); }
    std::size_t records() const { return records_; }
    const std::vector<Reaction>& reactions() const { return reactions_; }
    const std::string& name(Index molecule) const { return names_[molecule]; }
    std::optional<Index> find(const std::string& smiles) const;
    const std::vector<Index>& made_by(Index molecule) const { return made_by_[molecule]; }
    const std::vector<Index>& used_by(Index molecule) const { return used_by_[molecule]; }

private:
    Index intern(const std::string&);

    std::vector<std::string> names_;
    std::unordered_map<std::string, Index> ids_;
    std::unordered_map<std::string, Index> reaction_ids_;
    std::vector<Reaction> reactions_;
    std::vector<std::vector<Index>> made_by_, used_by_;
    std::size_t records_ = 0;
};

constexpr double not_to_be_had = std::numeric_limits<double>::infinity();

struct NetworkCosts {
    double reaction = 1;  ///< C0
    double yield = 1;     ///< of a reaction without a known one; 1 for all: costs without yields
    std::vector<double> bought;  ///< of each molecule; `not_to_be_had` for what is not in stock
};
/// What is in stock costs its price, or `leaf` without one.
std::vector<double> bought_costs(const ReactionNetwork&, const Stock&, double leaf = 1);

/// For each molecule the least cost of a tree of reactions, and the reaction that makes it.
struct CheapestSyntheses {
    static constexpr std::int64_t bought = -1, none = -2;
    std::vector<double> cost;            ///< `not_to_be_had` where there is none
    std::vector<std::int64_t> reaction;  ///< number of the reaction, `bought` or `none`
};
/// Cost (C0 + sum of reactants) / yield, what is shared paid for each time. Exact, cycles and all:
/// Knuth's generalisation of Dijkstra's algorithm (1977, doi:10.1016/0020-0190(77)90002-3),
/// O(size x log). The plain reference iterates until nothing changes.
CheapestSyntheses cheapest_syntheses(const ReactionNetwork&, const NetworkCosts&);
CheapestSyntheses cheapest_syntheses_reference(const ReactionNetwork&, const NetworkCosts&);
/// The tree of a molecule; throws InputError (E-network-route) where there is none.
RouteNode cheapest_route(const ReactionNetwork&, const CheapestSyntheses&,
                         ReactionNetwork::Index molecule);

/// S_d(m) = [m in stock] + sum over its reactions of the product of S_(d-1) of the reactants:
/// syntheses of at most d reactions in a line. Cycles are cut by the depth: what is made from
/// itself on the way counts. Memory: that of two rows of counts.
std::vector<Natural> count_syntheses(const ReactionNetwork&, const std::vector<char>& in_stock,
                                     int depth);
/// The same without molecules above themselves: cycles cut by what has been visited. Exponential;
/// throws ResourceError (E-network-count) after `most_steps`.
Natural count_acyclic(const ReactionNetwork&, const std::vector<char>& in_stock,
                      ReactionNetwork::Index molecule, int depth,
                      std::int64_t most_steps = 10'000'000);

/// P_tot of a route: sum over what it begins with of 1 / (reactions that the molecule takes part
/// in as a reactant); low is popular (Kowalik et al. 2012, doi:10.1002/anie.201202209).
double popularity(const ReactionNetwork&, const RouteNode&);

}  // namespace crucible::synthesis
