// synthesis.translate: recorded reactions, asked of a translator for their reactants.

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/one_step_report.hpp"
#include "crucible/kinds/translator_names.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/translator.hpp"

namespace crucible {
namespace {

constexpr std::int64_t translated_per_item = 50;
constexpr std::size_t translated_at_once = 10, answers_shown = 5;

/// Texts of a beam that were no answers.
struct LostTexts {
    double texts = 0, invalid = 0, repeated = 0, unchanged = 0, asked = 0, first_invalid = 0;

    void add(const synthesis::TranslatedAnswers& a) {
        texts += static_cast<double>(a.texts), invalid += static_cast<double>(a.invalid);
        repeated += static_cast<double>(a.repeated), unchanged += static_cast<double>(a.unchanged);
        asked += 1;
        first_invalid += a.first == synthesis::TranslatedAnswers::First::invalid;
    }
    Value to_value() const {
        return list_of({texts, invalid, repeated, unchanged, asked, first_invalid});
    }
    void add(const Value& v) {
        const auto n = numbers_in(v);
        if (n.size() != 6)
            throw InputError("E-json", "a record of translations is damaged", "run the step again");
        texts += n[0], invalid += n[1], repeated += n[2], unchanged += n[3], asked += n[4],
            first_invalid += n[5];
    }
};

/// The table of answers, a row for each.
class AnswerTable {
public:
    /// Of the next reaction.
    void add(const std::vector<chem::ReactionRecord>& all, const Value& answers) {
        double place = 0;
        for (const Value& one : answers.list) {
            products_.push_back(all[reaction_].product);
            places_.push_back(++place);
            reactants_.push_back(one["reactants"].text);
            probabilities_.push_back(one["probability"].real());
            recorded_.emplace_back(one["recorded"].integer ? "yes" : "no");
        }
        ++reaction_;
    }
    std::string csv() {
        Table t;
        t.add_numbers("place") = std::move(places_);
        t.add_numbers("probability") = std::move(probabilities_);
        t.add_texts("recorded") = std::move(recorded_);
        t.add_texts("product") = std::move(products_);
        t.add_texts("reactants") = std::move(reactants_);
        return to_csv(t);
    }

private:
    std::size_t reaction_ = 0;
    std::vector<std::string> products_, reactants_, recorded_;
    std::vector<double> places_, probabilities_;
};

struct SynthesisTranslate {
    Ref<Artefact::table> reactions;
    Ref<Artefact::model> translator;
    int beams = 50, longest = 200, most = 0, writings = 1;
    synthesis::ProductWriting way = synthesis::ProductWriting::rooted;
    double temperature = 1;
    Flag classes = Flag::on;
    std::string part;

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions that the translator has not seen")
            .required("test.csv.gz")
            .positional();
        f("translator", translator, "The translator").required("@train-translator.translator");
        f("part", part, "Only reactions with this in a column `split`; none: all");
        f("most", most, "Only so many of the reactions; 0: all").within(0, 1e9);
        f("beams", beams, "Beginnings that are followed at a time, and most answers")
            .within(1, 1000);
        f("longest", longest, "Most tokens of an answer").within(1, 2000);
        f("temperature", temperature, "Logits are divided by it").within(0.1, 10);
        f("writings", writings,
          "Writings of each product that are asked; their answers are put together by their places")
            .within(1, 1000);
        f("way", way, "How products are written besides their canonical SMILES");
        f("classes", classes,
          "Whether a translator that was trained with classes is told them; one that was not "
          "never is");
        f.example(
            "crucible synthesis translate test.csv.gz --translator translator.model --run "
            "translated");
        f.makes(
            Artefact::table, "answers", "answers.csv",
            "The five likeliest answers for each reaction, and whether they are what was recorded");
        describe_one_step_outputs(f);
        f.gives("invalid", "", "Share of complete texts of the beams that are no molecules");
        f.gives("first-invalid", "", "Share of reactions whose likeliest text is no molecule");
        f.gives("repeated", "", "Share of texts that write an answer again");
        f.gives("unchanged", "", "Share of texts with the product among its precursors");
    }

    std::vector<chem::ReactionRecord> records(
        const std::vector<std::filesystem::path>& files) const {
        auto all = chem::read_reactions(files).records;
        if (!part.empty())
            std::erase_if(all, [&](const chem::ReactionRecord& r) { return r.part != part; });
        if (most > 0 && all.size() > static_cast<std::size_t>(most))
            all.resize(static_cast<std::size_t>(most));
        return all;
    }

    struct Opened {
        std::vector<chem::ReactionRecord> records;
        std::shared_ptr<const synthesis::Translator> translator;
    };

