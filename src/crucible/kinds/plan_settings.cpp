#include "crucible/kinds/plan_settings.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/planning_systems.hpp"
#include "crucible/synthesis/search_record.hpp"
#include "crucible/synthesis/tree_distance.hpp"

namespace crucible {

void PlanSettings::describe(Fields& f) {
    f("algorithm", algorithm, "How routes are searched for");
    sources.describe(f);
    search.describe(f);
    formulas.describe(f);
    constraints.describe(f);
    f("buy_target", buy_target, "A target that can be bought counts as made").flag();
    for (const PlanningSystem& s : planning_systems()) f.preset(s.name, s.sentence, s.settings);
}

synthesis::SearchSettings PlanSettings::settings(const std::string& target,
                                                 std::uint64_t seed) const {
    synthesis::SearchSettings s = search.settings();
    s.algorithm = algorithm;
    s.seed = seed;
    s.constraints = constraints.constraints(target);
    s.constraints.exclude_target = buy_target == Flag::off;
    if (algorithm == synthesis::Algorithm::formula_bfs || formulas.are_given())
        s.cost = formulas.cost(s.step_yield);
    return s;
}

PlannedTarget PlanSettings::plan(const std::string& target, OpenedSources& opened,
                                 const RunContext& context) const {
    PlannedTarget out;
    out.smiles = target;
    out.result =
        search_routes(target, *opened.moves, opened.stock, settings(target, context.seed()),
                      context, opened.rollout.get(), opened.value.get());
    synthesis::cluster_routes(out.result.routes);
    out.cards = rule_cards(out.result, *opened.moves);
    return out;
}

std::vector<std::string> plan_targets(const std::vector<std::string>& typed,
                                      const std::filesystem::path& list) {
    std::vector<std::string> out;
    const auto add = [&](const std::string& smiles) {
        std::string canonical = chem::plannable_molecule(smiles).smiles();
        if (std::ranges::find(out, canonical) == out.end()) out.push_back(std::move(canonical));
    };
    for (const std::string& t : typed) add(t);
    if (!list.empty())
        for (const chem::MoleculeRecord& m : chem::read_molecules(list).records)
            if (!m.smiles.empty()) add(m.smiles);
    if (out.empty())
        throw InputError("E-plan-target", "there is no molecule to be made",
                         "give a SMILES, or a file of molecules with `list`");
    return out;
}

std::string planned_bytes(const PlannedTarget& p) {
    Value v;
    v.set("smiles", p.smiles);
    v.set("result", search_value(p.result));
    v.set("cards", p.cards);
    return to_json(v);
}

PlannedTarget planned_from(std::string_view bytes) {
    const Value v = parse_json(bytes, "plan");
    return {v["smiles"].text, synthesis::search_result_of(v["result"]), v["cards"]};
}

}  // namespace crucible
