// synthesis.rule-labels: recorded reactions, each with the written transform that it is an instance
// of.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/rule_label_table.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/rule_labels.hpp"

namespace crucible {
namespace {

constexpr std::int64_t labelled_per_item = 100;

Value numbers_value(const std::vector<int>& numbers) {
    Value list = Value::make_list();
    for (const int n : numbers) list.push(std::int64_t{n});
    return list;
}

std::vector<int> integers_in(const Value& list) {
    std::vector<int> out;
    for (const Value& v : list.list) out.push_back(static_cast<int>(v.integer));
    return out;
}

Value label_value(const synthesis::RuleLabel& l) {
    Value v;
    v.set("product", l.product);
    v.set("reactants", l.reactants);
    v.set("found", numbers_value({l.rule, l.rating, static_cast<int>(l.explaining),
                                  l.has_spectators ? 1 : 0}));
    v.set("applicable", numbers_value(l.applicable));
    v.set("fitting", numbers_value(l.fitting));
    return v;
}

/// Nothing for a reaction that could not be read.
std::optional<synthesis::RuleLabel> label_in(const Value& v) {
    const auto found = integers_in(v["found"]);
    if (found.size() != 4) return std::nullopt;
    synthesis::RuleLabel l;
    l.product = v["product"].text, l.reactants = v["reactants"].text;
    l.rule = found[0], l.rating = found[1], l.explaining = static_cast<std::size_t>(found[2]);
    l.has_spectators = found[3] != 0;
    l.applicable = integers_in(v["applicable"]), l.fitting = integers_in(v["fitting"]);
    return l;
}

struct SynthesisRuleLabels {
    Ref<Artefact::table> reactions;
    std::vector<std::filesystem::path> transforms;
    std::string part;
    int most = 0;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* given = written.find("reactions");
        if (!given) return {};  // required: its absence is told of what was written
        Value v = Value::make_table();
        v.set("reactions", *given);
        if (!written.find("transforms")) v.set("transforms", shipped_transforms());
        return v;
    }

    void describe(Fields& f) {
        f("reactions", reactions, "Recorded reactions; no atom map is needed")
            .required("train.csv.gz")
            .positional();
        f("transforms", transforms,
          "Files or folders of transforms (*.ctl); none: the library that ships with the program");
        f("part", part, "Only reactions with this in a column `split`; none: all");
        f("most", most, "Only so many of the reactions; 0: all").within(0, 1e9);
        f.example("crucible synthesis rule-labels train.csv.gz --run labels");
        f.makes(Artefact::table, "labels", "labels.csv",
                "Each reaction with its transform (0: none explains it), and those that apply to "
                "the product and fit to the reactants");
        f.makes(Artefact::table, "rules", "rules.csv", "Reactions of each transform");
        f.gives("reactions", "", "Reactions that were read");
        f.gives("unread", "", "Left out: something is no molecule");
        f.gives("transforms", "", "Transforms of the library");
        f.gives("explained", "", "Reactions that a transform explains");
        f.gives("share", "", "The same as a share of all that were read");
        f.gives("spectators", "", "Of these, with molecules that the transform does not need");
        f.gives("several", "", "Of these, explained by several transforms");
        f.gives("rules", "", "Different transforms that explain a reaction");
        f.gives("applicable", "", "Transforms that apply to a product, mean");
        f.gives("fitting", "", "Transforms that fit to the reactants, mean");
        f.gives("seconds", "s", "CPU time per reaction");
    }

    /// `unread` grows by the records that are no reactions, of whatever part.
    std::vector<chem::ReactionRecord> records(const std::vector<std::filesystem::path>& files,
                                              std::size_t& unread) const {
        auto read = chem::read_reactions(files);
        unread += read.bad.size();
        auto all = std::move(read.records);
        if (!part.empty())
            std::erase_if(all, [&](const chem::ReactionRecord& r) { return r.part != part; });
        if (most > 0 && all.size() > static_cast<std::size_t>(most))
            all.resize(static_cast<std::size_t>(most));
        return all;
    }

    struct OpenedRules {
        std::vector<chem::ReactionRecord> records;
        transforms::TransformLibrary library;
    };

