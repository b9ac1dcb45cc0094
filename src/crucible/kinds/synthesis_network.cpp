// synthesis.network: what a collection of reactions says about making its molecules.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/network_chains.hpp"
#include "crucible/synthesis/network_reading.hpp"
#include "crucible/synthesis/network_shared.hpp"
#include "crucible/synthesis/network_statistics.hpp"
#include "crucible/synthesis/route_json.hpp"
#include "crucible/synthesis/score.hpp"

namespace crucible {
namespace {

using NetworkIndex = synthesis::ReactionNetwork::Index;

/// The network with its stock and the cheapest syntheses.
struct NetworkWorld {
    synthesis::ReactionNetwork network;
    synthesis::NetworkCosts costs;
    synthesis::CheapestSyntheses cheapest;
    std::vector<char> in_stock;
};

struct SynthesisNetwork {
    std::vector<std::filesystem::path> reactions, stock;
    std::vector<std::string> targets;
    double reaction_cost = 1, leaf_cost = 1, average_yield = 0.8;
    int depth = 8, least_chain = 2, beam = 64;
    std::int64_t most_steps = 200'000;

    void describe(Fields& f) {
        f("reactions", reactions,
          "Tables of reactions: columns product and reactants (canonical SMILES, parted by dots), "
          "perhaps id and yield")
            .required("[\"reactions.csv\"]")
            .positional();
        f("stock", stock,
          "Files of what can be bought; none: everything that no reaction of the network makes");
        f("targets", targets, "Molecules to be made, as SMILES").one_each();
        f("reaction_cost", reaction_cost, "Cost of one reaction, C0").within(0, 1e9);
        f("leaf_cost", leaf_cost, "Cost of what is bought and has no price").within(0, 1e9);
        f("average_yield", average_yield, "Yield of a reaction that has none recorded")
            .within(0.01, 1);
        f("depth", depth, "Most reactions in a line of the syntheses that are counted")
            .within(1, 100);
        f("least_chain", least_chain, "Fewest reactions in a line of the recorded routes")
            .within(1, 100);
        f("beam", beam, "Plans kept side by side in the search for a shared one").within(1, 1e5);
        f("most_steps", most_steps,
          "Steps of the proof that no shared plan is cheaper; 0: no proof")
            .within(0, 1e9);
        f.example("crucible synthesis network reactions.csv --targets \"CC(=O)Nc1ccc(O)cc1\"");
        describe_outputs(f);
    }

    static void describe_outputs(Fields& f) {
        f.makes(Artefact::routes, "routes", "routes.json", "The cheapest route of each target");
        f.makes(Artefact::table, "targets", "targets.csv",
                "Cost, steps, popularity and number of syntheses of each target");
        f.makes(Artefact::table, "plan", "plan.csv",
                "One plan for all targets, shared intermediates made once");
        f.makes(Artefact::routes, "chains", "chains.json",
                "Recorded routes: the longest line of reactions that makes each molecule");
        f.makes(Artefact::table, "chain-table", "chains.csv", "The same as a list");
        f.makes(Artefact::table, "degrees", "degrees.csv",
                "How many molecules are made and used by how many reactions");
        f.makes(Artefact::table, "costs", "costs.csv",
                "How many molecules can be made at which cost, a reaction's being 1");
        f.gives("records", "", "Reactions read");
        f.gives("reactions", "", "Different reactions");
        f.gives("molecules", "", "Different molecules");
        f.gives("in-stock", "", "Molecules that can be bought");
        f.gives("makeable", "", "Molecules that can be made from the stock");
        f.gives("uses.mean", "", "Mean number of reactions that use a molecule that is used");
        f.gives("uses.most", "", "Reactions that use the most used molecule");
        f.gives("uses.most-used", "", "That molecule");
        f.gives("uses.exponent", "", "Exponent of the power law of uses, by greatest likelihood");
        f.gives("uses.from", "", "Uses from which the law holds best");
        f.gives("chains.*", "", "Molecules with a recorded line of at least so many reactions");
        f.gives("plan.*", "", "Cost of the targets one by one, together, and what that saves");
        f.figure({.id = "degrees",
                  .form = "scatter",
                  .table = "degrees",
                  .x = "log10 reactions",
                  .y = "log10 molecules used",
                  .label = "log10 molecules",
                  .title = "Uses of molecules.",
                  .caption = "How many molecules so many reactions use, both as log10."});
        f.figure({.id = "costs",
                  .form = "line",
                  .table = "costs",
                  .x = "cost",
                  .y = "molecules",
                  .label = "molecules",
                  .title = "Costs of synthesis.",
                  .caption = "Molecules by the cost of their cheapest synthesis, without yields."});
    }

