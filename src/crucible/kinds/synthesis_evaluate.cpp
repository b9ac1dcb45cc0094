// synthesis.evaluate: searches side by side, on targets whose routes are known.

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/kinds/search_verdict.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/route_json.hpp"

namespace crucible {
namespace {

/// A target and the routes that chemists took to it.
struct KnownTarget {
    std::string smiles;
    std::vector<synthesis::RouteNode> references;
};

int route_steps(const synthesis::RouteNode& n) {
    int out = n.has_move ? 1 : 0;
    for (const synthesis::RouteNode& c : n.children) out += route_steps(c);
    return out;
}

int route_length(const synthesis::RouteNode& n) {
    int below = 0;
    for (const synthesis::RouteNode& c : n.children) below = std::max(below, route_length(c));
    return n.has_move ? below + 1 : 0;
}

/// What a route makes on the way to its target, and the target.
void note_made(const synthesis::RouteNode& n, std::vector<std::string>& made) {
    if (n.has_move) made.push_back(n.smiles);
    for (const synthesis::RouteNode& c : n.children) note_made(c, made);
}

struct SynthesisEvaluate {
    std::filesystem::path references, list;
    int least_length = 1, most_targets = 0;
    std::vector<synthesis::Algorithm> algorithms{synthesis::Algorithm::mcts_3n};
    std::vector<double> marks{5, 60};
    PlanSources sources;
    SearchParameters search;
    synthesis::SearchClock clock = synthesis::SearchClock::cpu;
    Flag first_route = Flag::off, buy_intermediates = Flag::off;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        return shipped_sources(written);
    }

    void describe(Fields& f) {
        f("references", references,
          "Routes that chemists took, as synthesis.network or PaRoutes write them; their targets "
          "are searched for")
            .or_made(Artefact::routes);
        f("list", list, "File of more targets without known routes: .smi, .csv, .sdf");
        f("least_length", least_length, "References shorter than this, in a line, are left out")
            .within(0, 100);
        f("most_targets", most_targets, "Targets taken, evenly from all; 0: all").within(0, 1e9);
        f("algorithms", algorithms, "Searches to compare");
        f("marks", marks, "Times at which routes are looked at, s, ascending").within(0, 1e7);
        sources.describe(f);
        search.describe(f);
        f("clock", clock, "What the seconds of a search count");
        f("first_route", first_route,
          "Each search ends with its first route: quick, but without places of references")
            .flag();
        f("buy_intermediates", buy_intermediates,
          "What is made within a reference may be bought where the stock has it; else a search "
          "would end there, and the reference could not be found")
            .flag();
        f.example(
            "crucible synthesis evaluate --references chains.json --least_length 3 "
            "--algorithms mcts-3n,retro-star --time \"60 s\" --run evaluation");
        f.makes(Artefact::table, "summary", "summary.csv",
                "For each algorithm: shares solved, places of references, calls, times");
        f.makes(Artefact::table, "searches", "searches.csv", "Every search of every target");
        f.makes(Artefact::table, "solved", "solved.csv", "Share solved by the time spent");
        f.gives("targets", "", "Targets");
        f.gives("solved.*", "", "Share of targets solved by an algorithm");
        f.gives("solved-at.*", "", "Share solved within a time, by algorithm and seconds");
        f.gives("recovered.*", "", "Share with the reference among the first 1, 5, 10, all routes");
        f.gives("recovered-at.*", "", "The same within a time, by seconds, first k and algorithm");
        f.gives("calls.*", "", "Mean molecules that the model was asked about");
        f.gives("first-calls.*", "", "Mean of these until the first route, of what was solved");
        f.gives("time.*", "s", "Mean time of a search");
        f.figure({.id = "solved",
                  .form = "line",
                  .table = "solved",
                  .x = "time",
                  .y = "solved",
                  .label = "algorithm",
                  .title = "Searches side by side.",
                  .caption = "Share of targets with a route, by the time spent on each."});
    }

