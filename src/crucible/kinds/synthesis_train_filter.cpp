// synthesis.train-filter: the in-scope filter, learned from recorded reactions and from ones that
// nobody recorded.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/reaction_filter.hpp"
#include "crucible/synthesis/template_library.hpp"

namespace crucible {
namespace {

using synthesis::JudgedReaction;
constexpr std::int64_t recorded_per_item = 200;

/// Rows of nets for judged reactions.
struct FilterRows {
    learn::SparseRows products, changes;
    std::vector<learn::PairExample> examples;
    std::vector<JudgedReaction::Kind> kinds;
};

struct SynthesisTrainFilter {
    Ref<Artefact::table> reactions;
    Ref<Artefact::templates> templates;
    int most = 20000, other_rules = 4, other_sites = 2, swapped = 1;
    int width = 128, highways = 1, bits = 4096, epochs = 8, batch = 256, threads = 1;
    double rate = 1e-3, held_out = 0.1;
    Flag centres = Flag::on;
    int ruled = 0;
    std::vector<std::filesystem::path> transforms;
    std::filesystem::path unseen;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value *from = written.find("reactions"), *by = written.find("templates");
        if (!written.find("ruled") || !from || !by) return {};
        Value v;
        v.set("reactions", *from);
        v.set("templates", *by);
        v.set("transforms", shipped_transforms());
        return v;
    }

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions to learn from, each with its template")
            .required("@extract.reactions")
            .positional();
        f("templates", templates, "Templates that make unrecorded reactions")
            .required("@extract.templates");
        f("most", most, "Recorded reactions that are used; 0: all").within(0, 1e9);
        f("other_rules", other_rules, "Unrecorded reactions by other templates for each")
            .within(0, 100);
        f("other_sites", other_sites, "Unrecorded reactions by its own template at other sites")
            .within(0, 100);
        f("swapped", swapped, "Unrecorded reactions with precursors of another product")
            .within(0, 100);
        f("ruled", ruled,
          "Reactions that written rules allow, and as many that they kill, of a product or "
          "reactant of each: what records have too little of")
            .within(0, 100);
        f("transforms", transforms,
          "Files or folders of the rules for `ruled`; none: the library that ships with the "
          "program");
        f("unseen", unseen,
          "Table whose products, a column of SMILES, are not learned from: questions for judge");
        f("held_out", held_out,
          "Share of recorded reactions, with what was made of them, that is "
          "only asked about")
            .within(0.01, 0.5);
        f("width", width, "Width of the hidden layers").within(16, 4096);
        f("highways", highways, "Highway layers of the product's tower").within(0, 16);
        f("bits", bits, "Length of the product's fingerprint").within(64, 1 << 20);
        f("centres", centres,
          "Whether the groups around the carbons that change are told besides fingerprints");
        f("epochs", epochs, "Times that every reaction is learned from").within(1, 1000);
        f("batch", batch, "Reactions per step").within(1, 65536);
        f("rate", rate, "Learning rate of Adam; it falls to a tenth").within(1e-8, 1);
        f("threads", threads, "Threads; results do not depend on them").within(1, 256);
        f.example(
            "crucible synthesis train-filter reactions.csv.gz --templates templates.csv "
            "--run filter");
        f.makes(Artefact::model, "filter", "filter.model", "The filter");
        f.makes(Artefact::table, "scores", "scores.csv", "What it says of held-out reactions");
        f.gives("recorded", "", "Recorded reactions that were learned from or held out");
        f.gives("unrecorded", "", "Reactions that were made up");
        f.gives("area", "", "Held out: chance that a recorded one scores above an unrecorded one");
        f.gives("area.*", "",
                "The same, against unrecorded ones of one kind; killed: that one allowed by a rule "
                "scores above one that a rule kills");
        f.gives("accuracy", "", "Held out: share judged rightly at a probability of 0.5");
        f.gives("seconds", "s", "CPU time of the training");
    }

    struct Recorded {
        std::string product, reactants;
        std::int64_t label = -1;
    };
    std::vector<Recorded> recorded(const std::vector<std::filesystem::path>& files,
                                   const synthesis::TemplateLibrary& library) const {
        std::vector<Recorded> all;
        for (const auto& r : chem::read_reactions(files).records)
            all.push_back({r.product, r.reactants, library.index_of(r.retro_template)});
        if (most > 0 && all.size() > static_cast<std::size_t>(most)) {
            // evenly, since files tend to be sorted by something
            std::vector<Recorded> some;
            for (std::size_t i = 0; i < static_cast<std::size_t>(most); ++i)
                some.push_back(all[i * all.size() / static_cast<std::size_t>(most)]);
            all = std::move(some);
        }
        return all;
    }

