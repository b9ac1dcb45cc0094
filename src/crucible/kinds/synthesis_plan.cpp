// synthesis.plan: routes to molecules.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/planned_routes.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/kinds/strategy_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/search_record.hpp"
#include "crucible/synthesis/tree_distance.hpp"

namespace crucible {
namespace {

struct SynthesisPlan {
    std::vector<std::string> targets;
    std::filesystem::path list;
    synthesis::Algorithm algorithm = synthesis::Algorithm::mcts_3n;
    PlanSources sources;
    StrategyParameters strategic;
    SearchParameters search;
    FormulaParameters formulas;
    ConstraintParameters constraints;
    Flag buy_target = Flag::off;
    int exported = 10;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        Value v = shipped_sources(written);
        add_shipped_strategies(written, v);
        return v;
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to be made, as SMILES").positional().one_each();
        f("list", list, "File of molecules to be made: .smi, .csv, .sdf");
        f("algorithm", algorithm, "How routes are searched for");
        sources.describe(f);
        strategic.describe(f);
        search.describe(f);
        formulas.describe(f);
        constraints.describe(f);
        f("buy_target", buy_target, "A target that can be bought counts as made").flag();
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
        f.makes(Artefact::table, "shopping", "shopping.csv",
                "What the best routes begin with: in how many of them, tier, and which file of "
                "the stock has it");
        f.gives("targets", "", "Targets");
        f.gives("solved", "", "Targets with a route from the stock");
        f.gives("routes.*", "", "Solved routes of a target");
        f.gives("score.*", "", "Score of the best route of a target");
        f.gives("steps.*", "", "Reactions of the best route of a target");
        f.gives("cost.*", "", "C_tot of the best route of a target");
        f.gives("calls", "", "Molecules that the model was asked about");
    }

    std::vector<std::string> all_targets() const {
        std::vector<std::string> out;
        const auto add = [&](const std::string& smiles) {
            std::string canonical = chem::plannable_molecule(smiles).smiles();
            if (std::find(out.begin(), out.end(), canonical) == out.end())
                out.push_back(std::move(canonical));
        };
        for (const std::string& t : targets) add(t);
        if (!list.empty())
            for (const chem::MoleculeRecord& m : chem::read_molecules(list).records)
                if (!m.smiles.empty()) add(m.smiles);
        if (out.empty())
            throw InputError("E-plan-target", "there is no molecule to be made",
                             "give a SMILES, or a file of molecules with `list`");
        return out;
    }

    synthesis::SearchSettings settings(const std::string& target, std::uint64_t seed) const {
        synthesis::SearchSettings s = search.settings();
        s.algorithm = algorithm;
        s.seed = seed;
        s.constraints = constraints.constraints(target);
        s.constraints.exclude_target = buy_target == Flag::off;
        if (algorithm == synthesis::Algorithm::formula_bfs || formulas.are_given())
            s.cost = formulas.cost(s.step_yield);
        return s;
    }

    struct World {
        std::vector<std::string> targets;
        OpenedSources sources;
        std::unique_ptr<strategies::StrategicMoves> advised;

        synthesis::MoveSource& moves() { return advised ? *advised : *sources.moves; }
    };

    /// Where a strategy names what routes should begin with, such routes; others where there are
    /// none.
    synthesis::SearchResult routes_to(const std::string& target, World& w,
                                      const RunContext& context) const {
        synthesis::SearchSettings s = settings(target, context.seed());
        const auto search_with = [&] {
            return search_routes(target, w.moves(), w.sources.stock, s, context,
                                 w.sources.rollout.get(), w.sources.value.get());
        };
        if (!w.advised) return search_with();
        w.advised->set_target(target);
        const auto start = s.constraints.start.empty() ? w.advised->start() : std::nullopt;
        if (!start) return search_with();
        s.constraints.start = *start;
        synthesis::SearchResult r = search_with();
        if (r.interrupted || (!r.routes.empty() && r.routes.front().score.solved)) return r;
        s.constraints.start.clear();
        r = search_with();
        r.end += fmt::format("; before, no route was found that begins with {}", *start);
        return r;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        auto& w = worker.once([&] {
            World made{all_targets(),
                       open_sources(sources, search.most_moves, search.most_probability), nullptr};
            if (strategic.are_given())
                made.advised = strategic.around(std::move(made.sources.moves), sources.transforms,
                                                constraints.start);
            return made;
        });
        const std::string& target = w.targets.at(static_cast<std::size_t>(item));
        synthesis::SearchResult r = routes_to(target, w, worker.context());
        synthesis::cluster_routes(r.routes);
        Value v;
        v.set("result", search_value(r));
        v.set("cards", rule_cards(r, w.moves()));
        return to_json(v);
    }

    void run(StepRun& r) const {
        const std::vector<std::string> all = all_targets();
        for (const std::string& t : all) settings(t, 1);  // faults show before any work is done
        r.items(static_cast<std::int64_t>(all.size()));
        std::vector<PlannedTarget> done;
        r.each([&](std::int64_t item, std::string_view bytes) {
            const Value v = parse_json(bytes, "plan");
            done.push_back({all.at(static_cast<std::size_t>(item)),
                            synthesis::search_result_of(v["result"]), v["cards"]});
        });
        r.make("routes", to_json(routes_document(done), JsonStyle::pretty));
        r.make("table", to_csv(route_rows(done)));
        r.make("moves", to_csv(move_rows(done)));
        r.make("searches", to_csv(search_rows(done)));
        make_exports(r, done);
        give_rows(r, done);
    }

    /// For other programs, and what must be bought.
    void make_exports(StepRun& r, const std::vector<PlannedTarget>& done) const {
        const auto best = best_named_routes(done, static_cast<std::size_t>(exported));
        r.make("reactions", synthesis::reaction_smiles(best));
        r.make("rdf", synthesis::routes_rdf(best));
        std::vector<synthesis::StockSource> files;
        for (const auto& file : sources.stock) {
            r.context().check();
            files.push_back(synthesis::open_stock_source(file));
        }
        r.make("shopping", to_csv(synthesis::shopping_list(best, files)));
    }

    static void give_rows(StepRun& r, const std::vector<PlannedTarget>& done) {
        double solved = 0, calls = 0;
        for (std::size_t k = 0; k < done.size(); ++k) {
            const synthesis::SearchResult& result = done[k].result;
            calls += static_cast<double>(result.counts.model_calls);
            const std::string name = std::to_string(k + 1);
            const auto count = std::count_if(result.routes.begin(), result.routes.end(),
                                             [](const auto& x) { return x.score.solved; });
            r.row(Row::number("routes." + name, static_cast<double>(count)));
            if (result.interrupted)
                r.context().warn("the search of " + done[k].smiles + " was interrupted");
            if (result.routes.empty()) continue;
            const synthesis::RouteScore& best = result.routes.front().score;
            solved += best.solved ? 1 : 0;
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
    r.add<SynthesisPlan>("synthesis.plan", {2}, "Search for routes to molecules");
}

}  // namespace crucible
