// What a filter learns from written rules: what records have too little of.

#include <algorithm>
#include <map>
#include <set>

#include "crucible/synthesis/reaction_filter.hpp"

namespace crucible::synthesis {
namespace {

using Sets = std::set<std::vector<std::string>>;

/// Sets of precursors by the number of the rule that speaks of them.
struct Spoken {
    std::map<int, std::vector<std::vector<std::string>>> allowed, killed;
    Sets alive;  ///< by whatever rule, however it is rated
};

Spoken listen_to(const transforms::TransformLibrary& library, const transforms::Analysed& molecule,
                 int least_rating) {
    Spoken out;
    for (const auto& rule : library.rules())
        for (const auto& a :
             transforms::evaluate(*rule, molecule, library.vocabulary(), {.dead_outcomes = true})) {
            if (a.outcome.reactants.empty()) continue;
            const int number = rule->transform().number;
            if (a.is_dead()) {
                out.killed[number].push_back(a.outcome.reactants);
                continue;
            }
            out.alive.insert(a.outcome.reactants);
            if (a.rating >= least_rating) out.allowed[number].push_back(a.outcome.reactants);
        }
    return out;
}

/// One rule after another, each with one of its sets, until there are enough.
std::vector<std::vector<std::string>> chosen(
    const std::map<int, std::vector<std::vector<std::string>>>& by_rule, std::size_t most,
    RandomStream& random) {
    std::vector<int> rules;
    for (const auto& [rule, sets] : by_rule) rules.push_back(rule);
    random.shuffle(std::span(rules));
    std::vector<std::vector<std::string>> out;
    for (const int rule : rules) {
        if (out.size() == most) break;
        const auto& sets = by_rule.at(rule);
        out.push_back(sets[random.index(sets.size())]);
    }
    return out;
}

}  // namespace

std::vector<JudgedReaction> ruled_reactions(const std::string& molecule,
                                            const transforms::TransformLibrary& library,
                                            const RuledSettings& settings, RandomStream& random) {
    const transforms::Analysed analysed(chem::Molecule::from_smiles(molecule),
                                        library.vocabulary());
    const std::string& product = analysed.perception.molecule.smiles();
    Spoken spoken = listen_to(library, analysed, settings.least_rating);
    for (auto& [rule, sets] : spoken.killed)
        std::erase_if(sets, [&](const auto& set) { return spoken.alive.contains(set); });
    std::erase_if(spoken.killed, [](const auto& entry) { return entry.second.empty(); });
    std::vector<JudgedReaction> out;
    for (auto& set : chosen(spoken.allowed, settings.most_of_each, random))
        out.push_back({product, std::move(set), JudgedReaction::Kind::ruled});
    for (auto& set : chosen(spoken.killed, settings.most_of_each, random))
        out.push_back({product, std::move(set), JudgedReaction::Kind::killed});
    return out;
}

}  // namespace crucible::synthesis