    struct Opened {
        std::shared_ptr<synthesis::TemplateLibrary> library;
        std::vector<Recorded> recorded;
        std::optional<crucible::transforms::TransformLibrary> rules;
        std::set<std::string> unseen;
    };

    /// Canonical products of `unseen`.
    std::set<std::string> kept_apart() const {
        std::set<std::string> out;
        if (unseen.empty()) return out;
        const Table t = parse_csv(read_file(unseen), unseen.string());
        const Column* product = t.find("product");
        if (!product || product->texts.empty())
            throw InputError("E-reactions", "the table has no column product",
                             "give SMILES in a column product", {unseen.string(), 1, 0});
        for (const std::string& smiles : product->texts) out.insert(chem::canonical_smiles(smiles));
        return out;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const Opened& o = worker.once([&] {
            auto library = std::make_shared<synthesis::TemplateLibrary>(
                synthesis::TemplateLibrary::open(worker.open(templates).at(0)));
            auto all = recorded(worker.open(reactions), *library);
            std::optional<crucible::transforms::TransformLibrary> rules;
            if (ruled > 0)
                rules = transforms.empty()
                            ? crucible::transforms::TransformLibrary::shipped()
                            : crucible::transforms::TransformLibrary::open(
                                  transforms, crucible::transforms::Vocabulary::shipped());
            return Opened{library, std::move(all), std::move(rules), kept_apart()};
        });
        const auto first = static_cast<std::size_t>(item * recorded_per_item);
        const std::size_t end =
            std::min(o.recorded.size(), first + static_cast<std::size_t>(recorded_per_item));
        Value list = Value::make_list();
        for (std::size_t i = first; i < end; ++i) {
            worker.context().check();
            Value one = Value::make_list();
            for (const JudgedReaction& j : judged(o, i, worker.context())) {
                Value v;
                v.set("p", j.product);
                v.set("r", chem::joined(j.precursors));
                v.set("k", static_cast<int>(j.kind));
                one.push(std::move(v));
            }
            list.push(std::move(one));
        }
        return to_json(list);
    }

    /// The recorded reaction, then what was made of it; none where it cannot be read.
    std::vector<JudgedReaction> judged(const Opened& o, std::size_t i,
                                       const RunContext& context) const {
        using Kind = JudgedReaction::Kind;
        try {
            const Recorded& r = o.recorded[i];
            auto random = context.stream(StreamId::negatives, i);
            std::vector<JudgedReaction> all;
            const std::string product = chem::canonical_smiles(r.product);
            const auto precursors = chem::canonical_components(r.reactants);
            all.push_back({product, precursors, Kind::recorded});
            auto more =
                synthesis::unrecorded_products(product, precursors, r.label, o.library->set,
                                               {other_rules, other_sites, 3 * other_rules}, random);
            all.insert(all.end(), more.begin(), more.end());
            for (int s = 0; s < swapped; ++s) {
                const Recorded& other = o.recorded[random.index(o.recorded.size())];
                auto theirs = chem::canonical_components(other.reactants);
                if (theirs != precursors)
                    all.push_back({product, std::move(theirs), Kind::swapped});
            }
            if (o.rules) {
                const std::size_t k = random.index(precursors.size() + 1);
                const std::string& asked = k == precursors.size() ? product : precursors[k];
                auto said = synthesis::ruled_reactions(
                    asked, *o.rules, {.most_of_each = static_cast<std::size_t>(ruled)}, random);
                all.insert(all.end(), said.begin(), said.end());
            }
            std::erase_if(all, [&](const auto& j) { return o.unseen.contains(j.product); });
            return all;
        } catch (const InputError&) {
            return {};
        }
    }

    synthesis::FilterInputs inputs() const {
        synthesis::FilterInputs in;
        in.product_bits = static_cast<std::uint32_t>(bits);
        in.centres = centres == Flag::on;
        return in;
    }

    void add(FilterRows& rows, const std::vector<JudgedReaction>& group) const {
        for (const JudgedReaction& j : group) {
            const auto product = chem::Molecule::from_smiles(j.product);
            inputs().add_product(rows.products, product);
            inputs().add_change(rows.changes, product, j.precursors);
            const auto row = static_cast<std::uint32_t>(rows.examples.size());
            rows.examples.push_back({row, row, j.is_good()});
            rows.kinds.push_back(j.kind);
        }
    }

