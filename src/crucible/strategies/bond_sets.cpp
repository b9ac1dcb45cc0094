#include "crucible/strategies/bond_sets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/strategies/move_effect.hpp"

namespace crucible::strategies {
namespace {

using Cut = std::vector<std::pair<int, int>>;
using Piece = std::vector<int>;

constexpr double weight_of_set = 2, weight_of_known = 0.5;

bool is_cut(const Cut& cut, int a, int b) {
    return std::ranges::find(cut, std::pair{std::min(a, b), std::max(a, b)}) != cut.end();
}

/// Pieces of some atoms once bonds are cut, largest first.
std::vector<Piece> pieces_of(const chem::MoleculeGraph& g, const Piece& atoms, const Cut& cut) {
    std::vector<char> is_open(g.atoms.size(), 0);
    for (const int a : atoms) is_open[static_cast<std::size_t>(a)] = 1;
    std::vector<Piece> out;
    for (const int a : atoms) {
        if (!is_open[static_cast<std::size_t>(a)]) continue;
        Piece p{a};
        is_open[static_cast<std::size_t>(a)] = 0;
        for (std::size_t k = 0; k < p.size(); ++k)
            for (const auto& n : g.around(static_cast<std::size_t>(p[k])))
                if (is_open[n.atom] && !is_cut(cut, p[k], n.atom)) {
                    is_open[n.atom] = 0;
                    p.push_back(n.atom);
                }
        out.push_back(std::move(p));
    }
    std::ranges::stable_sort(out, std::ranges::greater{}, [](const Piece& p) { return p.size(); });
    return out;
}

bool is_single(const chem::MoleculeGraph& g, int a, int b) {
    return std::ranges::any_of(g.around(static_cast<std::size_t>(a)), [&](const auto& n) {
        return n.atom == b && n.bond == chem::BondType::single;
    });
}

/// All cuts that could part a molecule in two.
std::vector<Cut> possible_cuts(const chem::MoleculeGraph& g,
                               const std::vector<std::vector<int>>& rings) {
    std::vector<Cut> out;
    for (std::size_t a = 0; a < g.atoms.size(); ++a)
        for (const auto& n : g.around(a))
            if (n.atom > a && n.bond == chem::BondType::single)
                out.push_back({{static_cast<int>(a), n.atom}});
    for (const auto& ring : rings) {
        Cut bonds;
        for (std::size_t k = 0; k < ring.size(); ++k) {
            const int a = ring[k], b = ring[(k + 1) % ring.size()];
            if (is_single(g, a, b)) bonds.emplace_back(std::min(a, b), std::max(a, b));
        }
        for (std::size_t i = 0; i < bonds.size(); ++i)
            for (std::size_t j = i + 1; j < bonds.size(); ++j)
                out.push_back({std::min(bonds[i], bonds[j]), std::max(bonds[i], bonds[j])});
    }
    return out;
}

class BondSetSearch {
public:
    BondSetSearch(const chem::MoleculeGraph& g, const std::vector<std::vector<int>>& rings,
                  const SkeletonStock& stock, const BondSetSettings& s)
        : g_(g), cuts_(possible_cuts(g, rings)), stock_(stock), settings_(s) {}

    std::vector<BondSet> best() {
        Piece all;
        for (std::size_t a = 0; a < g_.atoms.size(); ++a) all.push_back(static_cast<int>(a));
        std::vector<BondSet> out;
        for (const Cut& cut : cuts_) {
            const auto pieces = halves(all, cut);
            if (pieces.empty()) continue;
            BondSet set;
            set.last = set.bonds = cut;
            double evenness = balance(pieces);
            std::vector<Piece> synthons;
            for (const Piece& p : pieces) add_level(p, set, evenness, synthons);
            finish(set, evenness / 2, synthons);
            out.push_back(std::move(set));
        }
        std::ranges::stable_sort(out, std::ranges::greater{}, &BondSet::rating);
        if (out.size() > settings_.most_sets) out.resize(settings_.most_sets);
        return out;
    }

private:
    std::vector<Piece> halves(const Piece& of, const Cut& cut) const {
        auto pieces = pieces_of(g_, of, cut);
        if (pieces.size() != 2 || pieces[1].size() < settings_.least_piece) return {};
        // Both bonds of a ring have to run between the pieces.
        for (const auto& [a, b] : cut)
            if ((std::ranges::find(pieces[0], a) == pieces[0].end()) ==
                (std::ranges::find(pieces[0], b) == pieces[0].end()))
                return {};
        return pieces;
    }
    static double balance(const std::vector<Piece>& two) {
        return static_cast<double>(two[1].size()) / static_cast<double>(two[0].size());
    }
    bool is_known(const Piece& p) const {
        return p.size() <= settings_.small || stock_.contains(carbon_skeleton(g_, p));
    }

