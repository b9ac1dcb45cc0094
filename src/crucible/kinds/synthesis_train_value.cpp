// synthesis.train-value: what molecules cost to make, learned from searches.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/model_container.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/learn/errors.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/policy.hpp"
#include "crucible/synthesis/seen_moves.hpp"
#include "crucible/synthesis/template_library.hpp"
#include "crucible/synthesis/value_net.hpp"

namespace crucible {
namespace {

using synthesis::SeenMolecule;
using synthesis::SeenMoves;

constexpr std::int64_t products_per_item = 10;
constexpr std::string_view round_kind = "value-round";

Value seen_value(const SeenMolecule& m) {
    Value v, ways = Value::make_list();
    for (const SeenMolecule::Way& w : m.ways) {
        Value way = Value::make_list();
        way.push(w.cost);
        for (const std::string& need : w.needs) way.push(need);
        ways.push(std::move(way));
    }
    v.set("m", m.smiles);
    v.set("w", std::move(ways));
    return v;
}

SeenMolecule seen_of(const Value& v) {
    SeenMolecule m{v["m"].text, {}};
    for (const Value& way : v["w"].list) {
        if (way.list.empty())
            throw InputError("E-json", "a record of a search is damaged", "run the step again");
        m.ways.push_back({way.list[0].real(), {}});
        for (std::size_t k = 1; k < way.list.size(); ++k)
            m.ways.back().needs.push_back(way.list[k].text);
    }
    return m;
}

/// Rows for all that was seen; those that were asked about have a cost to learn.
struct ValueRows {
    learn::SparseRows all, learned, held_out;
    std::vector<SeenMoves::Index> learned_of, held_out_of;
};

struct SynthesisTrainValue {
    Ref<Artefact::table> reactions;
    std::filesystem::path templates, policy, filter;
    std::vector<std::filesystem::path> stock;
    int most = 700, calls = 8, depth = 10, rounds = 4;
    int width = 128, radius = 2, bits = 4096, epochs = 8, batch = 256, threads = 1;
    double rate = 1e-3, held_out = 0.1, first_cost = 3, most_cost = 15;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* table = written.find("reactions");
        if (!table) return {};  // required: its absence is told of what was written
        Value sources = written;
        std::erase_if(sources.table, [](const Member& m) { return m.key == "reactions"; });
        Value v = shipped_sources(sources);
        std::erase_if(v.table, [](const Member& m) { return m.key == "value"; });
        v.set("reactions", *table);
        return v;
    }

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions whose products are searched for routes")
            .required("@extract.reactions")
            .positional();
        describe_template_sources(f, templates, policy, filter);
        f("stock", stock, "Files of what can be bought; none: the stock that ships");
        f("most", most, "Products that are searched for, evenly from all; 0: all").within(0, 1e9);
        f("calls", calls, "Molecules that the model is asked about in each search").within(1, 1e6);
        f("depth", depth, "Most reactions in a line").within(1, 100);
        f("rounds", rounds,
          "Times that costs are worked out and learned; what was not asked about costs what was "
          "learned in the round before")
            .within(1, 100);
        f("first_cost", first_cost, "Cost of what was not asked about, in the first round")
            .within(0, 1000);
        f("most_cost", most_cost, "Cost of what cannot be made, and the highest that is learned")
            .within(0.1, 1000);
        f("held_out", held_out, "Share of the molecules that are only asked about")
            .within(0.01, 0.5);
        f("width", width, "Width of the hidden layer").within(16, 4096);
        f("radius", radius, "Bonds around an atom in the fingerprint").within(0, 6);
        f("bits", bits, "Length of the fingerprint").within(64, 1 << 20);
        f("epochs", epochs, "Times that every molecule is learned from in a round")
            .within(1, 10000);
        f("batch", batch, "Molecules per step").within(1, 65536);
        f("rate", rate, "Learning rate of Adam; it falls to a tenth in each round").within(1e-8, 1);
        f("threads", threads, "Threads of the net; results do not depend on them").within(1, 256);
        f.example("crucible synthesis train-value reactions.csv.gz --run value");
        f.makes(Artefact::model, "value", "value.model", "The net of costs");
        f.makes(Artefact::table, "costs", "costs.csv", "Held-out molecules: cost seen and guessed");
        f.gives("molecules", "", "Molecules that the model was asked about");
        f.gives("seen", "", "Molecules that were met");
        f.gives("makeable", "", "Share of those asked about that were made from the stock");
        f.gives("error", "", "Held out: root mean square error of the cost");
        f.gives("spread", "", "Held out: standard deviation of the cost");
        f.gives("correlation", "", "Held out: rank correlation of cost and guess");
        f.gives("seconds", "s", "CPU time of the training, without the searches");
        f.figure({.id = "costs",
                  .form = "scatter",
                  .table = "costs",
                  .x = "cost",
                  .y = "guess",
                  .label = "guess",
                  .title = "Costs.",
                  .caption = "What held-out molecules cost by the searches, and by the net."});
    }