    NetworkWorld world(StepRun& r) const {
        NetworkWorld w;
        for (const auto& file : reactions) {
            r.context().check();
            synthesis::add_reactions(w.network, parse_csv(read_file(file), file.string()),
                                     file.string());
        }
        const std::size_t n = w.network.molecules();
        w.costs.reaction = reaction_cost;
        if (stock.empty()) {
            w.costs.bought.assign(n, synthesis::not_to_be_had);
            for (NetworkIndex m = 0; m < n; ++m)
                if (w.network.made_by(m).empty()) w.costs.bought[m] = leaf_cost;
        } else {
            synthesis::StockSettings s;
            s.files = stock;
            const synthesis::Stock bought = synthesis::Stock::open(s);
            for (const std::string& note : bought.notes()) r.context().log(note);
            w.costs.bought = synthesis::bought_costs(w.network, bought, leaf_cost);
        }
        w.cheapest = synthesis::cheapest_syntheses(w.network, w.costs);
        for (const double c : w.costs.bought)
            w.in_stock.push_back(c < synthesis::not_to_be_had ? 1 : 0);
        return w;
    }

    void run(StepRun& r) const {
        const NetworkWorld w = world(r);
        r.row(Row::number("records", static_cast<double>(w.network.records())));
        r.row(Row::number("reactions", static_cast<double>(w.network.reactions().size())));
        r.row(Row::number("molecules", static_cast<double>(w.network.molecules())));
        r.row(Row::number(
            "in-stock", static_cast<double>(std::count(w.in_stock.begin(), w.in_stock.end(), 1))));
        r.row(Row::number("makeable", static_cast<double>(std::count_if(
                                          w.cheapest.reaction.begin(), w.cheapest.reaction.end(),
                                          [](std::int64_t x) { return x >= 0; }))));
        give_targets(r, w);
        give_chains(r, w);
        give_degrees(r, w.network);
        give_costs(r, w);
    }

    NetworkIndex find_target(const synthesis::ReactionNetwork& n, const std::string& smiles) const {
        auto m = n.find(smiles);
        if (!m) m = n.find(chem::canonical_smiles(smiles));
        if (!m)
            throw InputError("E-network-route",
                             fmt::format("no reaction of the network has the target {}", smiles),
                             "give a molecule of the network, or plan it with synthesis.plan");
        return *m;
    }

    static synthesis::MoveMetadata records_of(const synthesis::ReactionNetwork& n) {
        return [&n](const synthesis::RouteNode& node) {
            const auto& reaction = n.reactions()[static_cast<std::size_t>(node.move.rule)];
            Value v;
            v.set("ID", reaction.id);
            v.set("records", reaction.records);
            return v;
        };
    }

    void give_targets(StepRun& r, const NetworkWorld& w) const {
        const synthesis::ReactionNetwork& n = w.network;
        Value routes = Value::make_list();
        Table t;
        std::vector<std::string> smiles, counts;
        std::vector<double> cost, lossy, steps, popular;
        const std::vector<Natural> ways = targets.empty()
                                              ? std::vector<Natural>()
                                              : synthesis::count_syntheses(n, w.in_stock, depth);
        std::vector<NetworkIndex> wanted;
        const synthesis::NetworkCosts forced = without_buying(w, wanted);
        const synthesis::CheapestSyntheses made = synthesis::cheapest_syntheses(n, forced);
        synthesis::NetworkCosts forced_lossy = forced;
        forced_lossy.yield = average_yield;
        const synthesis::CheapestSyntheses made_lossy =
            synthesis::cheapest_syntheses(n, forced_lossy);
        for (const NetworkIndex m : wanted) {
            const synthesis::RouteNode route = synthesis::cheapest_route(n, made, m);
            routes.push(synthesis::route_value(route, records_of(n)));
            smiles.push_back(n.name(m));
            counts.push_back(ways[m].text());
            cost.push_back(made.cost[m]);
            lossy.push_back(made_lossy.cost[m]);
            steps.push_back(synthesis::score_route(route, synthesis::Stock::of({}), {}).steps);
            popular.push_back(synthesis::popularity(n, route));
        }
        t.add_texts("smiles") = smiles;
        t.add_texts("syntheses") = counts;
        t.add_numbers("cost") = cost;
        t.add_numbers("cost with yields") = lossy;
        t.add_numbers("steps") = steps;
        t.add_numbers("popularity") = popular;
        r.make("routes", to_json(routes, JsonStyle::pretty));
        r.make("targets", to_csv(t));
        give_plan(r, n, forced, wanted, cost);
    }

    /// Targets are made, not bought.
    synthesis::NetworkCosts without_buying(const NetworkWorld& w,
                                           std::vector<NetworkIndex>& wanted) const {
        synthesis::NetworkCosts out = w.costs;
        for (const std::string& t : targets) {
            wanted.push_back(find_target(w.network, t));
            out.bought[wanted.back()] = synthesis::not_to_be_had;
        }
        return out;
    }

