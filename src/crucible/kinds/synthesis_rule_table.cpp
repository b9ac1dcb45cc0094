// synthesis.rule-table: how well a written transform is chosen by chance, by an expert system and
// by nets.

#include <fmt/format.h>

#include <array>
#include <limits>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/rule_label_table.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/rule_choice.hpp"

namespace crucible {
namespace {

using synthesis::RuleDirection;

enum class RuleChooser { random, expert, logistic, highway, hidden, masked };
constexpr std::array<const char*, 6> chooser_names{"random",  "expert", "logistic",
                                                   "highway", "fc512",  "masked"};
constexpr std::size_t choosers = chooser_names.size(), untrained = 2;
constexpr std::array<const char*, 2> direction_names{"retro", "forward"};

/// Accuracy, top-3, mean reciprocal rank and weighted precision of Segler and Waller 2017, whose
/// 103 rules and reactions were others; not a number: not given.
constexpr double not_given = std::numeric_limits<double>::quiet_NaN();
constexpr double published[2][choosers][4] = {{{0.03, 0.12, 0.04, 0.03},
                                               {0.05, 0.30, 0.06, 0.11},
                                               {0.64, 0.95, 0.77, 0.62},
                                               {0.77, 0.98, 0.86, 0.77},
                                               {0.78, 0.98, 0.87, 0.78},
                                               {not_given, not_given, not_given, not_given}},
                                              {{not_given, not_given, not_given, not_given},
                                               {not_given, not_given, not_given, not_given},
                                               {not_given, not_given, not_given, not_given},
                                               {not_given, not_given, not_given, not_given},
                                               {0.92, 0.99, 0.96, 0.92},
                                               {not_given, not_given, not_given, not_given}}};
constexpr const char* published_by = "Segler and Waller 2017, 103 rules, other reactions";

/// What one chooser said of the held-out reactions of one direction.
struct RuleAnswers {
    std::vector<learn::LabelGuess> guesses;
    double loss = 0, seconds = 0;
};

std::string encode(const RuleAnswers& a) {
    Value said = Value::make_list(), rank = Value::make_list();
    for (const learn::LabelGuess& g : a.guesses) {
        said.push(std::int64_t{g.said});
        rank.push(static_cast<std::int64_t>(g.rank));
    }
    Value v;
    v.set("said", std::move(said));
    v.set("rank", std::move(rank));
    v.set("numbers", list_of({a.loss, a.seconds}));
    return to_json(v);
}

RuleAnswers decode_answers(std::string_view record) {
    const Value v = parse_json(record, "item");
    const auto numbers = numbers_in(v["numbers"]);
    if (numbers.size() != 2 || v["said"].list.size() != v["rank"].list.size())
        throw InputError("E-json", "a record of a trained net is damaged", "run the step again");
    RuleAnswers a{{}, numbers[0], numbers[1]};
    for (std::size_t i = 0; i < v["said"].list.size(); ++i)
        a.guesses.push_back({static_cast<std::uint32_t>(v["said"].list[i].integer),
                             static_cast<std::size_t>(v["rank"].list[i].integer)});
    return a;
}

struct SynthesisRuleTable {
    Ref<Artefact::table> reactions, held_out;
    int bits = 2048, radius = 2, width = 512, highways = 2, epochs = 20, batch = 256;
    double rate = 1e-3, logistic_rate = 1e-2, dropout = 0.4;

