// synthesis.one-step: recorded reactions, asked for their reactants.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/one_step.hpp"

namespace crucible {
namespace {

constexpr std::int64_t asked_per_item = 100;
constexpr int most_classes = 10;

struct AskedReaction {
    synthesis::OneStepAnswer answer;
    int reaction_class = 0;
    bool is_readable = true;
};

struct SynthesisOneStep {
    Ref<Artefact::table> reactions;
    Ref<Artefact::templates> templates;
    Ref<Artefact::model> policy;
    int answers = 50, most = 0;
    double probability = 0.9999;
    Flag classes = Flag::off;

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions that the policy has not seen")
            .required("test.csv.gz")
            .positional();
        f("templates", templates, "Templates of the policy").required("@extract.templates");
        f("policy", policy, "The policy").required("@train.policy");
        f("answers", answers, "Sets of reactants that are asked for").within(1, 1000);
        f("probability", probability, "Templates are tried until theirs sum to this")
            .within(0.01, 1);
        f("classes", classes, "Whether the policy is told the class of each reaction");
        f("most", most, "Only so many of the reactions; 0: all").within(0, 1e9);
        f.example(
            "crucible synthesis one-step test.csv.gz --templates templates.csv --policy "
            "policy.model --run one-step");
        f.makes(Artefact::table, "ranks", "ranks.csv",
                "Place of the recorded reactants among the answers for each reaction");
        f.makes(Artefact::table, "accuracy", "accuracy.csv",
                "Top-k accuracies, in all and by class");
        f.gives("asked", "", "Reactions that were asked about");
        f.gives("unread", "", "Reactions with molecules that cannot be read, not counted");
        f.gives("top-*", "", "Share whose recorded reactants are among the first k, with stereo");
        f.gives("flat-top-*", "", "The same, stereo ignored");
        f.gives("mean-reciprocal-rank", "", "Mean of 1 / place, 0 where they were not found");
        f.gives("answers", "", "Answers per reaction");
        f.gives("seconds", "s", "CPU time per reaction");
        f.figure({.id = "accuracy",
                  .form = "line",
                  .table = "accuracy",
                  .x = "k",
                  .y = "accuracy",
                  .label = "class",
                  .title = "One step.",
                  .caption = "Share of recorded reactants among the first k answers."});
    }

    std::vector<chem::ReactionRecord> records(
        const std::vector<std::filesystem::path>& files) const {
        auto all = chem::read_reactions(files).records;
        if (most > 0 && all.size() > static_cast<std::size_t>(most))
            all.resize(static_cast<std::size_t>(most));
        return all;
    }

    struct Opened {
        std::vector<chem::ReactionRecord> records;
        std::shared_ptr<synthesis::TemplateMoves> moves;
    };
    Opened open(Worker& worker) const {
        auto library = std::make_shared<synthesis::TemplateLibrary>(
            synthesis::TemplateLibrary::open(worker.open(templates).at(0)));
        auto net = std::make_shared<synthesis::Policy>(
            synthesis::Policy::open(worker.open(policy).at(0), library->set));
        return {records(worker.open(reactions)),
                std::make_shared<synthesis::TemplateMoves>(
                    library, net, nullptr,
                    synthesis::TemplateMoveSettings{static_cast<std::size_t>(answers), probability,
                                                    0})};
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const Opened& o = worker.once([&] { return open(worker); });
        const double begin = thread_cpu_seconds();
        Value list = Value::make_list();
        const auto first = static_cast<std::size_t>(item * asked_per_item);
        for (std::size_t i = first;
             i < std::min(o.records.size(), first + static_cast<std::size_t>(asked_per_item));
             ++i) {
            worker.context().check();
            list.push(ask(o, o.records[i]));
        }
        Value v;
        v.set("answers", std::move(list));
        v.set("seconds", thread_cpu_seconds() - begin);
        return to_json(v);
    }

    Value ask(const Opened& o, const chem::ReactionRecord& r) const {
        try {
            const auto a = synthesis::ask_one_step(*o.moves, r.product, r.reactants,
                                                   classes == Flag::on ? r.reaction_class : 0);
            return list_of({static_cast<double>(a.rank), static_cast<double>(a.flat_rank),
                            static_cast<double>(a.answers), static_cast<double>(r.reaction_class)});
        } catch (const InputError&) {
            return list_of({});
        }
    }

