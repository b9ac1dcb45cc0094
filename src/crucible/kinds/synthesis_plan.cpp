// synthesis.plan: routes to molecules.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/route_json.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/search_record.hpp"
#include "crucible/synthesis/tree_distance.hpp"

namespace crucible {
namespace {

/// What a worker found for one target, and the cards of the rules that its routes use.
struct PlannedTarget {
    std::string smiles;
    synthesis::SearchResult result;
    Value cards;
};

void note_rules(const synthesis::RouteNode& n, std::set<std::int64_t>& rules) {
    if (n.has_move) rules.insert(n.move.rule);
    for (const synthesis::RouteNode& c : n.children) note_rules(c, rules);
}

Value rule_cards(const synthesis::SearchResult& r, const synthesis::MoveSource& source) {
    std::set<std::int64_t> rules;
    for (const synthesis::Route& route : r.routes) note_rules(route.root, rules);
    Value out = Value::make_table();
    for (const std::int64_t rule : rules) {
        const synthesis::RuleCard card = source.rule(rule);
        Value v;
        v.set("name", card.name);
        v.set("template", card.smarts);
        v.set("precedent", card.precedent);
        v.set("uses", card.uses);
        out.set(std::to_string(rule), std::move(v));
    }
    return out;
}

struct SynthesisPlan {
    std::vector<std::string> targets;
    std::filesystem::path list;
    synthesis::Algorithm algorithm = synthesis::Algorithm::mcts_3n;
    PlanSources sources;
    SearchParameters search;
    ConstraintParameters constraints;
    Flag buy_target = Flag::off;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        return shipped_sources(written);
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to be made, as SMILES").positional().one_each();
        f("list", list, "File of molecules to be made: .smi, .csv, .sdf");
        f("algorithm", algorithm, "How routes are searched for");
        sources.describe(f);
        search.describe(f);
        constraints.describe(f);
        f("buy_target", buy_target, "A target that can be bought counts as made").flag();
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
        f.gives("targets", "", "Targets");
        f.gives("solved", "", "Targets with a route from the stock");
        f.gives("routes.*", "", "Solved routes of a target");
        f.gives("score.*", "", "Score of the best route of a target");
        f.gives("steps.*", "", "Reactions of the best route of a target");
        f.gives("cost.*", "", "C_tot of the best route of a target");
        f.gives("calls", "", "Molecules that the model was asked about");
        f.figure({.id = "pareto",
                  .form = "scatter",
                  .table = "table",
                  .x = "steps",
                  .y = "cost",
                  .label = "cost",
                  .title = "Routes.",
                  .caption = "Cost of each route by its number of reactions."});
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
        return s;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        struct World {
            std::vector<std::string> targets;
            OpenedSources sources;
        };
        auto& w = worker.once([&] {
            return World{all_targets(),
                         open_sources(sources, search.most_moves, search.most_probability)};
        });
        const std::string& target = w.targets.at(static_cast<std::size_t>(item));
        synthesis::SearchResult r = search_routes(
            target, *w.sources.moves, w.sources.stock, settings(target, worker.context().seed()),
            worker.context(), w.sources.rollout.get(), w.sources.value.get());
        synthesis::cluster_routes(r.routes);
        Value v;
        v.set("result", search_value(r));
        v.set("cards", rule_cards(r, *w.sources.moves));
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
        give_rows(r, done);
    }

    static Value routes_document(const std::vector<PlannedTarget>& done) {
        Value out = Value::make_list();
        for (const PlannedTarget& t : done)
            for (const synthesis::Route& route : t.result.routes) {
                Value tree = route_value(route.root, [&](const synthesis::RouteNode& n) {
                    Value v = t.cards[std::to_string(n.move.rule)];
                    v.set("policy_probability", n.move.prior);
                    v.set("feasibility", n.move.feasibility);
                    v.set("rule", n.move.rule);
                    Value bonds = Value::make_list();
                    for (const auto& [a, b] : n.move.bonds) {
                        Value bond = Value::make_list();
                        bond.push(a);
                        bond.push(b);
                        bonds.push(std::move(bond));
                    }
                    v.set("bonds", std::move(bonds));
                    return v;
                });
                Value scores;
                scores.set("score", route.score.score);
                scores.set("cost", route.score.cost);
                scores.set("probability", route.score.probability);
                scores.set("steps", route.score.steps);
                tree.set("scores", std::move(scores));
                tree.set("is_solved", route.score.solved);
                tree.set("cluster", route.cluster);
                out.push(std::move(tree));
            }
        return out;
    }