    void describe(Fields& f) {
        f("reactions", reactions, "Labelled reactions to learn from")
            .required("@train-labels.labels")
            .positional();
        f("held_out", held_out,
          "Labelled reactions that are asked about; products that are learned from are left out")
            .required("@test-labels.labels");
        f("bits", bits, "Length of the fingerprint").within(64, 1 << 20);
        f("radius", radius, "Bonds around an atom in the fingerprint").within(0, 6);
        f("width", width, "Width of the hidden layers, a multiple of 16").within(16, 8192);
        f("highways", highways, "Highway layers of the net that has some").within(1, 16);
        f("epochs", epochs, "Times that every reaction is learned from").within(1, 10000);
        f("batch", batch, "Reactions per step").within(1, 65536);
        f("rate", rate, "Learning rate of Adam; it falls to a tenth").within(1e-8, 1);
        f("logistic_rate", logistic_rate, "The same of the logistic regression").within(1e-8, 1);
        f("dropout", dropout, "Share of hidden numbers that are left out of a step")
            .within(0, 0.95);
        f.example(
            "crucible synthesis rule-table labels.csv --held_out test-labels.csv --run rules");
        f.makes(Artefact::table, "scores", "scores.csv",
                "Accuracy, top-3, mean reciprocal rank, weighted precision and F1 of each chooser");
        f.makes(Artefact::table, "rules", "rules.csv",
                "Precision, recall and F1 of each chooser for each transform");
        f.makes(Artefact::table, "ranks", "ranks.csv",
                "Share of reactions whose transform is among the first k");
        f.gives("rules", "", "Transforms that there is to choose among");
        f.gives("learned", "", "Reactions that were learned from");
        f.gives("held-out", "", "Reactions that were asked about");
        f.gives("learned-products", "", "Left out: their product was learned from");
        f.gives("unexplained", "", "Left out, of both tables: no transform explains them");
        f.gives("retro.*", "", "Choosing by the product");
        f.gives("forward.*", "", "Choosing by the reactants");
        f.gives("seconds.*", "s", "CPU time of a training");
        f.figure({.id = "ranks",
                  .form = "line",
                  .table = "ranks",
                  .x = "k",
                  .y = "share",
                  .label = "chooser",
                  .title = "Choosing among written transforms.",
                  .caption = "Share of held-out reactions whose transform is among the first k."});
    }

    struct Split {
        std::vector<synthesis::RuleLabel> learned, asked;
        double known = 0, unexplained = 0;
        synthesis::RuleNumbers numbers{{}};
    };
    static Split split(const std::vector<std::filesystem::path>& learned,
                       const std::vector<std::filesystem::path>& asked) {
        Split s{read_rule_labels(learned), read_rule_labels(asked)};
        const auto is_unexplained = [](const synthesis::RuleLabel& l) { return l.rule == 0; };
        s.unexplained = static_cast<double>(std::erase_if(s.learned, is_unexplained));
        s.unexplained += static_cast<double>(std::erase_if(s.asked, is_unexplained));
        std::set<std::string> products;
        for (const auto& l : s.learned) products.insert(l.product);
        s.known = static_cast<double>(
            std::erase_if(s.asked, [&](const auto& l) { return products.contains(l.product); }));
        if (s.learned.empty() || s.asked.empty())
            throw InputError("E-classifier-training",
                             "no labelled reaction is left to learn from or to ask about",
                             "give tables of synthesis.rule-labels with other products");
        std::vector<synthesis::RuleLabel> all = s.learned;
        all.insert(all.end(), s.asked.begin(), s.asked.end());
        s.numbers = synthesis::RuleNumbers(all);
        return s;
    }

    struct Sides {
        synthesis::RuleRows learned, asked;
    };
    Sides sides(const Split& s, RuleDirection direction) const {
        const synthesis::RuleFingerprint fingerprint{radius, static_cast<std::uint32_t>(bits)};
        return {rule_rows(s.learned, s.numbers, direction, fingerprint),
                rule_rows(s.asked, s.numbers, direction, fingerprint)};
    }

    std::string work(std::int64_t item, Worker& worker) const {
        constexpr auto trained = static_cast<std::int64_t>(choosers - untrained);
        const Split& s =
            worker.once([&] { return split(worker.open(reactions), worker.open(held_out)); });
        const Sides rows = sides(s, item < trained ? RuleDirection::retro : RuleDirection::forward);
        const auto chooser =
            static_cast<RuleChooser>(item % trained + static_cast<std::int64_t>(untrained));
        const double begin = process_cpu_seconds();
        RuleAnswers a = chooser == RuleChooser::logistic
                            ? by_regression(rows, s.numbers.size(), worker, item)
                            : by_net(rows, s.numbers.size(), chooser, worker, item);
        a.seconds = process_cpu_seconds() - begin;
        return encode(a);
    }

