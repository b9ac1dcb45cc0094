// synthesis.plan: routes to molecules.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/plan_settings.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

struct SynthesisPlan {
    std::vector<std::string> targets;
    std::filesystem::path list;
    PlanSettings plan;
    int exported = 10;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        return shipped_with_plans(written);
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to be made, as SMILES").positional().one_each();
        f("list", list, "File of molecules to be made: .smi, .csv, .sdf");
        plan.describe(f);
        f("exported", exported,
          "Best routes of each target in reactions.smi, routes.rdf and shopping.csv")
            .within(1, 10000);
        f.example("crucible synthesis plan \"CC(=O)Nc1ccc(O)cc1\" --run paracetamol");
        f.example(
            "crucible synthesis plan --list targets.smi --algorithm retro-star --time \"60 s\"");
        describe_plan_outputs(f);
    }

    static void describe_plan_outputs(Fields& f) {
        f.makes(Artefact::routes, "routes", "routes.json",
                "Routes of each target, best first, as AiZynthFinder writes them");
        f.makes(Artefact::table, "table", "routes.csv", "Scores of every route");
        f.makes(Artefact::table, "moves", "moves.csv", "Every reaction of every route");
        f.makes(Artefact::table, "searches", "searches.csv", "What the search of each target took");
        f.makes(Artefact::file, "reactions", "reactions.smi",
                "Reaction SMILES of the best routes, first steps first, with target-route-step");
        f.makes(Artefact::file, "rdf", "routes.rdf", "The same as RDF, with coordinates");
        f.makes(
            Artefact::file, "proof", "proof.txt",
            "With `prove`: goals, rules, lemmas and refutations, then the proof of each target");
        f.makes(Artefact::table, "shopping", "shopping.csv",
                "What the best routes begin with: in how many of them, tier, and which file of "
                "the stock has it");
        f.gives("targets", "", "Targets");
        f.gives("solved", "", "Targets with a route from the stock");
        f.gives("name.*", "", "Name of a target, where the list has one");
        f.gives("routes.*", "", "Solved routes of a target");
        f.gives("score.*", "", "Score of the best route of a solved target");
        f.gives("steps.*", "", "Reactions of the best route of a solved target");
        f.gives("cost.*", "", "C_tot of the best route of a solved target");
        f.gives("uncontrolled.*", "",
                "Stereocentres that the best route sets without control, where there are some");
        f.gives("incomplete.*", "", "Incomplete routes of a target without a solved one");
        f.gives("missing.*", "", "Starting materials of the best of these that are not in stock");
        f.gives("calls", "", "Molecules that the model was asked about");
    }

    std::string work(std::int64_t item, Worker& worker) const {
        struct World {
            std::vector<PlanTarget> targets;
            OpenedPlan opened;
        };
        auto& w = worker.once([&] {
            World world{plan_targets(targets, list), plan.open()};
            plan.require_rules(world.opened);
            return world;
        });
        return planned_bytes(
            plan.plan(w.targets.at(static_cast<std::size_t>(item)), w.opened, worker.context()));
    }

    void run(StepRun& r) const {
        const std::vector<PlanTarget> all = plan_targets(targets, list);
        for (const PlanTarget& t : all)
            plan.settings(t.smiles, 1);  // faults show before work is done
        r.items(static_cast<std::int64_t>(all.size()));
        std::vector<PlannedTarget> done;
        r.each([&](std::int64_t, std::string_view bytes) { done.push_back(planned_from(bytes)); });
        r.make("routes", to_json(routes_document(done), JsonStyle::pretty));
        r.make("table", to_csv(route_rows(done)));
        r.make("moves", to_csv(move_rows(done)));
        r.make("searches", to_csv(search_rows(done)));
        r.make("proof", proof_text(done));
        make_exports(r, done);
        give_rows(r, done);
    }

    /// For other programs, and what must be bought.
    void make_exports(StepRun& r, const std::vector<PlannedTarget>& done) const {
        const auto best = best_named_routes(done, static_cast<std::size_t>(exported));
        r.make("reactions", synthesis::reaction_smiles(best));
        r.make("rdf", synthesis::routes_rdf(best));
        std::vector<synthesis::StockSource> files;
        for (const auto& file : plan.sources.stock) {
            r.context().check();
            files.push_back(synthesis::open_stock_source(file));
            for (const std::string& w : files.back().warnings) r.context().warn(w);
        }
        r.make("shopping", to_csv(synthesis::shopping_list(best, files)));
    }

    /// What the best route of a target leaves to chance.
    static std::string uncontrolled_words(const PlannedTarget& p) {
        const auto controlled =
            std::ranges::find_if(p.result.routes, [](const synthesis::Route& route) {
                return route.score.solved && route.score.uncontrolled == 0;
            });
        return fmt::format(
            "{}: {} of the best route: no precursor has what the product of a step is given, and "
            "the step does not say what sets it; {}",
            p.words(),
            p.result.routes.front().score.uncontrolled == 1
                ? "stereocentre not controlled in a step"
                : fmt::format("stereocentres not controlled ({}) in steps",
                              p.result.routes.front().score.uncontrolled),
            controlled == p.result.routes.end()
                ? "no route from the stock is without such a step"
                : fmt::format("route {} has none such", controlled - p.result.routes.begin() + 1));
    }

    static void give_rows(StepRun& r, const std::vector<PlannedTarget>& done) {
        double solved = 0, calls = 0;
        for (std::size_t k = 0; k < done.size(); ++k) {
            const synthesis::SearchResult& result = done[k].result;
            calls += static_cast<double>(result.counts.model_calls);
            const std::string name = std::to_string(k + 1);
            if (!done[k].name.empty()) r.row(Row::words("name." + name, done[k].name));
            r.row(Row::number("routes." + name, static_cast<double>(done[k].solved())));
            if (result.routes.empty()) continue;
            const synthesis::RouteScore& best = result.routes.front().score;
            if (!best.solved) {
                r.row(Row::number("incomplete." + name, static_cast<double>(result.routes.size())));
                r.row(Row::number("missing." + name, best.leaves - best.leaves_in_stock));
                continue;
            }
            solved += 1;
            if (best.uncontrolled > 0) {
                r.row(Row::number("uncontrolled." + name, best.uncontrolled));
                r.context().warn(uncontrolled_words(done[k]));
            }
            r.row(Row::number("score." + name, best.score));
            r.row(Row::number("steps." + name, best.steps));
            r.row(Row::number("cost." + name, best.cost));
        }
        r.row(Row::number("targets", static_cast<double>(done.size())));
        r.row(Row::number("solved", solved, "", static_cast<std::int64_t>(done.size())));
        r.row(Row::number("calls", calls));
    }
};

}  // namespace

void register_synthesis_plan(Registry& r) {
    r.add<SynthesisPlan>("synthesis.plan", {4}, "Search for routes to molecules");
}

}  // namespace crucible
