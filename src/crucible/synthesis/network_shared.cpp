#include "crucible/synthesis/network_shared.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {
namespace {

using Molecule = ReactionNetwork::Index;

/// Part of a plan: what is decided, and what is still open, in order.
struct Plan {
    std::map<Molecule, std::int64_t> choice;
    std::set<Molecule> open;
    double cost = 0;
    double guess = 0;  ///< cost and what the open molecules may add
};

class SharedSearch {
public:
    SharedSearch(const ReactionNetwork& n, const NetworkCosts& c) : network_(n), costs_(c) {
        tree_ = cheapest_syntheses(n, c);
        find_least();
    }

    Plan first(const std::vector<Molecule>& targets) const {
        Plan p;
        for (const Molecule m : targets) {
            if (tree_.reaction[m] == CheapestSyntheses::none)
                throw InputError("E-network-route",
                                 fmt::format("no reactions of the network make {} from the stock",
                                             network_.name(m)),
                                 "leave it out, or give more reactions or a larger stock");
            p.open.insert(m);
        }
        return p;
    }

    /// All ways to have the open molecule that costs most by itself.
    std::vector<Plan> next(const Plan& p) const {
        const Molecule m = *std::max_element(
            p.open.begin(), p.open.end(),
            [&](Molecule a, Molecule b) { return tree_.cost[a] < tree_.cost[b]; });
        std::vector<Plan> out;
        if (costs_.bought[m] < not_to_be_had)
            out.push_back(chosen(p, m, CheapestSyntheses::bought));
        for (const Molecule r : network_.made_by(m)) {
            if (!can_run(r) || closes_cycle(p, m, r)) continue;
            out.push_back(chosen(p, m, r));
        }
        return out;
    }

    Plan beam(Plan start, std::size_t width) const {
        std::vector<Plan> plans{std::move(start)};
        Plan best;
        best.cost = not_to_be_had;
        while (!plans.empty()) {
            std::vector<Plan> grown;
            for (const Plan& p : plans) {
                if (p.open.empty()) {
                    if (p.cost < best.cost) best = p;
                    continue;
                }
                for (Plan& q : next(p))
                    if (q.cost < best.cost) grown.push_back(std::move(q));
            }
            std::stable_sort(grown.begin(), grown.end(),
                             [](const Plan& a, const Plan& b) { return a.guess < b.guess; });
            if (grown.size() > width) grown.resize(width);
            plans = std::move(grown);
        }
        return best;
    }

    /// Changes how one molecule is had, as long as that makes the plan cheaper.
    Plan improved(Plan p, const std::vector<Molecule>& targets) const {
        for (bool is_better = true; is_better;) {
            is_better = false;
            for (const auto& [m, how] : std::map(p.choice)) {
                for (const std::int64_t other : ways(m)) {
                    if (other == how) continue;
                    const Plan q = with(p, m, other, targets);
                    if (q.cost >= p.cost - 1e-9) continue;
                    p = q;
                    is_better = true;
                    break;
                }
                if (is_better) break;
            }
        }
        return p;
    }

    /// Depth first; true if all was looked at.
    bool branch_and_bound(const Plan& p, Plan& best, std::int64_t& left) const {
        if (bound(p) >= best.cost - 1e-9) return true;
        if (p.open.empty()) {
            best = p;
            return true;
        }
        if (--left < 0) return false;
        std::vector<Plan> all = next(p);
        std::stable_sort(all.begin(), all.end(),
                         [](const Plan& a, const Plan& b) { return a.guess < b.guess; });
        for (const Plan& q : all)
            if (!branch_and_bound(q, best, left)) return false;
        return true;
    }

private:
    /// Every open molecule is bought, or made by a reaction that makes few others.
    void find_least() {
        least_ = costs_.bought;
        for (Molecule m = 0; m < network_.molecules(); ++m)
            for (const Molecule r : network_.made_by(m))
                least_[m] = std::min(
                    least_[m],
                    costs_.reaction / static_cast<double>(network_.reactions()[r].products.size()));
    }

    double bound(const Plan& p) const {
        double out = p.cost;
        for (const Molecule m : p.open) {
            const auto& made_by = network_.made_by(m);
            const bool is_made =
                std::any_of(made_by.begin(), made_by.end(), [&](Molecule r) { return runs(p, r); });
            if (!is_made) out += least_[m];
        }
        return out;
    }