    std::string work(std::int64_t item, Worker& worker) const {
        const OpenedRules& o = worker.once([&] {
            std::size_t unread = 0;
            return OpenedRules{records(worker.open(reactions), unread),
                               transforms::TransformLibrary::open(
                                   this->transforms, transforms::Vocabulary::shipped())};
        });
        const double begin = thread_cpu_seconds();
        const auto first = static_cast<std::size_t>(item * labelled_per_item);
        const auto end = std::min(o.records.size(), first + std::size_t{labelled_per_item});
        Value list = Value::make_list();
        for (std::size_t i = first; i < end; ++i) {
            worker.context().check();
            try {
                list.push(label_value(synthesis::rule_label(o.records[i].product,
                                                            o.records[i].reactants, o.library)));
            } catch (const InputError&) {
                list.push(Value::make_table());
            }
        }
        Value v;
        v.set("labels", std::move(list));
        v.set("seconds", thread_cpu_seconds() - begin);
        return to_json(v);
    }

    void run(StepRun& r) const {
        const auto library =
            transforms::TransformLibrary::open(this->transforms, transforms::Vocabulary::shipped());
        std::size_t unread = 0;
        const auto all = records(r.open(reactions), unread);
        if (all.empty())
            throw InputError("E-reactions", "there is no reaction to label",
                             "give a table with columns product and reactants");
        r.items((static_cast<std::int64_t>(all.size()) + labelled_per_item - 1) /
                labelled_per_item);
        std::vector<std::optional<synthesis::RuleLabel>> labels;
        double seconds = 0;
        r.each([&](std::int64_t, std::string_view record) {
            const Value v = parse_json(record, "labels");
            seconds += v["seconds"].real();
            for (const Value& one : v["labels"].list) labels.push_back(label_in(one));
        });
        give(r, library, all, labels, unread);
        r.row(Row::number("seconds", seconds / static_cast<double>(all.size()), "s"));
    }

private:
    static Table rule_counts(const transforms::TransformLibrary& library,
                             const std::map<int, double>& counts) {
        Table t;
        auto& number = t.add_numbers("rule");
        for (const auto& [rule, n] : counts) number.push_back(rule);
        auto& name = t.add_texts("name");
        for (const auto& [rule, n] : counts) name.push_back(library.find(rule)->transform().name);
        auto& of_class = t.add_texts("class");
        for (const auto& [rule, n] : counts)
            of_class.push_back(library.find(rule)->transform().class_name);
        auto& reactions_of = t.add_numbers("reactions");
        for (const auto& [rule, n] : counts) reactions_of.push_back(n);
        return t;
    }

    static void give(StepRun& r, const transforms::TransformLibrary& library,
                     const std::vector<chem::ReactionRecord>& all,
                     const std::vector<std::optional<synthesis::RuleLabel>>& labels,
                     std::size_t unread) {
        double read = 0, explained = 0, spectators = 0, several = 0, applicable = 0, fitting = 0;
        std::map<int, double> counts;
        for (const auto& l : labels) {
            if (!l) continue;
            read += 1;
            applicable += static_cast<double>(l->applicable.size());
            fitting += static_cast<double>(l->fitting.size());
            if (l->rule == 0) continue;
            explained += 1, spectators += l->has_spectators, several += l->explaining > 1;
            counts[l->rule] += 1;
        }
        std::vector<LabelledReaction> labelled;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (labels[i]) labelled.push_back({all[i].id, all[i].reaction_class, *labels[i]});
        r.make("labels", to_csv(rule_label_table(labelled)));
        r.make("rules", to_csv(rule_counts(library, counts)));
        const auto row = [&](const char* name, double value) {
            r.row(Row::number(name, value, ""));
        };
        const double n = std::max(read, 1.0);
        row("reactions", read);
        row("unread", static_cast<double>(labels.size() + unread) - read);
        row("transforms", static_cast<double>(library.rules().size()));
        row("explained", explained);
        row("share", explained / n);
        row("spectators", spectators);
        row("several", several);
        row("rules", static_cast<double>(counts.size()));
        row("applicable", applicable / n);
        row("fitting", fitting / n);
    }
};

}  // namespace

void register_synthesis_rule_labels(Registry& r) {
    r.add<SynthesisRuleLabels>(
        "synthesis.rule-labels", {1},
        "Tell of which written transform a recorded reaction is an instance");
}

}  // namespace crucible