    /// To the end, with checkpoints.
    template <class Training, class Progress>
    static void train_to_end(Training& training, Progress progress, Worker& worker,
                             std::int64_t item) {
        const RunContext& context = worker.context();
        Checkpoint checkpoint = worker.checkpoint(item, {.seconds = 60, .fraction = 0.05});
        if (const auto saved = checkpoint.load()) training.restore(*saved);
        training.run([&] {
            context.progress(progress(), 1, "nets");
            if (checkpoint.due() || context.stopping()) checkpoint.save(training.save());
            return !context.stopping();
        });
        if (progress() < 1) throw Stopped{};
    }

    RuleAnswers by_regression(const Sides& rows, std::size_t rules, Worker& worker,
                              std::int64_t item) const {
        learn::LogisticRegression net(static_cast<std::uint32_t>(bits),
                                      static_cast<std::uint32_t>(rules));
        learn::LogisticTraining training(net, rows.learned.rows, rows.learned.labels,
                                         {.epochs = epochs,
                                          .batch = batch,
                                          .rate = logistic_rate,
                                          .seed = worker.context().seed(),
                                          .item = static_cast<std::uint64_t>(item)});
        train_to_end(
            training, [&] { return training.loop().progress(); }, worker, item);
        return {guesses(net, rows.asked), training.loop().curve().back()};
    }

    RuleAnswers by_net(const Sides& rows, std::size_t rules, RuleChooser chooser, Worker& worker,
                       std::int64_t item) const {
        const auto number = static_cast<std::uint64_t>(item);
        const bool is_masked = chooser == RuleChooser::masked;
        learn::Classifier net({{static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(width),
                                chooser == RuleChooser::highway ? highways : 0},
                               static_cast<std::uint32_t>(rules)},
                              {worker.context().seed(), StreamId::dense_nets, number});
        learn::ClassifierTraining training(net,
                                           {&rows.learned.rows, &rows.learned.label_lists,
                                            is_masked ? &rows.learned.options_or_label : nullptr},
                                           {.epochs = epochs,
                                            .batch = batch,
                                            .rate = rate,
                                            .dropout = dropout,
                                            .seed = worker.context().seed(),
                                            .item = number});
        train_to_end(
            training, [&] { return training.progress(); }, worker, item);
        return {is_masked ? masked_guesses(net, rows.asked) : guesses(net, rows.asked),
                training.curve().back().loss};
    }

    void run(StepRun& r) const {
        const Split s = split(r.open(reactions), r.open(held_out));
        r.items(static_cast<std::int64_t>(2 * (choosers - untrained)));
        std::vector<RuleAnswers> trained;
        r.each([&](std::int64_t, std::string_view record) {
            trained.push_back(decode_answers(record));
        });
        const auto row = [&](const std::string& name, double value) {
            r.row(Row::number(name, value, ""));
        };
        row("rules", static_cast<double>(s.numbers.size()));
        row("learned", static_cast<double>(s.learned.size()));
        row("held-out", static_cast<double>(s.asked.size()));
        row("learned-products", s.known);
        row("unexplained", s.unexplained);
        std::vector<Chosen> all;
        for (std::size_t d = 0; d < 2; ++d) {
            const Sides rows = sides(s, static_cast<RuleDirection>(d));
            const auto frequencies = rule_frequencies(rows.learned, s.numbers.size());
            for (std::size_t c = 0; c < choosers; ++c) {
                RuleAnswers a;
                if (c >= untrained)
                    a = std::move(trained[d * (choosers - untrained) + c - untrained]);
                else if (static_cast<RuleChooser>(c) == RuleChooser::random)
                    a.guesses =
                        random_guesses(rows.asked, s.numbers.size(), r.context().seed() + d);
                else
                    a.guesses = expert_guesses(rows.asked, frequencies);
                all.push_back({d, c, label_scores(rows.asked.labels, a.guesses), std::move(a)});
            }
        }
        give(r, s, all);
    }

private:
    struct Chosen {
        std::size_t direction, chooser;
        learn::LabelScores scores;
        RuleAnswers answers;
        std::string name() const {
            return fmt::format("{} {}", direction_names[direction], chooser_names[chooser]);
        }
    };