    bool can_run(Molecule r) const {
        const auto& reactants = network_.reactions()[r].reactants;
        return std::all_of(reactants.begin(), reactants.end(), [&](Molecule s) {
            return tree_.reaction[s] != CheapestSyntheses::none;
        });
    }

    /// Whether a molecule is needed, by what is chosen, to make the reactants of reaction `r`.
    bool closes_cycle(const Plan& p, Molecule m, Molecule r) const {
        std::vector<Molecule> waiting = network_.reactions()[r].reactants;
        std::set<Molecule> seen;
        while (!waiting.empty()) {
            const Molecule s = waiting.back();
            waiting.pop_back();
            if (s == m) return true;
            const auto at = p.choice.find(s);
            if (at == p.choice.end() || at->second < 0 || !seen.insert(s).second) continue;
            const auto& below = network_.reactions()[static_cast<Molecule>(at->second)].reactants;
            waiting.insert(waiting.end(), below.begin(), below.end());
        }
        return false;
    }

    /// A reaction that already runs makes its other products, too, at no more cost.
    bool runs(const Plan& p, std::int64_t r) const {
        return std::any_of(p.choice.begin(), p.choice.end(),
                           [&](const auto& c) { return c.second == r; });
    }

    Plan chosen(const Plan& p, Molecule m, std::int64_t how) const {
        Plan out = p;
        out.open.erase(m);
        if (how < 0) {
            out.cost += costs_.bought[m];
        } else {
            if (!runs(p, how)) out.cost += costs_.reaction;
            for (const Molecule s : network_.reactions()[static_cast<Molecule>(how)].reactants)
                if (!out.choice.contains(s)) out.open.insert(s);
        }
        out.choice[m] = how;
        out.guess = out.cost;
        for (const Molecule s : out.open) out.guess += tree_.cost[s];
        return out;
    }

    std::vector<std::int64_t> ways(Molecule m) const {
        std::vector<std::int64_t> out;
        if (costs_.bought[m] < not_to_be_had) out.push_back(CheapestSyntheses::bought);
        for (const Molecule r : network_.made_by(m))
            if (can_run(r)) out.push_back(r);
        return out;
    }

    /// The plan with one molecule had otherwise; what is then missing is had as in the cheapest
    /// tree. No cost where that closes a cycle.
    Plan with(const Plan& p, Molecule m, std::int64_t how,
              const std::vector<Molecule>& targets) const {
        Plan out;
        out.open.insert(targets.begin(), targets.end());
        while (!out.open.empty()) {
            const Molecule next = *out.open.begin();
            const auto known = p.choice.find(next);
            const std::int64_t by = next == m                 ? how
                                    : known != p.choice.end() ? known->second
                                                              : tree_.reaction[next];
            if (by >= 0 && closes_cycle(out, next, static_cast<Molecule>(by))) {
                out.cost = not_to_be_had;
                return out;
            }
            out = chosen(out, next, by);
        }
        return out;
    }

    const ReactionNetwork& network_;
    const NetworkCosts& costs_;
    CheapestSyntheses tree_;
    std::vector<double> least_;
};

}  // namespace

SharedSynthesis shared_synthesis(const ReactionNetwork& n, const NetworkCosts& costs,
                                 const std::vector<ReactionNetwork::Index>& targets,
                                 const SharedSettings& settings) {
    NetworkCosts without_yields = costs;
    without_yields.yield = 1;
    const SharedSearch search(n, without_yields);
    const Plan start = search.first(targets);
    Plan best =
        search.improved(search.beam(start, std::max<std::size_t>(settings.beam, 1)), targets);
    std::int64_t left = settings.most_steps;
    SharedSynthesis out;
    out.is_exact = left > 0 && search.branch_and_bound(start, best, left);
    out.choice = best.choice;
    out.cost = best.cost;
    std::set<std::int64_t> reactions;
    for (const auto& [m, how] : best.choice) {
        if (how >= 0)
            reactions.insert(how);
        else
            ++out.bought;
    }
    out.reactions = static_cast<int>(reactions.size());
    return out;
}

}  // namespace crucible::synthesis