    /// Cuts a piece that cannot be had once more, as evenly as possible.
    void add_level(const Piece& p, BondSet& set, double& evenness, std::vector<Piece>& synthons) {
        const Cut* best = nullptr;
        double best_worth = 0;
        if (settings_.levels > 1 && !is_known(p))
            for (const Cut& cut : cuts_) {
                const bool is_inside = std::ranges::all_of(cut, [&](std::pair<int, int> b) {
                    return std::ranges::find(p, b.first) != p.end() &&
                           std::ranges::find(p, b.second) != p.end();
                });
                if (!is_inside) continue;
                const auto two = halves(p, cut);
                if (two.empty()) continue;
                const double worth =
                    balance(two) + weight_of_known * (is_known(two[0]) + is_known(two[1]));
                if (worth > best_worth) best_worth = worth, best = &cut;
            }
        if (!best) {
            synthons.push_back(p);
            evenness += is_known(p) ? 0.5 : 0;  // as good as an even cut: nothing is left to do
            return;
        }
        const auto two = halves(p, *best);
        evenness += balance(two) / 2;
        set.bonds.insert(set.bonds.end(), best->begin(), best->end());
        synthons.insert(synthons.end(), two.begin(), two.end());
    }

    void finish(BondSet& set, double evenness, const std::vector<Piece>& synthons) const {
        for (const Piece& p : synthons) {
            set.synthons.push_back(p.size());
            set.known += is_known(p);
        }
        std::ranges::sort(set.synthons, std::ranges::greater{});
        std::ranges::sort(set.bonds);
        set.rating =
            evenness + static_cast<double>(set.known) / static_cast<double>(synthons.size());
    }

    const chem::MoleculeGraph& g_;
    std::vector<Cut> cuts_;
    const SkeletonStock& stock_;
    const BondSetSettings& settings_;
};

}  // namespace

std::string BondSet::text() const {
    std::string out;
    for (const auto& [a, b] : bonds) out += fmt::format("{}{}-{}", out.empty() ? "" : ", ", a, b);
    return fmt::format("{{{}}}: synthons of {} atoms, {} of {} with a skeleton in stock", out,
                       fmt::join(synthons, ", "), known, synthons.size());
}

std::vector<BondSet> bond_sets(const chem::MoleculeGraph& g,
                               const std::vector<std::vector<int>>& rings,
                               const SkeletonStock& stock, const BondSetSettings& settings) {
    return BondSetSearch(g, rings, stock, settings).best();
}

void ConvergentBondSets::advise(const Position& position,
                                std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    const auto sets = bond_sets(p.graph, p.skeleton.rings, *stock_, settings_);
    if (sets.empty() || sets.front().rating <= 0) return;
    for (synthesis::Move& m : moves) {
        const auto broken = broken_bonds(m, p);
        const auto makes = [&](const std::pair<int, int>& b) {
            return std::ranges::find(broken, b) != broken.end();
        };
        // The best set that the move makes a cut of; sets come best first.
        for (const BondSet& s : sets) {
            const bool is_last = std::ranges::all_of(s.last, makes);
            if (!is_last && std::ranges::none_of(s.bonds, makes)) continue;
            weigh(m, (is_last ? 1 : 0.5) * weight_of_set * s.rating / sets.front().rating,
                  fmt::format("makes {} of the bond set {}", is_last ? "the last cut" : "a bond",
                              s.text()));
            break;
        }
    }
}

}  // namespace crucible::strategies
