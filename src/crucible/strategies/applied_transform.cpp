#include "crucible/strategies/applied_transform.hpp"

#include <algorithm>

#include "crucible/synthesis/transform_moves.hpp"

namespace crucible::strategies {

std::vector<AppliedTransform> apply_transform(const transforms::Rule& rule,
                                              const transforms::Analysed& molecule,
                                              const transforms::Vocabulary& words,
                                              int least_rating) {
    std::vector<AppliedTransform> out;
    for (transforms::Application& a :
         transforms::evaluate(rule, molecule, words, {.keep_dead = false})) {
        if (a.is_dead() || a.rating < least_rating) continue;
        AppliedTransform applied;
        applied.rule = &rule;
        applied.rating = a.rating;
        applied.changed = std::move(a.outcome.changed_atoms);
        applied.move.rule = synthesis::first_transform_rule + rule.transform().number;
        applied.move.precursors = std::move(a.outcome.reactants);
        applied.move.bonds = std::move(a.outcome.changed_bonds);
        applied.move.origins = std::move(a.outcome.origins);
        applied.move.conflicts = static_cast<int>(a.threatened.size());
        out.push_back(std::move(applied));
    }
    return out;
}

int main_precursor(const synthesis::Move& m) {
    int best = -1;
    std::ptrdiff_t most = 0;
    for (std::size_t k = 0; k < m.origins.size(); ++k) {
        const auto kept = std::ranges::count_if(m.origins[k], [](int atom) { return atom >= 0; });
        if (kept > most) most = kept, best = static_cast<int>(k);
    }
    return best;
}

}  // namespace crucible::strategies
