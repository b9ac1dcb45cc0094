#include "crucible/kinds/plan_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "crucible/base/error.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/planning_systems.hpp"
#include "crucible/study/toml.hpp"
#include "crucible/synthesis/search_record.hpp"
#include "crucible/synthesis/tree_distance.hpp"

namespace crucible {
namespace {

synthesis::SearchResult routes_to(const std::string& target, OpenedPlan& opened,
                                  synthesis::SearchSettings s, const RunContext& context) {
    const auto search_with = [&] {
        return search_routes(target, opened.moves(), opened.sources.stock, s, context,
                             opened.sources.rollout.get(), opened.sources.value.get());
    };
    if (!opened.advised) return search_with();
    opened.advised->set_target(target);
    const auto start = s.constraints.start.empty() ? opened.advised->start() : std::nullopt;
    if (!start) return search_with();
    s.constraints.start = *start;
    synthesis::SearchResult r = search_with();
    if (r.interrupted || (!r.routes.empty() && r.routes.front().score.solved)) return r;
    s.constraints.start.clear();
    r = search_with();
    r.end += fmt::format("; before, no route was found that begins with {}", *start);
    return r;
}

}  // namespace

void PlanSettings::describe(Fields& f) {
    f("algorithm", algorithm, "How routes are searched for");
    sources.describe(f);
    strategic.describe(f);
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

OpenedPlan PlanSettings::open() const {
    OpenedPlan out{open_sources(sources, search.most_moves, search.most_probability), nullptr};
    if (strategic.are_given())
        out.advised = strategic.around(std::move(out.sources.moves), sources.transforms,
                                       constraints.start, sources.stock);
    return out;
}

void PlanSettings::require_rules(OpenedPlan& opened) const {
    for (const std::int64_t rule : constraints.banned_rules)
        if (!opened.moves().has_rule(rule))
            throw InputError("E-search-route",
                             fmt::format("there is no rule {} to be banned", rule),
                             "give a number that moves.csv or a page shows; those of written "
                             "transforms begin at 1000000 and want --rules written or both");
}

PlannedTarget PlanSettings::plan(const PlanTarget& target, OpenedPlan& opened,
                                 const RunContext& context) const {
    PlannedTarget out;
    out.smiles = target.smiles, out.name = target.name;
    out.result = routes_to(target.smiles, opened, settings(target.smiles, context.seed()), context);
    if (out.result.interrupted) throw Stopped{};  // half a search is no result to be kept
    synthesis::cluster_routes(out.result.routes);
    out.cards = rule_cards(out.result, opened.moves());
    return out;
}

Value shipped_with_plans(const Value& written) {
    Value all = written;
    if (const PlanningSystem* system = planning_system(written["preset"].text))
        for (const Member& m : parse_toml(system->settings, std::string(system->name)).table)
            if (!written.find(m.key)) all.set(m.key, m.value);
    Value v = shipped_sources(all);
    add_shipped_strategies(all, v);
    return v;
}

std::vector<PlanTarget> plan_targets(const std::vector<std::string>& typed,
                                     const std::filesystem::path& list) {
    std::vector<PlanTarget> out;
    const auto add = [&](const std::string& smiles, const std::string& name) {
        std::string canonical = chem::plannable_molecule(smiles).smiles();
        const auto same = std::ranges::find(out, canonical, &PlanTarget::smiles);
        if (same == out.end())
            out.push_back({std::move(canonical), name});
        else if (same->name.empty())
            same->name = name;
    };
    for (const std::string& t : typed) {
        std::error_code is_no_path;  // most SMILES are none, some are too long for one
        if (std::filesystem::is_regular_file(t, is_no_path))
            throw InputError("E-plan-target", fmt::format("'{}' is a file", t),
                             fmt::format("write --list {} for the molecules in it", t));
        add(t, "");
    }
    if (!list.empty()) {
        const auto read = chem::read_molecules(list);
        if (!read.bad.empty())
            throw InputError("E-smiles", read.bad.front().why, "mend it, or take the line out",
                             {list.string(), read.bad.front().line, read.bad.front().column});
        for (const chem::MoleculeRecord& m : read.records) {
            if (m.smiles.empty()) continue;
            try {
                add(m.smiles, m.name);
            } catch (InputError& e) {
                e.locate({list.string(), m.line, 0});
                throw;
            }
        }
    }
    if (out.empty())
        throw InputError("E-plan-target", "there is no molecule to be made",
                         "give a SMILES, or a file of molecules with `list`");
    return out;
}

std::string planned_bytes(const PlannedTarget& p) {
    Value v;
    v.set("smiles", p.smiles);
    v.set("name", p.name);
    v.set("result", search_value(p.result));
    v.set("cards", p.cards);
    return to_json(v);
}

PlannedTarget planned_from(std::string_view bytes) {
    const Value v = parse_json(bytes, "plan");
    return {v["smiles"].text, synthesis::search_result_of(v["result"]), v["cards"], v["name"].text};
}

}  // namespace crucible
