// synthesis.evaluate: searches side by side, on targets whose routes are known.

#include <fmt/format.h>

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
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/recovery.hpp"
#include "crucible/synthesis/route_json.hpp"
#include "crucible/synthesis/score.hpp"

namespace crucible {
namespace {

/// A target and the routes that chemists took to it.
struct KnownTarget {
    std::string smiles;
    std::vector<synthesis::RouteNode> references;
};

/// What one search of one target came to.
struct SearchVerdict {
    std::size_t target = 0, algorithm = 0;
    bool solved = false;
    double first_seconds = -1, seconds = 0, first_calls = -1, calls = 0, rollout_calls = 0,
           iterations = 0, routes = 0, place = 0, steps = 0, score = 0;
};

constexpr std::pair<const char*, double SearchVerdict::*> verdict_numbers[] = {
    {"first_seconds", &SearchVerdict::first_seconds},
    {"seconds", &SearchVerdict::seconds},
    {"first_calls", &SearchVerdict::first_calls},
    {"calls", &SearchVerdict::calls},
    {"rollout_calls", &SearchVerdict::rollout_calls},
    {"iterations", &SearchVerdict::iterations},
    {"routes", &SearchVerdict::routes},
    {"place", &SearchVerdict::place},
    {"steps", &SearchVerdict::steps},
    {"score", &SearchVerdict::score}};

std::string encode_verdict(const SearchVerdict& d) {
    Value v;
    v.set("solved", d.solved);
    for (const auto& [name, member] : verdict_numbers) v.set(name, d.*member);
    return to_json(v);
}

SearchVerdict decode_verdict(std::string_view bytes) {
    const Value v = parse_json(bytes, "search");
    SearchVerdict d;
    d.solved = v["solved"].integer != 0;
    for (const auto& [name, member] : verdict_numbers) d.*member = v[name].real();
    return d;
}

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
        f("marks", marks, "Times at which solved targets are counted, s").within(0, 1e7);
        sources.describe(f);
        search.describe(f);
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
        f.gives("targets", "", "Targets");
        f.gives("solved.*", "", "Share of targets solved by an algorithm");
        f.gives("solved-at.*", "", "Share solved within a time, by algorithm and seconds");
        f.gives("recovered.*", "", "Share with the reference among the first 1, 5, 10, all routes");
        f.gives("calls.*", "", "Mean molecules that the model was asked about");
        f.gives("first-calls.*", "", "Mean of these until the first route, of what was solved");
        f.gives("time.*", "s", "Mean time of a search");
        f.figure({.id = "solved",
                  .form = "scatter",
                  .table = "summary",
                  .x = "calls",
                  .y = "solved",
                  .label = "share solved",
                  .title = "Searches side by side.",
                  .caption = "Share of targets solved by the mean number of calls of the model."});
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
        if (first_route == Flag::on) s.end = synthesis::SearchEnd::first_route;
        const synthesis::SearchResult r =
            search_routes(target.smiles, *w.sources.moves, w.sources.stock, s, worker.context(),
                          w.sources.rollout.get(), w.sources.value.get());
        if (r.interrupted) throw Stopped{};  // a shorter search would count as a worse one
        SearchVerdict d;
        const synthesis::SearchCounts& c = r.counts;
        d.solved = !r.routes.empty() && r.routes.front().score.solved;
        d.first_seconds = c.first_seconds, d.seconds = c.seconds;
        d.first_calls = static_cast<double>(c.first_calls);
        d.calls = static_cast<double>(c.model_calls);
        d.rollout_calls = static_cast<double>(c.rollout_calls);
        d.iterations = static_cast<double>(c.iterations);
        d.routes = static_cast<double>(r.routes.size());
        d.place = synthesis::place_of(target.references, r.routes);
        if (d.solved) {
            d.steps = r.routes.front().score.steps;
            d.score = r.routes.front().score.score;
        }
        return encode_verdict(d);
    }

    void run(StepRun& r) const {
        const std::vector<KnownTarget> targets = known_targets();
        r.items(static_cast<std::int64_t>(targets.size() * algorithms.size()), Tolerate{0.01});
        std::vector<SearchVerdict> all;
        r.each([&](std::int64_t item, std::string_view bytes) {
            SearchVerdict d = decode_verdict(bytes);
            d.target = static_cast<std::size_t>(item) / algorithms.size();
            d.algorithm = static_cast<std::size_t>(item) % algorithms.size();
            all.push_back(d);
        });
        r.row(Row::number("targets", static_cast<double>(targets.size())));
        r.make("searches", to_csv(searches_table(targets, all)));
        r.make("summary", to_csv(summary(r, targets, all)));
    }