    std::vector<KnownTarget> known_targets() const {
        std::vector<KnownTarget> out;
        std::map<std::string, std::size_t> places;
        const auto place = [&](const std::string& smiles) -> KnownTarget& {
            const auto [at, is_new] = places.try_emplace(smiles, out.size());
            if (is_new) out.push_back({smiles, {}});
            return out[at->second];
        };
        if (!references.empty())
            for (const Value& v : read_json(references.string()).list) {
                synthesis::RouteNode route = synthesis::route_of(v, references.string());
                if (route_length(route) < least_length) continue;
                place(route.smiles).references.push_back(std::move(route));
            }
        if (!list.empty())
            for (const chem::MoleculeRecord& m : chem::read_molecules(list).records)
                if (!m.smiles.empty()) place(m.smiles);
        if (out.empty())
            throw InputError("E-plan-target", "there is no molecule to be searched for",
                             "give reference routes, or a file of molecules with `list`");
        const auto most = static_cast<std::size_t>(most_targets);
        if (most == 0 || most >= out.size()) return out;
        std::vector<KnownTarget> some;
        for (std::size_t k = 0; k < most; ++k)
            some.push_back(std::move(out[(2 * k + 1) * out.size() / (2 * most)]));
        return some;
    }

    struct World {
        std::vector<KnownTarget> targets;
        OpenedSources sources;
    };
    World world() const {
        std::vector<KnownTarget> targets = known_targets();
        PlanSources from = sources;
        if (buy_intermediates == Flag::off)
            for (const KnownTarget& t : targets)
                for (const synthesis::RouteNode& route : t.references)
                    note_made(route, from.banned_stock);
        return {std::move(targets), open_sources(from, search.most_moves, search.most_probability)};
    }

    std::string work(std::int64_t item, Worker& worker) const {
        auto& w = worker.once([&] { return world(); });
        const auto number = static_cast<std::size_t>(item);
        const KnownTarget& target = w.targets.at(number / algorithms.size());
        synthesis::SearchSettings s = search.settings();
        s.algorithm = algorithms[number % algorithms.size()];
        s.seed = worker.context().seed();
        s.clock = clock;
        s.marks = marks;
        if (first_route == Flag::on) s.end = synthesis::SearchEnd::first_route;
        const synthesis::SearchResult r =
            search_routes(target.smiles, *w.sources.moves, w.sources.stock, s, worker.context(),
                          w.sources.rollout.get(), w.sources.value.get());
        if (r.interrupted) throw Stopped{};  // a shorter search would count as a worse one
        return encode_verdict(verdict_of(r, target.references, marks));
    }

    void run(StepRun& r) const {
        const std::vector<KnownTarget> targets = known_targets();
        r.items(static_cast<std::int64_t>(targets.size() * algorithms.size()), Tolerate{0.01});
        Comparison c;
        for (const KnownTarget& t : targets) {
            c.targets.push_back(t.smiles);
            c.reference_steps.push_back(
                t.references.empty() ? NAN
                                     : static_cast<double>(route_steps(t.references.front())));
        }
        const auto all_algorithms = synthesis::names(synthesis::Algorithm{});
        for (const synthesis::Algorithm a : algorithms)
            c.algorithms.emplace_back(all_algorithms[static_cast<std::size_t>(a)].name);
        c.marks = marks;
        r.each([&](std::int64_t item, std::string_view bytes) {
            SearchVerdict d = decode_verdict(bytes);
            d.target = static_cast<std::size_t>(item) / algorithms.size();
            d.algorithm = static_cast<std::size_t>(item) % algorithms.size();
            c.verdicts.push_back(d);
        });
        r.row(Row::number("targets", static_cast<double>(targets.size())));
        r.make("searches", to_csv(c.searches()));
        r.make("solved", to_csv(c.solved_by_time()));
        r.make("summary", to_csv(c.summary(r)));
    }
};

}  // namespace

void register_synthesis_evaluate(Registry& r) {
    r.add<SynthesisEvaluate>("synthesis.evaluate", {3},
                             "Compare searches on targets whose routes are known");
}

}  // namespace crucible