    void run(StepRun& r) const {
        const auto all = records(r.open(reactions));
        if (all.empty())
            throw InputError("E-one-step", "there is no reaction to ask about",
                             "give a table with columns product and reactants");
        r.items((static_cast<std::int64_t>(all.size()) + asked_per_item - 1) / asked_per_item);
        std::vector<AskedReaction> asked;
        double seconds = 0;
        r.each([&](std::int64_t, std::string_view record) {
            const Value v = parse_json(record, "item");
            seconds += v["seconds"].real();
            for (const Value& one : v["answers"].list) {
                const auto n = numbers_in(one);
                AskedReaction a;
                a.is_readable = n.size() == 4;
                if (a.is_readable)
                    a.answer = {static_cast<std::size_t>(n[0]), static_cast<std::size_t>(n[1]),
                                static_cast<std::size_t>(n[2])},
                    a.reaction_class = static_cast<int>(n[3]);
                asked.push_back(a);
            }
        });
        give(r, all, asked, seconds);
    }

    static Table rank_table(const std::vector<chem::ReactionRecord>& records,
                            const std::vector<AskedReaction>& asked) {
        Table t;
        auto& ids = t.add_texts("id");
        for (const auto& r : records) ids.push_back(r.id);
        const auto column = [&](const char* name, auto&& value) {
            auto& numbers = t.add_numbers(name);
            for (const AskedReaction& a : asked)
                numbers.push_back(a.is_readable ? static_cast<double>(value(a))
                                                : std::numeric_limits<double>::quiet_NaN());
        };
        column("class", [](const AskedReaction& a) { return a.reaction_class; });
        column("rank", [](const AskedReaction& a) { return a.answer.rank; });
        column("flat rank", [](const AskedReaction& a) { return a.answer.flat_rank; });
        column("answers", [](const AskedReaction& a) { return a.answer.answers; });
        return t;
    }

    static void give(StepRun& r, const std::vector<chem::ReactionRecord>& records,
                     const std::vector<AskedReaction>& asked, double seconds) {
        synthesis::OneStepScore all;
        std::vector<synthesis::OneStepScore> by_class(most_classes + 1);
        std::size_t unread = 0;
        for (const AskedReaction& a : asked) {
            if (!a.is_readable) {
                ++unread;
                continue;
            }
            all.add(a.answer);
            if (a.reaction_class >= 1 && a.reaction_class <= most_classes)
                by_class[static_cast<std::size_t>(a.reaction_class)].add(a.answer);
        }
        r.make("ranks", to_csv(rank_table(records, asked)));
        Table t;
        std::vector<std::string> classes_column;
        std::vector<double> k, share, flat, n;
        const auto add = [&](const std::string& name, const synthesis::OneStepScore& s) {
            for (std::size_t i = 0; i < synthesis::one_step_ranks.size() && s.asked; ++i) {
                classes_column.push_back(name);
                k.push_back(static_cast<double>(synthesis::one_step_ranks[i]));
                share.push_back(s.top(i)), flat.push_back(s.flat_top(i));
                n.push_back(static_cast<double>(s.asked));
            }
        };
        add("all", all);
        for (std::size_t c = 1; c < by_class.size(); ++c) add(fmt::format("{}", c), by_class[c]);
        t.add_texts("class") = std::move(classes_column);
        t.add_numbers("k") = std::move(k);
        t.add_numbers("accuracy") = std::move(share);
        t.add_numbers("flat accuracy") = std::move(flat);
        t.add_numbers("reactions") = std::move(n);
        r.make("accuracy", to_csv(t));
        const auto asked_n = static_cast<double>(std::max<std::size_t>(1, all.asked));
        r.row(Row::number("asked", static_cast<double>(all.asked), ""));
        r.row(Row::number("unread", static_cast<double>(unread), ""));
        for (std::size_t i = 0; i < synthesis::one_step_ranks.size(); ++i) {
            r.row(Row::number(fmt::format("top-{}", synthesis::one_step_ranks[i]), all.top(i), ""));
            r.row(Row::number(fmt::format("flat-top-{}", synthesis::one_step_ranks[i]),
                              all.flat_top(i), ""));
        }
        r.row(Row::number("mean-reciprocal-rank", all.mean_reciprocal_rank(), ""));
        r.row(Row::number("answers", static_cast<double>(all.answers) / asked_n, ""));
        r.row(Row::number("seconds", seconds / asked_n, "s"));
    }
};

}  // namespace

void register_synthesis_one_step(Registry& r) {
    r.add<SynthesisOneStep>("synthesis.one-step", {1},
                            "Ask a policy for the reactants of recorded reactions");
}

}  // namespace crucible