    std::vector<std::string> products(const std::vector<std::filesystem::path>& files) const {
        std::vector<std::string> all;
        for (const auto& r : chem::read_reactions(files).records) all.push_back(r.product);
        if (most <= 0 || all.size() <= static_cast<std::size_t>(most)) return all;
        std::vector<std::string> some;
        for (std::size_t i = 0; i < static_cast<std::size_t>(most); ++i)
            some.push_back(all[i * all.size() / static_cast<std::size_t>(most)]);
        return some;
    }

    synthesis::SearchSettings searching(std::uint64_t seed) const {
        synthesis::SearchSettings s;
        s.algorithm = synthesis::Algorithm::retro_star;
        s.iterations = calls;
        s.depth = depth;
        s.seed = seed;
        return s;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        struct World {
            std::vector<std::string> products;
            OpenedSources sources;
        };
        const RunContext& context = worker.context();
        auto& w = worker.once([&] {
            PlanSources p;
            p.templates = templates, p.policy = policy, p.filter = filter, p.stock = stock;
            const auto s = searching(1);
            return World{products(worker.open(reactions)),
                         open_sources(p, s.most_moves, s.most_probability)};
        });
        const auto first = static_cast<std::size_t>(item * products_per_item);
        const std::size_t end =
            std::min(w.products.size(), first + static_cast<std::size_t>(products_per_item));
        Value list = Value::make_list();
        for (std::size_t i = first; i < end; ++i) {
            context.check();
            try {
                const std::string target = chem::plannable_molecule(w.products[i]).smiles();
                for (const SeenMolecule& m :
                     synthesis::seen_in_search(target, *w.sources.moves, w.sources.stock,
                                               searching(context.seed()), context))
                    list.push(seen_value(m));
            } catch (const InputError&) {
                continue;  // what cannot be planned is no example of what costs little or much
            }
        }
        context.check();  // a search that was stopped saw less
        return to_json(list);
    }

    synthesis::PolicyInputs inputs() const {
        synthesis::PolicyInputs in;
        in.morgan = {radius, static_cast<std::uint32_t>(bits), true};
        return in;
    }

    ValueRows rows_of(const SeenMoves& seen, const RunContext& context) const {
        ValueRows rows;
        for (SeenMoves::Index i = 0; i < seen.size(); ++i) {
            context.check();
            inputs().add_row(rows.all, chem::Molecule::from_smiles(seen.smiles(i)));
            if (!seen.was_asked(i)) continue;
            const bool is_asked_only = context.stream(StreamId::split, i).uniform() < held_out;
            (is_asked_only ? rows.held_out : rows.learned).add_row(rows.all[i]);
            (is_asked_only ? rows.held_out_of : rows.learned_of).push_back(i);
        }
        return rows;
    }

    std::vector<double> targets(const std::vector<double>& cost,
                                const std::vector<SeenMoves::Index>& of) const {
        std::vector<double> t;
        for (const SeenMoves::Index i : of) t.push_back(std::min(cost[i], most_cost));
        return t;
    }

    void run(StepRun& r) const {
        const auto n = static_cast<std::int64_t>(products(r.open(reactions)).size());
        r.items((n + products_per_item - 1) / products_per_item);
        SeenMoves seen;
        r.each([&](std::int64_t, std::string_view record) {
            for (const Value& v : parse_json(record, "item").list) seen.add(seen_of(v));
        });
        const ValueRows rows = rows_of(seen, r.context());
        if (rows.learned_of.empty())
            throw InputError("E-classifier-training", "no product could be searched for",
                             "give reactions whose products are molecules");
        const double begin = process_cpu_seconds();
        learn::ScalarNet net({inputs().columns(), static_cast<std::uint32_t>(width), 0},
                             r.context().stream(StreamId::dense_nets));
        const std::vector<double> cost = learn_rounds(r, net, seen, rows);
        const double seconds = process_cpu_seconds() - begin;
        Value how;
        how.set("molecules", static_cast<std::int64_t>(rows.learned_of.size()));
        how.set("seed", static_cast<std::int64_t>(r.context().seed()));
        r.make("value", synthesis::value_bytes(net, inputs(), most_cost, policy_hash(), how));
        r.row(Row::number("seconds", seconds, "s"));
        give(r, net, seen, rows, targets(cost, rows.held_out_of));
    }

    std::string policy_hash() const {
        return synthesis::Policy::open(policy, synthesis::TemplateLibrary::open(templates).set)
            .hash();
    }