    void give_plan(StepRun& r, const synthesis::ReactionNetwork& n,
                   const synthesis::NetworkCosts& costs, const std::vector<NetworkIndex>& wanted,
                   const std::vector<double>& cost) const {
        Table t;
        std::vector<std::string> molecule, how;
        if (!wanted.empty()) {
            const synthesis::SharedSynthesis plan = synthesis::shared_synthesis(
                n, costs, wanted, {static_cast<std::size_t>(beam), most_steps});
            for (const auto& [m, by] : plan.choice) {
                molecule.push_back(n.name(m));
                how.push_back(by < 0 ? "bought" : n.reactions()[static_cast<std::size_t>(by)].id);
            }
            double one_by_one = 0;
            for (const double c : cost) one_by_one += c;
            const auto count = static_cast<std::int64_t>(wanted.size());
            r.row(Row::number("plan.one-by-one", one_by_one, "", count));
            r.row(Row::number("plan.together", plan.cost, "", count));
            r.row(Row::number("plan.saved", 1 - plan.cost / one_by_one, "", count));
            r.row(Row::words("plan.proved", plan.is_exact ? "yes" : "no"));
        }
        t.add_texts("molecule") = molecule;
        t.add_texts("reaction") = how;
        r.make("plan", to_csv(t));
    }

    void give_chains(StepRun& r, const NetworkWorld& w) const {
        const std::vector<synthesis::Chain> chains =
            synthesis::longest_chains(w.network, least_chain);
        Value all = Value::make_list();
        Table t;
        std::vector<std::string> smiles;
        std::vector<double> longest, steps, cyclic;
        int most = 0;
        for (const synthesis::Chain& c : chains) {
            all.push(synthesis::route_value(c.route, records_of(w.network)));
            smiles.push_back(c.route.smiles);
            longest.push_back(c.longest);
            steps.push_back(synthesis::score_route(c.route, synthesis::Stock::of({}), {}).steps);
            cyclic.push_back(c.ends_above ? 1 : 0);
            most = std::max(most, c.longest);
        }
        for (int k = least_chain; k <= most; ++k)
            r.row(Row::number(fmt::format("chains.{}", k), static_cast<double>(std::count_if(
                                                               longest.begin(), longest.end(),
                                                               [&](double x) { return x >= k; }))));
        t.add_texts("smiles") = smiles;
        t.add_numbers("longest") = longest;
        t.add_numbers("steps") = steps;
        t.add_numbers("runs into a cycle") = cyclic;
        r.make("chains", to_json(all));
        r.make("chain-table", to_csv(t));
    }

    static void give_degrees(StepRun& r, const synthesis::ReactionNetwork& n) {
        const synthesis::DegreeStatistics s = synthesis::degree_statistics(n);
        r.row(Row::number("uses.mean", s.mean_used));
        r.row(Row::number("uses.most", s.most_used));
        if (s.most_used > 0) r.row(Row::words("uses.most-used", n.name(s.most_used_molecule)));
        try {
            const synthesis::PowerLaw law = synthesis::fit_power_law(synthesis::uses(n));
            Row row = Row::number("uses.exponent", law.exponent, "", law.tail);
            row.error = law.error;
            r.row(std::move(row));
            r.row(Row::number("uses.from", law.from));
        } catch (const InputError& e) {
            r.context().warn(e.message());
        }
        std::set<int> degrees;
        for (const auto& [k, count] : s.made_by) degrees.insert(k);
        for (const auto& [k, count] : s.used_by) degrees.insert(k);
        const auto count_of = [](const std::map<int, std::int64_t>& m, int k) {
            const auto at = m.find(k);
            return at == m.end() ? 0.0 : static_cast<double>(at->second);
        };
        Table t;
        std::vector<double> reactions, made, used, log_reactions, log_used;
        for (const int k : degrees) {
            reactions.push_back(k);
            made.push_back(count_of(s.made_by, k));
            used.push_back(count_of(s.used_by, k));
            log_reactions.push_back(k > 0 ? std::log10(k) : NAN);
            log_used.push_back(k > 0 && used.back() > 0 ? std::log10(used.back()) : NAN);
        }
        t.add_numbers("reactions") = reactions;
        t.add_numbers("molecules made") = made;
        t.add_numbers("molecules used") = used;
        t.add_numbers("log10 reactions") = log_reactions;
        t.add_numbers("log10 molecules used") = log_used;
        r.make("degrees", to_csv(t));
    }

    void give_costs(StepRun& r, const NetworkWorld& w) const {
        const double width = reaction_cost > 0 ? reaction_cost : 1;
        std::map<std::int64_t, double> bins;
        for (std::size_t m = 0; m < w.network.molecules(); ++m)
            if (w.cheapest.reaction[m] >= 0)
                ++bins[static_cast<std::int64_t>(std::floor(w.cheapest.cost[m] / width))];
        Table t;
        std::vector<double> cost, molecules;
        for (const auto& [bin, count] : bins) {
            cost.push_back((static_cast<double>(bin) + 0.5) * width);
            molecules.push_back(count);
        }
        t.add_numbers("cost") = cost;
        t.add_numbers("molecules") = molecules;
        r.make("costs", to_csv(t));
    }
};

}  // namespace

void register_synthesis_network(Registry& r) {
    r.add<SynthesisNetwork>("synthesis.network", {1},
                            "What a collection of reactions says about making its molecules");
}

}  // namespace crucible