    static void give(StepRun& r, const Split& s, const std::vector<Chosen>& all) {
        give_scores(r, all);
        give_rules(r, s, all);
        give_ranks(r, all);
        for (const Chosen& c : all)
            if (c.chooser >= untrained)
                r.row(Row::number(fmt::format("seconds.{}.{}", direction_names[c.direction],
                                              chooser_names[c.chooser]),
                                  c.answers.seconds, "s"));
    }

    static void give_scores(StepRun& r, const std::vector<Chosen>& all) {
        struct Named {
            const char* name;
            double learn::LabelScores::*value;
        };
        static constexpr Named named[] = {
            {"accuracy", &learn::LabelScores::accuracy},
            {"top-3", &learn::LabelScores::top3},
            {"mean-reciprocal-rank", &learn::LabelScores::mean_reciprocal_rank},
            {"weighted-precision", &learn::LabelScores::weighted_precision},
            {"weighted-f1", &learn::LabelScores::weighted_f1},
            {"macro-f1", &learn::LabelScores::macro_f1}};
        Table t;
        auto& chooser = t.add_texts("chooser");
        for (const Chosen& c : all) chooser.push_back(c.name());
        for (std::size_t k = 0; k < std::size(named); ++k) {
            auto& values = t.add_numbers(named[k].name);
            for (const Chosen& c : all) values.push_back(c.scores.*named[k].value);
            if (k >= 4) continue;
            auto& paper = t.add_numbers(fmt::format("{} published", named[k].name));
            for (const Chosen& c : all) paper.push_back(published[c.direction][c.chooser][k]);
        }
        r.make("scores", to_csv(t));
        for (const Chosen& c : all)
            for (std::size_t k = 0; k < std::size(named); ++k) {
                Row row = Row::number(fmt::format("{}.{}.{}", direction_names[c.direction],
                                                  chooser_names[c.chooser], named[k].name),
                                      c.scores.*named[k].value, "",
                                      static_cast<std::int64_t>(c.scores.rows));
                if (k < 4 && std::isfinite(published[c.direction][c.chooser][k])) {
                    row.reference = published[c.direction][c.chooser][k];
                    row.source = published_by;
                }
                r.row(std::move(row));
            }
    }

    static void give_rules(StepRun& r, const Split& s, const std::vector<Chosen>& all) {
        Table t;
        std::vector<std::string> chooser;
        std::vector<double> rule, rows, precision, recall, f1;
        for (const Chosen& c : all)
            for (const learn::LabelScore& l : c.scores.labels) {
                chooser.push_back(c.name());
                rule.push_back(s.numbers.rule(l.label));
                rows.push_back(static_cast<double>(l.rows));
                precision.push_back(l.precision());
                recall.push_back(l.recall());
                f1.push_back(l.f1());
            }
        t.add_texts("chooser") = std::move(chooser);
        t.add_numbers("rule") = std::move(rule);
        t.add_numbers("reactions") = std::move(rows);
        t.add_numbers("precision") = std::move(precision);
        t.add_numbers("recall") = std::move(recall);
        t.add_numbers("f1") = std::move(f1);
        r.make("rules", to_csv(t));
    }

    static void give_ranks(StepRun& r, const std::vector<Chosen>& all) {
        Table t;
        std::vector<std::string> chooser;
        std::vector<double> k_column, share;
        for (const Chosen& c : all)
            for (std::size_t k = 1; k <= 10; ++k) {
                double hits = 0;
                for (const learn::LabelGuess& g : c.answers.guesses)
                    hits += g.rank >= 1 && g.rank <= k;
                chooser.push_back(c.name());
                k_column.push_back(static_cast<double>(k));
                share.push_back(hits / static_cast<double>(c.answers.guesses.size()));
            }
        t.add_texts("chooser") = std::move(chooser);
        t.add_numbers("k") = std::move(k_column);
        t.add_numbers("share") = std::move(share);
        r.make("ranks", to_csv(t));
    }
};

}  // namespace

void register_synthesis_rule_table(Registry& r) {
    r.add<SynthesisRuleTable>("synthesis.rule-table", {1},
                              "Choose written transforms by chance, by frequency and by nets");
}

}  // namespace crucible