    void run(StepRun& r) const {
        const auto library = synthesis::TemplateLibrary::open(r.open(templates).at(0));
        const auto n = static_cast<std::int64_t>(recorded(r.open(reactions), library).size());
        r.items((n + recorded_per_item - 1) / recorded_per_item);
        FilterRows train, asked;
        std::uint64_t group_number = 0;
        r.each([&](std::int64_t, std::string_view record) {
            for (const Value& one : parse_json(record, "item").list) {
                r.context().check();
                std::vector<JudgedReaction> group;
                for (const Value& v : one.list)
                    group.push_back({v["p"].text, chem::canonical_components(v["r"].text),
                                     static_cast<JudgedReaction::Kind>(v["k"].integer)});
                auto random = r.context().stream(StreamId::split, group_number++);
                add(random.uniform() < held_out ? asked : train, group);
            }
        });
        const double begin = process_cpu_seconds();
        const auto in = inputs();
        learn::PairNet net(in.product_shape(static_cast<std::uint32_t>(width), highways),
                           in.change_shape(static_cast<std::uint32_t>(width)),
                           r.context().stream(StreamId::dense_nets));
        learn::PairTraining training(net, train.products, train.changes, train.examples,
                                     {.epochs = epochs,
                                      .batch = batch,
                                      .rate = rate,
                                      .seed = r.context().seed(),
                                      .threads = threads});
        if (const auto saved = r.checkpoint().load()) training.restore(*saved);
        training.run([&] {
            r.context().progress(training.loop().progress(), 1, "epochs");
            if (r.checkpoint().due() || r.context().stopping())
                r.checkpoint().save(training.save());
            r.context().check();
            return true;
        });
        Value how;
        how.set("reactions", static_cast<std::int64_t>(train.examples.size()));
        how.set("seed", static_cast<std::int64_t>(r.context().seed()));
        r.make("filter", synthesis::filter_bytes(net, in, how));
        r.row(Row::number("seconds", process_cpu_seconds() - begin, "s"));
        give(r, net, train, asked);
    }

    /// Against what nobody recorded; what rules say is another question.
    static double area_of_records(const std::vector<double>& scores, const std::vector<char>& right,
                                  const std::vector<JudgedReaction::Kind>& kinds) {
        std::vector<double> some;
        std::vector<char> some_right;
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (kinds[i] != JudgedReaction::Kind::ruled && kinds[i] != JudgedReaction::Kind::killed)
                some.push_back(scores[i]), some_right.push_back(right[i]);
        return learn::area_under_curve(some, some_right);
    }

    static void give(StepRun& r, const learn::PairNet& net, const FilterRows& train,
                     const FilterRows& asked) {
        using Kind = JudgedReaction::Kind;
        std::vector<double> scores;
        std::vector<char> right;
        double hits = 0;
        for (std::size_t i = 0; i < asked.examples.size(); ++i) {
            const learn::SparseRow change = asked.changes[i];
            scores.push_back(net.probabilities(asked.products[i], {&change, 1})[0]);
            right.push_back(asked.examples[i].belongs);
            hits += (scores.back() > 0.5) == (right.back() != 0);
        }
        static constexpr std::array<std::string_view, 6> kind_names{
            "recorded", "other-site", "other-rule", "swapped", "ruled", "killed"};
        Table t;
        auto& kinds = t.add_texts("kind");
        for (const Kind k : asked.kinds)
            kinds.emplace_back(kind_names[static_cast<std::size_t>(k)]);
        t.add_numbers("probability") = scores;
        r.make("scores", to_csv(t));
        const auto count = [&](bool belongs) {
            std::size_t n = 0;
            for (const FilterRows* rows : {&train, &asked})
                for (const auto& e : rows->examples) n += e.belongs == belongs;
            return static_cast<double>(n);
        };
        r.row(Row::number("recorded", count(true), ""));
        r.row(Row::number("unrecorded", count(false), ""));
        r.row(Row::number("area", area_of_records(scores, right, asked.kinds), ""));
        r.row(Row::number("accuracy",
                          hits / static_cast<double>(std::max<std::size_t>(1, scores.size())), ""));
        for (std::size_t kind = 1; kind < kind_names.size(); ++kind) {
            const auto number = static_cast<Kind>(kind);
            if (number == Kind::ruled ||
                std::ranges::find(asked.kinds, number) == asked.kinds.end())
                continue;
            const Kind good = number == Kind::killed ? Kind::ruled : Kind::recorded;
            std::vector<double> some;
            std::vector<char> some_right;
            for (std::size_t i = 0; i < scores.size(); ++i)
                if (asked.kinds[i] == good || asked.kinds[i] == number)
                    some.push_back(scores[i]), some_right.push_back(right[i]);
            r.row(Row::number(fmt::format("area.{}", kind_names[kind]),
                              learn::area_under_curve(some, some_right), ""));
        }
    }
};

}  // namespace

void register_synthesis_train_filter(Registry& r) {
    r.add<SynthesisTrainFilter>("synthesis.train-filter", {1},
                                "Train a filter that tells likely reactions from unlikely ones");
}

}  // namespace crucible
