#include "crucible/strategies/forward_meeting.hpp"

#include <algorithm>
#include <set>

#include "crucible/strategies/applied_transform.hpp"
#include "crucible/strategies/spoken_name.hpp"
#include "crucible/synthesis/transform_moves.hpp"

namespace crucible::strategies {
namespace {

/// A reaction of the target's last step, with what it adds to the part that grows.
struct Addition {
    const transforms::Rule* rule = nullptr;
    std::vector<std::string> partners;
    auto operator<=>(const Addition&) const = default;
};

std::vector<Addition> additions_of(const std::vector<synthesis::Move>& moves,
                                   const transforms::TransformLibrary& library) {
    std::set<std::pair<int, std::vector<std::string>>> seen;
    std::vector<Addition> out;
    for (const synthesis::Move& m : moves) {
        const std::int64_t number = m.rule - synthesis::first_transform_rule;
        const int main = main_precursor(m);
        if (number < 0 || m.rule >= synthesis::first_protection_rule || main < 0) continue;
        const auto* rule = library.find(static_cast<int>(number));
        if (!rule) continue;
        Addition a{rule, m.precursors};
        a.partners.erase(a.partners.begin() + main);
        if (seen.insert({static_cast<int>(number), a.partners}).second) out.push_back(std::move(a));
    }
    return out;
}

std::vector<std::string> products_of(const Addition& a, const std::string& molecule) {
    std::vector<std::string> reactants = a.partners, out;
    reactants.push_back(molecule);
    for (std::size_t k = 0; k < a.rule->alternatives(); ++k)
        std::ranges::move(a.rule->rewrite(k, 0).forward(reactants), std::back_inserter(out));
    return out;
}

/// Whether the target holds all of it, no centre the other way round, and no less of the start.
bool leads_on(const MatchSide& product, const MatchSide& start, const MatchSide& target) {
    const StartMatch in_target = match_start(product, target, 1);
    if (in_target.matched == 0 || in_target.opposed > 0 || in_target.changed > 0) return false;
    const StartMatch own = match_start(start, product, 0.5);
    return own.opposed == 0 && own.centres >= match_start(start, target, 0.5).centres;
}

}  // namespace

std::map<std::string, std::vector<std::string>> run_forward(
    const MatchSide& start, const MatchSide& target, const std::vector<synthesis::Move>& moves,
    const transforms::TransformLibrary& library, const ForwardSettings& settings) {
    std::map<std::string, std::vector<std::string>> out{{start.smiles, {}}};
    const std::vector<Addition> additions = additions_of(moves, library);
    std::vector<std::string> from{start.smiles};
    for (int level = 0; level < settings.levels; ++level) {
        std::vector<std::string> next;
        for (const std::string& molecule : from)
            for (const Addition& a : additions)
                for (const std::string& p : products_of(a, molecule)) {
                    if (out.contains(p) || p == target.smiles || next.size() >= settings.width)
                        continue;
                    if (!leads_on(MatchSide(chem::Molecule::from_smiles(p)), start, target))
                        continue;
                    std::vector<std::string> names = out.at(molecule);
                    names.push_back(spoken_name(a.rule->transform().name));
                    out.emplace(p, std::move(names));
                    next.push_back(p);
                }
        from = std::move(next);
    }
    out.erase(start.smiles);
    return out;
}

}  // namespace crucible::strategies