    std::string name_of(std::size_t algorithm) const {
        return std::string(
            synthesis::names({})[static_cast<std::size_t>(algorithms[algorithm])].name);
    }

    Table searches_table(const std::vector<KnownTarget>& targets,
                         const std::vector<SearchVerdict>& all) const {
        Table t;
        std::vector<std::string> target, algorithm, solved;
        std::vector<double> reference;
        for (const SearchVerdict& d : all) {
            target.push_back(targets[d.target].smiles);
            algorithm.push_back(name_of(d.algorithm));
            solved.push_back(d.solved ? "yes" : "no");
            const auto& known = targets[d.target].references;
            reference.push_back(known.empty() ? NAN
                                              : static_cast<double>(route_steps(known.front())));
        }
        t.add_texts("target") = target;
        t.add_texts("algorithm") = algorithm;
        t.add_texts("solved") = solved;
        t.add_numbers("steps of the reference") = reference;
        for (const auto& [name, member] : verdict_numbers) {
            auto& column = t.add_numbers(name);
            for (const SearchVerdict& d : all) column.push_back(d.*member);
        }
        return t;
    }

    Table summary(StepRun& r, const std::vector<KnownTarget>& targets,
                  const std::vector<SearchVerdict>& all) const {
        Table t;
        t.add_texts("algorithm");
        std::map<std::string, std::vector<double>> columns;
        std::vector<std::string> order;
        const auto give = [&](const std::string& id, const std::string& column, std::size_t a,
                              double value, double n) {
            Row row = Row::number(id + "." + name_of(a), value, id.starts_with("time") ? "s" : "",
                                  static_cast<std::int64_t>(n));
            r.row(std::move(row));
            if (!columns.contains(column)) order.push_back(column);
            columns[column].push_back(value);
        };
        for (std::size_t a = 0; a < algorithms.size(); ++a) {
            std::vector<const SearchVerdict*> own;
            for (const SearchVerdict& d : all)
                if (d.algorithm == a) own.push_back(&d);
            t.columns.front().texts.push_back(name_of(a));
            const auto share = [&](auto&& counts, auto&& among) {
                double n = 0, of = 0;
                for (const SearchVerdict* d : own)
                    if (among(*d)) of += 1, n += counts(*d) ? 1 : 0;
                return std::pair{of > 0 ? n / of : 0.0, of};
            };
            const auto mean = [&](double SearchVerdict::*x, auto&& among) {
                double sum = 0, of = 0;
                for (const SearchVerdict* d : own)
                    if (among(*d)) of += 1, sum += d->*x;
                return std::pair{of > 0 ? sum / of : 0.0, of};
            };
            const auto every = [](const SearchVerdict&) { return true; };
            const auto is_solved = [](const SearchVerdict& d) { return d.solved; };
            const auto is_known = [&](const SearchVerdict& d) {
                return !targets[d.target].references.empty();
            };
            const auto put = [&](const std::string& id, const std::string& column,
                                 const std::pair<double, double>& v) {
                give(id, column, a, v.first, v.second);
            };
            put("solved", "solved", share(is_solved, every));
            for (const double mark : marks)
                put(fmt::format("solved-at.{}s", mark), fmt::format("solved at {} s", mark),
                    share([&](const auto& d) { return d.solved && d.first_seconds <= mark; },
                          every));
            for (const int top : {1, 5, 10})
                put(fmt::format("recovered.top-{}", top), fmt::format("recovered top-{}", top),
                    share([&](const auto& d) { return d.place >= 1 && d.place <= top; }, is_known));
            put("recovered.all", "recovered",
                share([](const auto& d) { return d.place >= 1; }, is_known));
            put("calls", "calls", mean(&SearchVerdict::calls, every));
            put("first-calls", "calls to first", mean(&SearchVerdict::first_calls, is_solved));
            put("time", "time", mean(&SearchVerdict::seconds, every));
        }
        for (const std::string& name : order) t.add_numbers(name) = columns[name];
        return t;
    }
};

}  // namespace

void register_synthesis_evaluate(Registry& r) {
    r.add<SynthesisEvaluate>("synthesis.evaluate", {1},
                             "Compare searches on targets whose routes are known");
}

}  // namespace crucible
