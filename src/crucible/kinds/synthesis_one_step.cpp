// synthesis.one-step: recorded reactions, asked for their reactants.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/one_step_report.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/one_step.hpp"

namespace crucible {
namespace {

constexpr std::int64_t asked_per_item = 100;

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
        describe_one_step_outputs(f);
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
            return asked_value(a, r.reaction_class);
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
            for (const Value& one : v["answers"].list) asked.push_back(asked_reaction(one));
        });
        give_one_step(r, all, asked, seconds);
    }
};

}  // namespace

void register_synthesis_one_step(Registry& r) {
    r.add<SynthesisOneStep>("synthesis.one-step", {1},
                            "Ask a policy for the reactants of recorded reactions");
}

}  // namespace crucible
