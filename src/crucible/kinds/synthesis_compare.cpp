// synthesis.compare: one molecule, every system of the field.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/compared_systems.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/plan_settings.hpp"
#include "crucible/kinds/planning_systems.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

struct SynthesisCompare {
    std::vector<std::string> targets;
    std::filesystem::path list;
    std::vector<std::string> systems;
    PlanSources sources;
    StrategyParameters strategic;
    SearchParameters search;
    ConstraintParameters constraints;
    Flag buy_target = Flag::off;
    int kept = 3;

    /// Everything that ships, since each system takes what it knows.
    static Value settings_before(const Value& written, const std::filesystem::path&) {
        Value all = written;
        all.set("rules", "both");
        all.set("strategies", every_strategy());
        Value v = shipped_sources(all);
        add_shipped_strategies(all, v);
        return v;
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to be made, as SMILES").positional().one_each();
        f("list", list, "File of molecules to be made: .smi, .csv, .sdf");
        f("systems", systems,
          "Systems, as presets of synthesis.plan are called; none: all of them, liu-2017 only with "
          "a `translator`");
        sources.describe_files(f);
        strategic.describe_settings(f);
        search.describe(f);
        constraints.describe(f);
        f("buy_target", buy_target, "A target that can be bought counts as made").flag();
        f("kept", kept, "Best routes of each system that are kept").within(1, 100);
        f.example("crucible synthesis compare \"CC(=O)Nc1ccc(O)cc1\" --run paracetamol");
        f.makes(Artefact::table, "systems", "systems.csv",
                "What each system found for each target: routes, scores, time and calls");
        f.makes(Artefact::routes, "routes", "routes.json", "Best routes of each system");
        f.makes(Artefact::table, "moves", "moves.csv", "Every reaction of these routes, and why");
        f.makes(Artefact::table, "distances", "distances.csv",
                "How unlike the best routes of two systems are: 0 equal, 1 nothing in common");
        f.gives("solved.*", "", "Targets that a system found a route for");
        f.gives("seconds.*", "s", "Time of a system's searches");
        f.gives("calls.*", "", "Molecules that a system asked its rules or its model about");
    }

    std::vector<const PlanningSystem*> chosen() const {
        std::vector<const PlanningSystem*> out;
        if (systems.empty())
            for (const PlanningSystem& s : planning_systems())
                if (s.moves != SystemMoves::translator || !sources.translator.empty())
                    out.push_back(&s);
        for (const std::string& name : systems) {
            const PlanningSystem* s = planning_system(name);
            if (!s) throw unknown(name);
            if (s->moves == SystemMoves::translator && sources.translator.empty())
                throw InputError("E-plan-sources",
                                 fmt::format("{} has no translator to plan with", name),
                                 "train one (synthesis.train-translator) and give it with "
                                 "`translator`");
            out.push_back(s);
        }
        return out;
    }

    static InputError unknown(const std::string& name) {
        std::vector<std::string> known;
        for (const PlanningSystem& s : planning_systems()) known.emplace_back(s.name);
        return {"E-plan-system",
                fmt::format("unknown system '{}'{}", name, did_you_mean(name, known)),
                fmt::format("expected one of: {}", fmt::join(known, ", "))};
    }

    /// The system's own settings over those that all have in common.
    PlanSettings settings_of(const PlanningSystem& system) const {
        PlanSettings s;
        s.sources = sources, s.strategic = strategic;
        s.search = search, s.constraints = constraints;
        s.buy_target = buy_target;
        if (system.moves != SystemMoves::translator) s.sources.translator.clear();
        Fields f;
        s.describe(f);
        Value preset;
        preset.set("preset", std::string(system.name));
        Problems problems;
        fill(preset, f, problems, "systems");
        if (!problems.empty()) throw StudyError(std::move(problems));
        return s;
    }

    /// One system on one target: those of a target come one after another.
    std::string work(std::int64_t item, Worker& worker) const {
        struct World {
            std::vector<PlanTarget> targets;
            std::vector<const PlanningSystem*> systems;
            std::map<std::string_view, OpenedPlan> opened;
        };
        auto& w = worker.once([&] { return World{plan_targets(targets, list), chosen(), {}}; });
        const auto n = static_cast<std::int64_t>(w.systems.size());
        const PlanningSystem& system = *w.systems.at(static_cast<std::size_t>(item % n));
        const PlanSettings settings = settings_of(system);
        auto at = w.opened.find(system.name);
        if (at == w.opened.end()) at = w.opened.emplace(system.name, settings.open()).first;
        return planned_bytes(settings.plan(w.targets.at(static_cast<std::size_t>(item / n)),
                                           at->second, worker.context()));
    }

    void run(StepRun& r) const {
        const std::vector<PlanTarget> all = plan_targets(targets, list);
        const auto known = chosen();
        for (const PlanningSystem* s : known)  // faults show before any work is done
            for (const PlanTarget& t : all) settings_of(*s).settings(t.smiles, 1);
        r.items(static_cast<std::int64_t>(all.size() * known.size()));
        std::vector<ComparedPlan> done;
        r.each([&](std::int64_t item, std::string_view bytes) {
            PlannedTarget plan = planned_from(bytes);
            if (plan.result.routes.size() > static_cast<std::size_t>(kept))
                plan.result.routes.resize(static_cast<std::size_t>(kept));
            done.push_back({known[static_cast<std::size_t>(item) % known.size()], std::move(plan)});
        });
        r.make("systems", to_csv(system_rows(done)));
        r.make("routes", to_json(compared_routes(done), JsonStyle::pretty));
        r.make("moves", to_csv(compared_moves(done)));
        r.make("distances", to_csv(system_distances(done)));
        give(r, known, done);
    }

    static void give(StepRun& r, const std::vector<const PlanningSystem*>& known,
                     const std::vector<ComparedPlan>& done) {
        for (const PlanningSystem* s : known) {
            double solved = 0, seconds = 0, calls = 0;
            std::int64_t asked = 0;
            for (const ComparedPlan& c : done) {
                if (c.system != s) continue;
                ++asked;
                const auto& routes = c.plan.result.routes;
                solved += !routes.empty() && routes.front().score.solved ? 1 : 0;
                seconds += c.plan.result.counts.seconds;
                calls += static_cast<double>(c.plan.result.counts.model_calls);
            }
            const std::string name(s->name);
            r.row(Row::number("solved." + name, solved, "", asked));
            r.row(Row::number("seconds." + name, seconds, "s"));
            r.row(Row::number("calls." + name, calls));
        }
    }
};

}  // namespace

void register_synthesis_compare(Registry& r) {
    r.add<SynthesisCompare>("synthesis.compare", {2},
                            "Plan a molecule as every system of the field would");
}

}  // namespace crucible
