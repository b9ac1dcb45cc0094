#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/cheapest_first.hpp"
#include "crucible/synthesis/network.hpp"

namespace crucible::synthesis {
namespace {

double made_cost(const ReactionNetwork::Reaction& r, const NetworkCosts& costs, double sum) {
    return (costs.reaction + sum) / (r.yield > 0 && costs.yield < 1 ? r.yield : costs.yield);
}

void check_costs(const ReactionNetwork& n, const NetworkCosts& c) {
    const bool is_fine =
        c.bought.size() == n.molecules() && c.reaction >= 0 && c.yield > 0 && c.yield <= 1 &&
        std::all_of(c.bought.begin(), c.bought.end(), [](double x) { return x >= 0; });
    if (!is_fine)
        throw InputError("E-network-route",
                         "costs are negative or missing, or a yield is not in (0, 1]",
                         "give a cost for every molecule, and a yield between 0 and 1");
}

void append_route(const ReactionNetwork& n, const CheapestSyntheses& c, ReactionNetwork::Index m,
                  RouteNode& out) {
    out.smiles = n.name(m);
    out.in_stock = c.reaction[m] == CheapestSyntheses::bought;
    if (out.in_stock) return;
    const auto number = static_cast<std::size_t>(c.reaction[m]);
    const ReactionNetwork::Reaction& r = n.reactions()[number];
    out.has_move = true;
    out.move.prior = 1;
    out.move.rule = c.reaction[m];
    for (const ReactionNetwork::Index s : r.reactants) out.move.precursors.push_back(n.name(s));
    std::sort(out.move.precursors.begin(), out.move.precursors.end());
    for (const std::string& s : out.move.precursors) {
        out.children.emplace_back();
        append_route(n, c, *n.find(s), out.children.back());
    }
}

}  // namespace

CheapestSyntheses cheapest_syntheses(const ReactionNetwork& n, const NetworkCosts& costs) {
    check_costs(n, costs);
    CheapestSyntheses out{costs.bought,
                          std::vector<std::int64_t>(n.molecules(), CheapestSyntheses::none)};
    std::vector<std::uint32_t> missing;
    for (const ReactionNetwork::Reaction& r : n.reactions())
        missing.push_back(static_cast<std::uint32_t>(r.reactants.size()));
    for (ReactionNetwork::Index m = 0; m < n.molecules(); ++m)
        if (costs.bought[m] < not_to_be_had) out.reaction[m] = CheapestSyntheses::bought;
    settle_cheapest(
        out.cost,
        std::move(missing), [&](ReactionNetwork::Index m) -> const auto& { return n.used_by(m); },
        [&](ReactionNetwork::Index r, double sum, const auto& offer) {
            const double made = made_cost(n.reactions()[r], costs, sum);
            for (const ReactionNetwork::Index p : n.reactions()[r].products)
                if (offer(p, made)) out.reaction[p] = r;
        });
    return out;
}

CheapestSyntheses cheapest_syntheses_reference(const ReactionNetwork& n,
                                               const NetworkCosts& costs) {
    check_costs(n, costs);
    CheapestSyntheses out{costs.bought,
                          std::vector<std::int64_t>(n.molecules(), CheapestSyntheses::none)};
    for (std::size_t m = 0; m < n.molecules(); ++m)
        if (costs.bought[m] < not_to_be_had) out.reaction[m] = CheapestSyntheses::bought;
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (std::size_t r = 0; r < n.reactions().size(); ++r) {
            double sum = 0;
            for (const ReactionNetwork::Index s : n.reactions()[r].reactants) sum += out.cost[s];
            const double made = made_cost(n.reactions()[r], costs, sum);
            for (const ReactionNetwork::Index p : n.reactions()[r].products) {
                if (made >= out.cost[p]) continue;
                out.cost[p] = made;
                out.reaction[p] = static_cast<std::int64_t>(r);
                has_changed = true;
            }
        }
    }
    return out;
}

RouteNode cheapest_route(const ReactionNetwork& n, const CheapestSyntheses& c,
                         ReactionNetwork::Index molecule) {
    if (c.reaction[molecule] == CheapestSyntheses::none)
        throw InputError(
            "E-network-route",
            fmt::format("no reactions of the network make {} from the stock", n.name(molecule)),
            "give more reactions, or a larger stock");
    RouteNode out;
    append_route(n, c, molecule, out);
    return out;
}

}  // namespace crucible::synthesis
