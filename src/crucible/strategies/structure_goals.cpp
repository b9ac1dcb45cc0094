#include "crucible/strategies/structure_goals.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/strategies/applied_transform.hpp"

namespace crucible::strategies {
namespace {

constexpr std::size_t most_goals = 2;
constexpr double least_of_given = 0.5, least_of_pool = 0.8;
/// A goal of the pool that scores less does not decide what a route begins with.
constexpr double least_score_of_start = 1.1;
constexpr double weight_of_goal = 3, weight_of_meeting = 1.5, weight_of_keeping = 0.4,
                 weight_of_atom = 0.1, weight_of_change = 0.4, weight_of_loss = -1.5;
constexpr int most_atoms_counted = 12;

std::string plural(int n, const char* what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string kept_words(const StartMatch& m, const PoolMember& goal) {
    const std::string centres =
        m.centres == 0 ? "" : fmt::format(" and {}", plural(m.centres, "stereocentre"));
    return fmt::format("{}{} of {}", plural(m.matched, "atom"), centres, goal.name);
}

/// Whether all atoms of the molecule that `m` matches are matched by `better`, too: L-alanine
/// lies in whatever L-phenylalanine lies in.
bool covers(const StartMatch& better, const StartMatch& m) {
    return std::ranges::all_of(m.atoms, [&](int atom) {
        return atom < 0 || std::ranges::find(better.atoms, atom) != better.atoms.end();
    });
}

struct Step {
    const PoolMember& goal;
    const StartMatch& before;
    const StartMatch& after;
    int atoms_before, atoms_after;
};

/// Weight and reason of a move whose precursor still has all that the molecule had of the goal.
std::pair<double, std::string> keeping(const Step& s) {
    const int shed = (s.atoms_before - s.before.matched) - (s.atoms_after - s.after.matched);
    const int restored = s.before.changed - s.after.changed;
    const int gained = s.after.matched - s.before.matched;
    if (shed <= 0 && restored <= 0 && gained <= 0) return {0, ""};
    std::vector<std::string> what;
    if (shed > 0)
        what.push_back(fmt::format("takes off {} that it does not have", plural(shed, "atom")));
    if (gained > 0) what.push_back(fmt::format("puts back {} of it", plural(gained, "atom")));
    if (restored > 0)
        what.push_back(
            fmt::format("puts {} back at its level of oxidation", plural(restored, "carbon")));
    const double weight = weight_of_keeping +
                          weight_of_atom * std::clamp(shed, 0, most_atoms_counted) +
                          weight_of_change * (restored + gained);
    return {weight, fmt::format("keeps {} together and {}", kept_words(s.before, s.goal),
                                fmt::join(what, " and "))};
}

}  // namespace

StructureGoals::StructureGoals(std::vector<PoolMember> pool,
                               std::shared_ptr<const transforms::TransformLibrary> library,
                               const ForwardSettings& forward)
    : pool_(std::move(pool)), library_(std::move(library)), forward_(forward) {}

std::vector<PoolMatch> StructureGoals::goals(const MatchSide& molecule) const {
    if (pool_.size() != 1) {
        std::vector<PoolMatch> out;
        for (PoolMatch& m : match_pool(pool_, molecule, least_of_pool))
            if (out.size() < most_goals && std::ranges::none_of(out, [&](const PoolMatch& better) {
                    return covers(better.match, m.match);
                }))
                out.push_back(std::move(m));
        return out;
    }
    PoolMatch given{&pool_.front(), match_start(pool_.front().side, molecule, least_of_given)};
    if (given.match.matched == 0 || pool_.front().side.smiles == molecule.smiles) return {};
    return {std::move(given)};
}

std::optional<std::string> StructureGoals::start(const Position& position) const {
    const auto all = goals(MatchSide(position.molecule.perception.molecule));
    if (all.empty() || all.front().match.score < least_score_of_start) return std::nullopt;
    return all.front().member->side.smiles;
}

void StructureGoals::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const MatchSide molecule(position.molecule.perception.molecule);
    const auto all = goals(molecule);
    if (position.is_target) {
        met_.clear();
        for (const PoolMatch& g : all)
            met_[g.member] = run_forward(g.member->side, molecule, moves, *library_, forward_);
    }
    for (const PoolMatch& g : all) advise_for(g, molecule, position, moves);
}

void StructureGoals::advise_for(const PoolMatch& goal, const MatchSide& molecule, const Position&,
                                std::vector<synthesis::Move>& moves) const {
    const PoolMember& start = *goal.member;
    const auto met = met_.find(goal.member);
    const int atoms = static_cast<int>(molecule.graph.atoms.size());
    for (synthesis::Move& m : moves) {
        StartMatch best;
        int atoms_of_best = 0;
        std::string precursor;
        for (const std::string& p : m.precursors) {
            const MatchSide side(chem::Molecule::from_smiles(p));
            StartMatch match = match_start(start.side, side, least_of_given);
            if (match.matched == 0 || match.score <= best.score) continue;
            best = std::move(match);
            atoms_of_best = static_cast<int>(side.graph.atoms.size());
            precursor = p;
        }
        if (precursor == start.side.smiles) {
            weigh(m, weight_of_goal,
                  fmt::format("gives {} itself{}", start.name,
                              best.centres > 0
                                  ? fmt::format(", {} kept", plural(best.centres, "stereocentre"))
                                  : ""));
            continue;
        }
        if (best.matched < goal.match.matched || best.centres < goal.match.centres ||
            best.opposed > goal.match.opposed) {
            weigh(m, weight_of_loss, "");
            continue;
        }
        auto [weight, why] = keeping({start, goal.match, best, atoms, atoms_of_best});
        weigh(m, weight, std::move(why));
        if (met == met_.end()) continue;
        if (const auto at = met->second.find(precursor); at != met->second.end())
            weigh(m, weight_of_meeting,
                  fmt::format("meets what {} makes in {}: {}", start.name,
                              plural(static_cast<int>(at->second.size()), "step"),
                              fmt::join(at->second, ", then ")));
    }
}

std::string StructureGoals::describe() const {
    std::string out = name();
    for (const PoolMember& p : pool_) out += " " + p.side.smiles;
    return out;
}

}  // namespace crucible::strategies
