#include "crucible/strategies/mechanisms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <set>

#include "crucible/base/text.hpp"
#include "crucible/strategies/applied_transform.hpp"
#include "crucible/strategies/move_effect.hpp"
#include "crucible/strategies/spoken_name.hpp"
#include "crucible/strategies/transform_goals.hpp"

namespace crucible::strategies {
namespace {

constexpr int least_rating_of_step = 30;
/// Above the likeliest move of the source, in ln, where a chain makes two bonds of carbon or more,
/// and one; the others are offered at the prior of the likeliest less this.
constexpr double lead_of_cascade = 1, loss_of_chain = 1.5;

bool is_charged(const std::string& smiles) {
    return smiles.find("+]") != std::string::npos || smiles.find("-]") != std::string::npos;
}

/// Charged atoms whose charge no neighbour balances (nitro groups are no ions).
bool is_intermediate(const std::string& smiles) {
    if (!is_charged(smiles)) return false;
    int charge = 0;
    for (const auto& a : chem::graph_of(chem::Molecule::from_smiles(smiles)).atoms)
        charge += a.charge;
    return charge != 0;
}

}  // namespace

/// All chains of one molecule, shortest first.
class Mechanisms::Chains {
public:
    Chains(const Mechanisms& all, const transforms::Analysed& molecule) : all_(all) {
        for (const transforms::Rule* rule : all.captures_)
            for (AppliedTransform& a : apply(*rule, molecule)) add({}, std::move(a.move), *rule);
        for (int looked = 0; looked < all.settings_.effort && !open_.empty(); ++looked) {
            const Chain c = std::move(open_.front());
            open_.pop_front();
            go_on(c);
        }
    }

    struct Chain {
        synthesis::Move move;                        ///< from the molecule to what is left so far
        std::vector<const transforms::Rule*> steps;  ///< backwards
        std::vector<std::string> intermediates;      ///< backwards
        int propagations = 0;
    };
    std::vector<Chain> closed;

private:
    std::vector<AppliedTransform> apply(const transforms::Rule& rule,
                                        const transforms::Analysed& molecule) const {
        return apply_transform(rule, molecule, all_.library_->vocabulary(), least_rating_of_step);
    }

    void add(Chain c, synthesis::Move move, const transforms::Rule& rule) {
        c.move = std::move(move);
        c.steps.push_back(&rule);
        std::string key;
        bool is_open = false;
        for (const std::string& p : c.move.precursors) {
            key += p + ".";
            if (!is_intermediate(p)) continue;
            is_open = true;
            c.intermediates.push_back(p);
        }
        if (!seen_.insert(key).second) return;
        if (is_open)
            open_.push_back(std::move(c));
        else
            closed.push_back(std::move(c));
    }

    void go_on(const Chain& c) {
        const auto ion = std::ranges::find_if(c.move.precursors, is_intermediate);
        if (ion == c.move.precursors.end()) return;
        const auto k = static_cast<std::size_t>(ion - c.move.precursors.begin());
        const transforms::Analysed molecule(chem::Molecule::from_smiles(*ion),
                                            all_.library_->vocabulary());
        for (const transforms::Rule* rule : all_.generations_)
            for (const AppliedTransform& a : apply(*rule, molecule))
                add(c, composed(c.move, k, a.move), *rule);
        if (c.propagations >= all_.settings_.propagations) return;
        Chain longer = c;
        ++longer.propagations;
        for (const transforms::Rule* rule : all_.propagations_)
            for (const AppliedTransform& a : apply(*rule, molecule))
                add(longer, composed(c.move, k, a.move), *rule);
    }

    /// The first move with its k-th precursor made by the second.
    static synthesis::Move composed(const synthesis::Move& first, std::size_t k,
                                    const synthesis::Move& second) {
        struct Piece {
            std::string smiles;
            std::vector<int> origins;
        };
        std::vector<Piece> pieces;
        for (std::size_t i = 0; i < first.precursors.size(); ++i)
            if (i != k) pieces.push_back({first.precursors[i], first.origins[i]});
        const auto back = [&](int atom) {
            return atom < 0 ? -1 : first.origins[k][static_cast<std::size_t>(atom)];
        };
        for (std::size_t i = 0; i < second.precursors.size(); ++i) {
            Piece p{second.precursors[i], second.origins[i]};
            for (int& atom : p.origins) atom = back(atom);
            pieces.push_back(std::move(p));
        }
        std::ranges::stable_sort(pieces, {}, &Piece::smiles);
        synthesis::Move out;
        out.rule = first.rule;
        out.bonds = first.bonds;
        for (const auto& [a, b] : second.bonds) {
            const std::pair<int, int> bond = std::minmax({back(a), back(b)});
            if (bond.first >= 0 && std::ranges::find(out.bonds, bond) == out.bonds.end())
                out.bonds.push_back(bond);
        }
        for (Piece& p : pieces) {
            out.precursors.push_back(std::move(p.smiles));
            out.origins.push_back(std::move(p.origins));
        }
        return out;
    }

    const Mechanisms& all_;
    std::deque<Chain> open_;
    std::set<std::string> seen_;
};

Mechanisms::Mechanisms(std::shared_ptr<const transforms::TransformLibrary> library,
                       const MechanismSettings& settings)
    : library_(std::move(library)), settings_(settings) {
    for (const auto& rule : library_->rules()) {
        const std::string kind = lower(rule->transform().class_name);
        if (kind == "capture") captures_.push_back(rule.get());
        if (kind == "propagation") propagations_.push_back(rule.get());
        if (kind == "generation") generations_.push_back(rule.get());
    }
}

void Mechanisms::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    const double best = likeliest_prior(moves);
    for (const Chains::Chain& c : Chains(*this, position.molecule).closed) {
        if (std::ranges::find(c.move.precursors, p.molecule.smiles()) != c.move.precursors.end())
            continue;
        std::string steps, through;
        for (auto at = c.steps.rbegin(); at != c.steps.rend(); ++at)
            steps += (steps.empty() ? "" : ", ") + spoken_name((*at)->transform().name);
        for (auto at = c.intermediates.rbegin(); at != c.intermediates.rend(); ++at)
            through += (through.empty() ? "" : ", then ") + *at;
        const auto bonds = std::ranges::count_if(broken_bonds(c.move, p), [&](const auto& b) {
            return p.graph.atoms[static_cast<std::size_t>(b.first)].element == 6 &&
                   p.graph.atoms[static_cast<std::size_t>(b.second)].element == 6;
        });
        const double lead = bonds >= 2   ? lead_of_cascade
                            : bonds == 1 ? -loss_of_chain / 2
                                         : -loss_of_chain;
        weigh(offer(moves, c.move, best * std::exp(lead)), 0,
              fmt::format("mechanism: {}, through {}", steps, through));
    }
}

std::optional<synthesis::RuleCard> Mechanisms::rule(std::int64_t number) const {
    return card_of(number, {library_.get()});
}

std::string Mechanisms::describe() const { return fmt::format("{} {}", name(), library_->hash()); }

}  // namespace crucible::strategies
