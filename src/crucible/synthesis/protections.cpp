#include "crucible/synthesis/protections.hpp"

#include <algorithm>

#include "crucible/synthesis/protection_choices.hpp"
#include "crucible/synthesis/uncontrolled_centres.hpp"

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

/// Whether what `before` sets free last is what `after` protects first in its k-th precursor.
bool goes_on(const Protection& before, const Protection& after, std::size_t k) {
    return before.front().removal == after.front().removal &&
           before.front().product == after.front().precursors[k];
}

std::size_t place_in(const std::vector<std::string>& precursors, const RouteNode& n) {
    return static_cast<std::size_t>(std::find(precursors.begin(), precursors.end(), n.smiles) -
                                    precursors.begin());
}

/// The choice of `child` that a choice of its reaction above goes on with; -1: none.
int common_choice(const RouteNode& child, const Protection& above, std::size_t k) {
    const auto& choices = child.move.protections;
    for (std::size_t c = 0; c < choices.size(); ++c)
        if (child.has_move && goes_on(choices[c], above, k)) return static_cast<int>(c);
    return -1;
}

/// The first of the choices that have most in common with those of the precursors.
std::size_t best_choice(const RouteNode& n) {
    std::size_t best = 0;
    int most = -1;
    for (std::size_t c = 0; c < n.move.protections.size(); ++c) {
        int common = 0;
        for (const RouteNode& child : n.children)
            common += common_choice(child, n.move.protections[c],
                                    place_in(n.move.precursors, child)) >= 0;
        if (common > most) most = common, best = c;
    }
    return best;
}

/// `precursor`, the k-th of the move, under all layers that touch it.
RouteNode protected_precursor(RouteNode precursor, std::size_t k, const Protection& layers,
                              const Stock& stock) {
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

/// `forced`: the choice that the reaction above goes on with; -1: free to choose.
RouteNode written_out(RouteNode n, int forced, const Stock& stock) {
    if (!n.has_move) return n;
    if (n.move.protections.empty()) {
        for (RouteNode& c : n.children) c = written_out(std::move(c), -1, stock);
        return n;
    }
    const Protection layers =
        n.move.protections[forced >= 0 ? static_cast<std::size_t>(forced) : best_choice(n)];
    RouteNode reaction;
    reaction.smiles = layers.back().product;
    reaction.has_move = true;
    reaction.move = n.move;
    reaction.move.protections.clear();
    // What the advice asks for is done.
    std::erase_if(reaction.move.warnings,
                  [](const std::string& w) { return w.starts_with(advice_to_protect); });
    forget_places_of_centres(reaction.move);
    reaction.move.bonds.clear();  // they were counted in the molecule without protection
    reaction.move.origins.clear();
    for (RouteNode& c : n.children) {
        const std::size_t k = place_in(n.move.precursors, c);
        const int common = common_choice(c, layers, k);
        reaction.children.push_back(
            protected_precursor(written_out(std::move(c), common, stock), k, layers, stock));
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

}  // namespace

RouteNode with_protections(RouteNode n, const Stock& stock) {
    return written_out(std::move(n), -1, stock);
}

}  // namespace crucible::synthesis