    static Table route_rows(const std::vector<PlannedTarget>& done) {
        Table t;
        std::vector<std::string> target, solved, front, text;
        std::vector<std::vector<double>> numbers(11);
        for (const PlannedTarget& p : done) {
            const auto best = synthesis::pareto_front(p.result.routes);
            for (std::size_t k = 0; k < p.result.routes.size(); ++k) {
                const synthesis::Route& route = p.result.routes[k];
                const synthesis::RouteScore& s = route.score;
                target.push_back(p.smiles);
                solved.push_back(s.solved ? "yes" : "no");
                front.push_back(std::find(best.begin(), best.end(), k) != best.end() ? "yes"
                                                                                     : "no");
                text.push_back(synthesis::route_text(route.root));
                const double row[] = {static_cast<double>(k + 1),
                                      s.score,
                                      static_cast<double>(s.steps),
                                      static_cast<double>(s.longest),
                                      s.cost,
                                      s.probability,
                                      s.convergence,
                                      s.confidence,
                                      static_cast<double>(s.leaves),
                                      static_cast<double>(s.leaves_in_stock),
                                      static_cast<double>(route.cluster)};
                for (std::size_t c = 0; c < numbers.size(); ++c) numbers[c].push_back(row[c]);
            }
        }
        t.add_texts("target") = target;
        const char* names[] = {"rank",        "score",      "steps",  "longest",  "cost",   "P_tot",
                               "convergence", "confidence", "leaves", "in stock", "cluster"};
        for (std::size_t c = 0; c < numbers.size(); ++c) t.add_numbers(names[c]) = numbers[c];
        t.add_texts("solved") = solved;
        t.add_texts("Pareto") = front;
        t.add_texts("route") = text;
        return t;
    }

    struct MoveRows {
        std::vector<std::string> target, product, precursors, name, precedent;
        std::vector<double> rank, depth, prior, feasibility, rule;

        void add(const PlannedTarget& p, double route, const synthesis::RouteNode& n, int level) {
            if (!n.has_move) return;
            const Value& card = p.cards[std::to_string(n.move.rule)];
            std::string left;
            for (const std::string& s : n.move.precursors) left += (left.empty() ? "" : ".") + s;
            target.push_back(p.smiles);
            rank.push_back(route);
            depth.push_back(level);
            product.push_back(n.smiles);
            precursors.push_back(left);
            prior.push_back(n.move.prior);
            feasibility.push_back(n.move.feasibility);
            rule.push_back(static_cast<double>(n.move.rule));
            name.push_back(card["name"].text);
            precedent.push_back(card["precedent"].text);
            for (const synthesis::RouteNode& c : n.children) add(p, route, c, level + 1);
        }
    };

    static Table move_rows(const std::vector<PlannedTarget>& done) {
        MoveRows rows;
        for (const PlannedTarget& p : done)
            for (std::size_t k = 0; k < p.result.routes.size(); ++k)
                rows.add(p, static_cast<double>(k + 1), p.result.routes[k].root, 1);
        Table t;
        t.add_texts("target") = rows.target;
        t.add_numbers("route") = rows.rank;
        t.add_numbers("depth") = rows.depth;
        t.add_texts("product") = rows.product;
        t.add_texts("precursors") = rows.precursors;
        t.add_numbers("prior") = rows.prior;
        t.add_numbers("feasibility") = rows.feasibility;
        t.add_numbers("rule") = rows.rule;
        t.add_texts("name") = rows.name;
        t.add_texts("precedent") = rows.precedent;
        return t;
    }

    static Table search_rows(const std::vector<PlannedTarget>& done) {
        Table t;
        std::vector<std::string> target, end;
        std::vector<double> routes, iterations, calls, cached, rollouts, rejected, first, seconds;
        for (const PlannedTarget& p : done) {
            const synthesis::SearchCounts& c = p.result.counts;
            target.push_back(p.smiles);
            end.push_back(p.result.end);
            routes.push_back(static_cast<double>(p.result.routes.size()));
            iterations.push_back(static_cast<double>(c.iterations));
            calls.push_back(static_cast<double>(c.model_calls));
            cached.push_back(static_cast<double>(c.cached));
            rollouts.push_back(static_cast<double>(c.rollout_calls));
            rejected.push_back(static_cast<double>(c.rejected));
            first.push_back(static_cast<double>(c.first_route));
            seconds.push_back(c.seconds);
        }
        t.add_texts("target") = target;
        t.add_texts("end") = end;
        t.add_numbers("routes") = routes;
        t.add_numbers("iterations") = iterations;
        t.add_numbers("calls") = calls;
        t.add_numbers("from memory") = cached;
        t.add_numbers("rollout calls") = rollouts;
        t.add_numbers("moves refused") = rejected;
        t.add_numbers("first route after") = first;
        t.add_numbers("time", "s") = seconds;
        return t;
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
    r.add<SynthesisPlan>("synthesis.plan", {1}, "Search for routes to molecules");
}

}  // namespace crucible