    std::string work(std::int64_t item, Worker& worker) const {
        const Opened& o = worker.once([&] {
            return Opened{records(worker.open(reactions)),
                          std::make_shared<synthesis::Translator>(
                              synthesis::Translator::open(worker.open(translator).at(0)))};
        });
        const double begin = thread_cpu_seconds();
        const auto first = static_cast<std::size_t>(item * translated_per_item);
        const std::size_t end =
            std::min(o.records.size(), first + static_cast<std::size_t>(translated_per_item));
        Value list = Value::make_list(), texts = Value::make_list();
        LostTexts lost;
        for (std::size_t at = first; at < end; at += translated_at_once) {
            worker.context().check();
            ask(o, std::span(o.records).subspan(at, std::min(translated_at_once, end - at)), list,
                texts, lost);
        }
        Value v;
        v.set("answers", std::move(list));
        v.set("texts", std::move(texts));
        v.set("lost", lost.to_value());
        v.set("seconds", thread_cpu_seconds() - begin);
        return to_json(v);
    }

    /// The likeliest answers with their probability, and the place of the recorded one.
    static Value told(const synthesis::TranslatedAnswers& a, std::size_t recorded) {
        Value list = Value::make_list();
        for (std::size_t i = 0; i < std::min(answers_shown, a.answers.size()); ++i) {
            Value one = Value::make_table();
            one.set("reactants", chem::joined(a.answers[i].precursors));
            one.set("probability", std::exp(a.answers[i].log_probability));
            one.set("recorded", i + 1 == recorded);
            list.push(std::move(one));
        }
        return list;
    }

    void ask(const Opened& o, std::span<const chem::ReactionRecord> some, Value& list, Value& texts,
             LostTexts& lost) const {
        std::vector<std::string> products;
        std::vector<int> told_classes;
        std::vector<std::size_t> places(some.size(), some.size());
        for (std::size_t i = 0; i < some.size(); ++i) try {
                products.push_back(chem::canonical_smiles(some[i].product));
                told_classes.push_back(classes == Flag::on ? some[i].reaction_class : 0);
                places[i] = products.size() - 1;
            } catch (const InputError&) {
                places[i] = some.size();  // counted as unread below
            }
        const auto answers = o.translator->ask(
            products, told_classes,
            {static_cast<std::size_t>(beams), static_cast<std::size_t>(longest), temperature},
            {static_cast<std::size_t>(writings), way});
        for (std::size_t i = 0; i < some.size(); ++i) {
            Value one = list_of({});
            Value text = Value::make_list();
            if (places[i] < answers.size()) try {
                    const auto& a = answers[places[i]];
                    std::vector<std::vector<std::string>> sets;
                    for (const auto& answer : a.answers) sets.push_back(answer.precursors);
                    const auto found = synthesis::find_recorded(sets, some[i].reactants);
                    one = asked_value(found, some[i].reaction_class);
                    text = told(a, found.rank);
                    lost.add(a);
                } catch (const InputError&) {
                    one = list_of({});  // recorded reactants that are no molecules
                }
            list.push(std::move(one));
            texts.push(std::move(text));
        }
    }

    void run(StepRun& r) const {
        const auto all = records(r.open(reactions));
        if (all.empty())
            throw InputError("E-one-step", "there is no reaction to ask about",
                             "give a table with columns product and reactants");
        r.items((static_cast<std::int64_t>(all.size()) + translated_per_item - 1) /
                translated_per_item);
        std::vector<AskedReaction> asked;
        AnswerTable answers;
        LostTexts lost;
        double seconds = 0;
        r.each([&](std::int64_t, std::string_view record) {
            const Value v = parse_json(record, "item");
            seconds += v["seconds"].real();
            lost.add(v["lost"]);
            for (const Value& one : v["answers"].list) asked.push_back(asked_reaction(one));
            for (const Value& told_of_one : v["texts"].list) answers.add(all, told_of_one);
        });
        r.make("answers", answers.csv());
        give_one_step(r, all, asked, seconds);
        const double texts = std::max(1.0, lost.texts);
        r.row(Row::number("invalid", lost.invalid / texts, ""));
        r.row(Row::number("first-invalid", lost.first_invalid / std::max(1.0, lost.asked), ""));
        r.row(Row::number("repeated", lost.repeated / texts, ""));
        r.row(Row::number("unchanged", lost.unchanged / texts, ""));
    }
};

}  // namespace

void register_synthesis_translate(Registry& r) {
    r.add<SynthesisTranslate>("synthesis.translate", {1},
                              "Ask a translator for the reactants of recorded reactions");
}

}  // namespace crucible
