#include "crucible/synthesis/one_step.hpp"

#include <set>

namespace crucible::synthesis {
namespace {

std::string flat_key(const std::vector<std::string>& components) {
    std::vector<std::string> flat;
    for (const std::string& c : components)
        flat.push_back(chem::Molecule::from_smiles(c).flat_smiles());
    return chem::joined(std::move(flat));
}

}  // namespace

OneStepAnswer find_recorded(const std::vector<std::vector<std::string>>& answers,
                            const std::string& reactants) {
    const auto recorded = chem::canonical_components(reactants);
    const std::string key = chem::joined(recorded), flat = flat_key(recorded);
    OneStepAnswer a;
    std::set<std::string> flat_seen;
    for (const std::vector<std::string>& precursors : answers) {
        ++a.answers;
        if (!a.rank && chem::joined(precursors) == key) a.rank = a.answers;
        if (a.flat_rank) continue;
        const std::string now = flat_key(precursors);
        flat_seen.insert(now);
        if (now == flat) a.flat_rank = flat_seen.size();
    }
    return a;
}

OneStepAnswer ask_one_step(const TemplateMoves& source, const std::string& product,
                           const std::string& reactants, int reaction_class) {
    std::vector<std::vector<std::string>> answers;
    for (Move& m : source.moves_of(chem::Molecule::from_smiles(product), reaction_class))
        answers.push_back(std::move(m.precursors));
    return find_recorded(answers, reactants);
}

void OneStepScore::add(const OneStepAnswer& a) {
    ++asked;
    answers += a.answers;
    for (std::size_t i = 0; i < one_step_ranks.size(); ++i) {
        within[i] += a.rank && a.rank <= one_step_ranks[i];
        flat_within[i] += a.flat_rank && a.flat_rank <= one_step_ranks[i];
    }
    if (a.rank) reciprocal_ranks += 1.0 / static_cast<double>(a.rank);
}

}  // namespace crucible::synthesis
