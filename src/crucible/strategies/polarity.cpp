#include "crucible/strategies/polarity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/strategies/move_effect.hpp"
#include "crucible/strategies/partial_charges.hpp"

namespace crucible::strategies {
namespace {

constexpr double weight_of_polarity = 1.5, weight_of_charge = 4, cost_of_ring = 1,
                 most_stability = 2;

bool is_unsaturated(const chem::MoleculeGraph& g, std::size_t atom) {
    return g.atoms[atom].is_aromatic || std::ranges::any_of(g.around(atom), [](const auto& n) {
               return n.bond == chem::BondType::twofold || n.bond == chem::BondType::threefold;
           });
}

bool is_carbonyl(const chem::MoleculeGraph& g, std::size_t atom) {
    return std::ranges::any_of(g.around(atom), [&](const auto& n) {
        return n.bond == chem::BondType::twofold &&
               (g.atoms[n.atom].element == 8 || g.atoms[n.atom].element == 16);
    });
}

/// Carbanions beside acceptors, anions of hetero atoms, anions of halides and acids.
double anion_stability(const transforms::Perception& p, int atom) {
    const auto a = static_cast<std::size_t>(atom);
    const int element = p.graph.atoms[a].element;
    double out = element == 8 || element == 16                                     ? 1.2
                 : element == 7                                                    ? 0.8
                 : element == 9 || element == 17 || element == 35 || element == 53 ? 1.5
                                                                                   : 0;
    for (const auto& n : p.graph.around(a)) {
        if (is_carbonyl(p.graph, n.atom))
            out += 0.7;
        else if (p.atoms[n.atom].is_withdrawn || is_unsaturated(p.graph, n.atom))
            out += 0.3;
    }
    return std::min(out, most_stability);
}

/// Acylium ions, carbocations beside lone pairs and double bonds, tertiary before primary ones.
double cation_stability(const transforms::Perception& p, int atom) {
    const auto a = static_cast<std::size_t>(atom);
    if (p.graph.atoms[a].element != 6) return 0;
    double out = is_carbonyl(p.graph, a) ? 1.2 : 0.2 * p.atoms[a].carbons;
    for (const auto& n : p.graph.around(a)) {
        const int element = p.graph.atoms[n.atom].element;
        if (n.bond == chem::BondType::single && (element == 7 || element == 8))
            out += 0.6;
        else if (n.bond == chem::BondType::single && is_unsaturated(p.graph, n.atom) &&
                 !is_carbonyl(p.graph, n.atom))
            out += 0.4;
    }
    return std::min(out, most_stability);
}

}  // namespace

std::string PolarBond::reason() const {
    return fmt::format(
        "cuts the polar bond {}-{}: charges differ by {:.2f} e, {} takes the minus (stability "
        "{:.1f}), {} the plus ({:.1f})",
        std::min(plus, minus), std::max(plus, minus), polarity, minus, minus_stability, plus,
        plus_stability);
}

std::vector<PolarBond> polar_bonds(const transforms::Perception& p) {
    const PartialCharges charges = partial_charges(p.graph);
    std::vector<PolarBond> out;
    for (std::size_t a = 0; a < p.graph.atoms.size(); ++a)
        for (const auto& n : p.graph.around(a)) {
            if (n.atom < a || n.bond != chem::BondType::single) continue;
            PolarBond b;
            b.plus = static_cast<int>(a), b.minus = n.atom;
            // The charges say the way, unless what they leave behind says otherwise.
            const auto stability = [&](int plus, int minus) {
                return cation_stability(p, plus) + anion_stability(p, minus) +
                       weight_of_charge * (charges.atoms[static_cast<std::size_t>(plus)] -
                                           charges.atoms[static_cast<std::size_t>(minus)]);
            };
            if (stability(b.plus, b.minus) < stability(b.minus, b.plus)) std::swap(b.plus, b.minus);
            b.polarity = std::abs(charges.atoms[a] - charges.atoms[n.atom]);
            b.plus_stability = cation_stability(p, b.plus);
            b.minus_stability = anion_stability(p, b.minus);
            b.is_in_ring = p.in_one_ring(b.plus, b.minus);
            b.rating = weight_of_charge * b.polarity + b.plus_stability + b.minus_stability -
                       (b.is_in_ring ? cost_of_ring : 0);
            out.push_back(b);
        }
    std::ranges::stable_sort(out, std::ranges::greater{}, &PolarBond::rating);
    return out;
}

void Polarity::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    const std::vector<PolarBond> bonds = polar_bonds(p);
    if (bonds.empty() || bonds.front().rating <= 0) return;
    for (synthesis::Move& m : moves) {
        const PolarBond* best = nullptr;
        for (const auto& [a, b] : broken_bonds(m, p))
            for (const PolarBond& x : bonds)
                if (std::minmax(x.plus, x.minus) == std::minmax(a, b) &&
                    (!best || x.rating > best->rating))
                    best = &x;
        if (best && best->rating > 0)
            weigh(m, weight_of_polarity * best->rating / bonds.front().rating, best->reason());
    }
}

}  // namespace crucible::strategies
