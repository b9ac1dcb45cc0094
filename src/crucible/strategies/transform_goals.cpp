#include "crucible/strategies/transform_goals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/strategies/move_effect.hpp"
#include "crucible/strategies/spoken_name.hpp"
#include "crucible/synthesis/transform_moves.hpp"

namespace crucible::strategies {
namespace {

/// Above the likeliest move of the source, in ln: a complete retron, and one that is prepared.
constexpr double lead_of_complete = 2, lead_of_prepared = 1.5, loss_of_step = 0.15,
                 weight_of_worth = 0.03, usual_worth = 70;

std::string plural(std::size_t n, const char* what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string spoken(const transforms::Rule& rule) { return spoken_name(rule.transform().name); }

std::string complete_reason(const AppliedTransform& a, const transforms::Perception& p) {
    const std::size_t bonds = broken_bonds(a.move, p).size();
    return fmt::format(
        "the retron of the {}, a powerful transform, is complete: it makes {} in "
        "one step",
        spoken(*a.rule), plural(bonds, "bond"));
}

/// `first`: name of the move that is given, which may be by another rule to the same molecule.
std::string prepared_reason(const PreparedGoal& g, const std::string& first) {
    std::string steps = first.empty() ? spoken(*g.steps.front()) : spoken_name(first);
    for (std::size_t k = 1; k < g.steps.size(); ++k) steps += ", then " + spoken(*g.steps[k]);
    return fmt::format("prepares the {} in {} back: {}", spoken(*g.goal),
                       plural(g.steps.size(), "step"), steps);
}

double lead_of(const PreparedGoal& g) {
    return lead_of_prepared + weight_of_worth * (g.worth - usual_worth) -
           loss_of_step * static_cast<double>(g.steps.size());
}

}  // namespace

TransformGoals::TransformGoals(std::shared_ptr<const transforms::TransformLibrary> library,
                               std::shared_ptr<const transforms::TransformLibrary> interchanges,
                               const LookAheadSettings& settings)
    : library_(library),
      interchanges_(interchanges),
      look_ahead_(std::move(library), std::move(interchanges), settings) {}

void TransformGoals::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    const double best = likeliest_prior(moves);
    const auto complete = look_ahead_.complete(position.molecule);
    for (const AppliedTransform& a : complete) {
        const double lead = lead_of_complete + weight_of_worth * (worth_of(a) - usual_worth);
        weigh(offer(moves, a.move, best * std::exp(lead)), 0, complete_reason(a, p));
    }
    if (!complete.empty()) return;
    const auto [at, is_new] = prepared_.try_emplace(p.molecule.smiles());
    if (is_new) {
        at->second = look_ahead_.prepare(position.molecule);
        std::ranges::stable_sort(at->second, std::ranges::greater{}, lead_of);
    }
    for (const PreparedGoal& g : at->second) {
        synthesis::Move& m = offer(moves, g.first, best * std::exp(lead_of(g)));
        const auto card = rule(m.rule);
        weigh(m, 0, prepared_reason(g, card ? card->name : ""));
    }
}

std::optional<synthesis::RuleCard> TransformGoals::rule(std::int64_t number) const {
    return card_of(number, {library_.get(), interchanges_.get()});
}

std::string TransformGoals::describe() const {
    return fmt::format("{} {} {}", name(), library_->hash(), interchanges_->hash());
}

std::optional<synthesis::RuleCard> card_of(
    std::int64_t rule, std::initializer_list<const transforms::TransformLibrary*> libraries) {
    if (rule < synthesis::first_transform_rule || rule >= synthesis::first_protection_rule)
        return std::nullopt;
    for (const transforms::TransformLibrary* library : libraries)
        if (const auto* found =
                library->find(static_cast<int>(rule - synthesis::first_transform_rule)))
            return synthesis::transform_card(*found);
    return std::nullopt;
}

}  // namespace crucible::strategies
