#include "crucible/synthesis/protections.hpp"

#include <algorithm>

namespace crucible::synthesis {
namespace {

RouteNode made_of_one(std::string smiles, std::int64_t rule, RouteNode precursor) {
    RouteNode n;
    n.smiles = std::move(smiles);
    n.has_move = true;
    n.move.prior = 1;
    n.move.rule = rule;
    n.move.precursors = {precursor.smiles};
    n.children.push_back(std::move(precursor));
    return n;
}

/// `precursor`, the k-th of the move, under all layers that touch it.
RouteNode protected_precursor(RouteNode precursor, std::size_t k,
                              const std::vector<ProtectionLayer>& layers, const Stock& stock) {
    for (const ProtectionLayer& layer : layers) {
        const std::string& wanted = layer.precursors[k];
        if (wanted == precursor.smiles) continue;
        const bool was_just_freed = precursor.has_move && precursor.move.rule == layer.removal &&
                                    precursor.children.size() == 1 &&
                                    precursor.children.front().smiles == wanted;
        if (was_just_freed) {
            RouteNode inner = std::move(precursor.children.front());
            precursor = std::move(inner);
        } else if (stock.contains(wanted)) {
            precursor = {};
            precursor.smiles = wanted;
            precursor.in_stock = true;
        } else {
            precursor = made_of_one(wanted, layer.install, std::move(precursor));
        }
    }
    return precursor;
}

}  // namespace

RouteNode with_protections(RouteNode n, const Stock& stock) {
    for (RouteNode& c : n.children) c = with_protections(std::move(c), stock);
    const std::vector<ProtectionLayer> layers = std::move(n.move.protections);
    n.move.protections.clear();
    if (!n.has_move || layers.empty()) return n;

    RouteNode reaction;
    reaction.smiles = layers.back().product;
    reaction.has_move = true;
    reaction.move = n.move;
    reaction.move.bonds.clear();  // they were counted in the molecule without protection
    reaction.move.origins.clear();
    for (RouteNode& c : n.children) {
        const auto& precursors = n.move.precursors;
        const auto k = static_cast<std::size_t>(
            std::find(precursors.begin(), precursors.end(), c.smiles) - precursors.begin());
        reaction.children.push_back(protected_precursor(std::move(c), k, layers, stock));
    }
    std::sort(reaction.children.begin(), reaction.children.end(),
              [](const RouteNode& a, const RouteNode& b) { return a.smiles < b.smiles; });
    reaction.move.precursors = layers.back().precursors;
    std::sort(reaction.move.precursors.begin(), reaction.move.precursors.end());
    for (std::size_t l = layers.size(); l-- > 0;)
        reaction = made_of_one(l > 0 ? layers[l - 1].product : n.smiles, layers[l].removal,
                               std::move(reaction));
    return reaction;
}

}  // namespace crucible::synthesis