    /// Costs of the last round. A checkpoint holds the round's costs, since the net that gave them
    /// has moved on.
    std::vector<double> learn_rounds(StepRun& r, learn::ScalarNet& net, const SeenMoves& seen,
                                     const ValueRows& rows) const {
        std::vector<double> cost(seen.size(), first_cost);
        int round = 0;
        std::string resumed;
        if (const auto saved = r.checkpoint().load()) {
            const ModelContainer c = parse_model(*saved, "the checkpoint", round_kind);
            round = static_cast<int>(c.about["round"].integer);
            cost = read_doubles(c.tensor("cost"), seen.size());
            resumed = c.tensor("training").bytes;
        }
        for (; round < rounds; ++round) {
            if (resumed.empty()) {
                if (round > 0) guess(net, rows, cost);
                cost = seen.cheapest(cost);
            }
            const std::vector<double> wanted = targets(cost, rows.learned_of);
            learn::ScalarTraining training(net, rows.learned, wanted,
                                           {.epochs = epochs,
                                            .batch = batch,
                                            .rate = rate,
                                            .seed = r.context().seed(),
                                            .item = static_cast<std::uint64_t>(round),
                                            .threads = threads});
            if (!resumed.empty()) training.restore(resumed);
            resumed.clear();
            training.run([&] {
                r.context().progress(round + training.loop().progress(), rounds, "rounds");
                if (r.checkpoint().due() || r.context().stopping())
                    r.checkpoint().save(round_bytes(round, cost, training.save()));
                r.context().check();
                return true;
            });
        }
        return cost;
    }

    void guess(const learn::ScalarNet& net, const ValueRows& rows,
               std::vector<double>& cost) const {
        for (std::size_t i = 0; i < cost.size(); ++i) {
            const learn::SparseRow row = rows.all[i];
            cost[i] = std::clamp(net.values({&row, 1})[0], 0.0, most_cost);
        }
    }

    static std::vector<double> read_doubles(const NpyArray& a, std::size_t n) {
        if (a.kind != NpyArray::Kind::float64 || a.count() != n)
            throw InputError("E-model", "the checkpoint is of another training", "remove it");
        std::vector<double> v(n);
        if (n > 0) std::memcpy(v.data(), a.bytes.data(), a.bytes.size());
        return v;
    }

    static std::string round_bytes(int round, const std::vector<double>& cost,
                                   const std::string& training) {
        ModelContainer c;
        c.kind = round_kind;
        c.about.set("round", round);
        NpyArray costs, state;
        costs.kind = NpyArray::Kind::float64;
        costs.shape = {cost.size()};
        costs.bytes.assign(reinterpret_cast<const char*>(cost.data()),
                           cost.size() * sizeof(double));
        state.kind = NpyArray::Kind::uint8;
        state.shape = {training.size()};
        state.bytes = training;
        c.tensors.push_back({"cost", std::move(costs)});
        c.tensors.push_back({"training", std::move(state)});
        return to_bytes(c);
    }

    void give(StepRun& r, const learn::ScalarNet& net, const SeenMoves& seen, const ValueRows& rows,
              const std::vector<double>& cost) const {
        std::vector<double> guessed;
        for (std::size_t i = 0; i < cost.size(); ++i) {
            const learn::SparseRow row = rows.held_out[i];
            guessed.push_back(std::clamp(net.values({&row, 1})[0], 0.0, most_cost));
        }
        Table t;
        auto& smiles = t.add_texts("molecule");
        for (const SeenMoves::Index i : rows.held_out_of) smiles.push_back(seen.smiles(i));
        t.add_numbers("cost") = cost;
        t.add_numbers("guess") = guessed;
        r.make("costs", to_csv(t));
        std::vector<double> no_guess(seen.size(), std::numeric_limits<double>::infinity());
        const auto known = seen.cheapest(no_guess);
        double makeable = 0;
        for (SeenMoves::Index i = 0; i < seen.size(); ++i)
            makeable += seen.was_asked(i) && std::isfinite(known[i]) ? 1 : 0;
        const auto asked = static_cast<double>(rows.learned_of.size() + rows.held_out_of.size());
        r.row(Row::number("molecules", asked));
        r.row(Row::number("seen", static_cast<double>(seen.size())));
        r.row(Row::number("makeable", makeable / asked));
        if (cost.empty()) return;
        const learn::RegressionErrors e = learn::regression_errors(cost, guessed, mean(cost));
        r.row(Row::number("error", e.rmse));
        r.row(Row::number("spread", e.spread));
        if (const auto c = rank_correlation(cost, guessed)) r.row(Row::number("correlation", *c));
    }
};

}  // namespace

void register_synthesis_train_value(Registry& r) {
    r.add<SynthesisTrainValue>("synthesis.train-value", {1},
                               "Train a net of what molecules cost to make, for retro-star");
}

}  // namespace crucible
