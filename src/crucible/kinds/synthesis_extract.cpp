// synthesis.extract: from recorded reactions to the templates that made them.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/extract.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/reasons.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

enum class TemplateSource { map, given };
std::span<const Name> names(TemplateSource) {
    static constexpr Name all[] = {
        {"map", "extracted anew from the atom map of each reaction"},
        {"given", "as the column retro_template of the file has them, unchecked"}};
    return all;
}

enum class TemplateCheck { none, flat, stereo };
std::span<const Name> names(TemplateCheck) {
    static constexpr Name all[] = {
        {"none", "all that were extracted"},
        {"flat", "those that give the recorded reactants, stereo ignored"},
        {"stereo", "those that give them with their stereo"}};
    return all;
}

constexpr std::int64_t reactions_per_item = 500;
constexpr std::size_t reaction_classes = 11;  // 0: unknown

/// What is known of one reaction's template; `check` counts as TemplateCheck.
struct FoundTemplate {
    std::string smarts;
    std::int64_t check = 0;
    std::string why_not;
};

struct CountedTemplate {
    std::string smarts, precedent;
    std::int64_t uses = 0;
    std::array<std::int64_t, reaction_classes> classes{};
};

struct SynthesisExtract {
    Ref<Artefact::table> reactions;
    TemplateSource templates = TemplateSource::map;
    TemplateCheck keep = TemplateCheck::flat;
    int radius = 1, uses = 1, most_unmapped = 5;
    Flag special_groups = Flag::on;
    Time most_time{2e15};

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions: tables, lines of reaction SMILES, .rxn, .rdf")
            .required("@reactions")
            .positional();
        f("templates", templates, "Where templates come from");
        f("radius", radius, "Bonds around the atoms that change").within(0, 4);
        f("special_groups", special_groups, "Whether groups that react as a whole stay whole");
        f("most_unmapped", most_unmapped, "Atoms of a product that may come from nowhere")
            .within(0, 100);
        f("most_time", most_time, "CPU time for one reaction").in("s").within(0.001, 3600);
        f("keep", keep, "Which templates are kept");
        f("uses", uses, "Templates seen less often than this are left out").within(1, 1e6);
        f.example("crucible synthesis extract reactions.csv.gz --run templates");
        f.makes(Artefact::templates, "templates", "templates.csv",
                "Distinct templates, the most used first: uses, by class, first precedent");
        f.makes(Artefact::table, "reactions", "reactions.csv",
                "Each reaction with its template and its index, and what the check gave");
        f.gives("reactions", "", "Reactions that were read");
        f.gives("unread", "", "Records of the files that are no reactions");
        f.gives("extracted", "", "Of these, with a template");
        f.gives("verified.*", "", "With a template that gives the recorded reactants");
        f.gives("distinct", "", "Different templates that are kept");
        f.gives("seen.*", "", "Kept templates that were seen so often or more");
        f.gives("without.*", "", "Reactions without a verified template, by reason");
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const auto& records =
            worker.once([&] { return chem::read_reactions(worker.open(reactions)); }).records;
        const auto begin = static_cast<std::size_t>(item * reactions_per_item);
        const auto end = std::min(records.size(), begin + reactions_per_item);
        Value list = Value::make_list();
        for (std::size_t i = begin; i < end; ++i) {
            const FoundTemplate t = found(records[i]);
            Value one = Value::make_table();
            one.set("template", t.smarts);
            one.set("check", t.check);
            one.set("why", t.why_not);
            list.push(std::move(one));
        }
        return to_json(list);
    }

    void run(StepRun& r) const {
        const auto read_in = chem::read_reactions(r.open(reactions));
        const auto& records = read_in.records;
        std::vector<FoundTemplate> all;
        if (templates == TemplateSource::given) {
            for (const auto& record : records) {
                const bool none = record.retro_template.empty();
                all.push_back({record.retro_template, 0, none ? "the file gives none" : ""});
            }
        } else {
            const auto n = static_cast<std::int64_t>(records.size());
            r.items((n + reactions_per_item - 1) / reactions_per_item);
            r.each([&](std::int64_t, std::string_view bytes) {
                for (const Value& one : parse_json(bytes, "templates of reactions").list)
                    all.push_back({one["template"].text, one["check"].integer, one["why"].text});
            });
        }
        give(r, read_in, all);
    }

private:
    FoundTemplate found(const chem::ReactionRecord& record) const {
        if (record.mapped.empty()) return {"", 0, "it has no atom map"};
        chem::ExtractSettings s;
        s.radius = radius;
        s.special_groups = special_groups == Flag::on;
        s.most_unmapped = most_unmapped;
        s.most_seconds = most_time.value * 1e-15;
        try {
            const auto e = chem::extract_template(record.mapped, s);
            return {e.retro_template, static_cast<std::int64_t>(e.check), e.why_not};
        } catch (const InputError& e) {
            return {"", 0, e.message()};
        }
    }

    bool keeps(const FoundTemplate& t) const {
        if (t.smarts.empty()) return false;
        return templates == TemplateSource::given || t.check >= static_cast<std::int64_t>(keep);
    }

    std::vector<CountedTemplate> counted(const std::vector<chem::ReactionRecord>& records,
                                         const std::vector<FoundTemplate>& all) const {
        std::map<std::string, CountedTemplate> by_smarts;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!keeps(all[i])) continue;
            CountedTemplate& t = by_smarts[all[i].smarts];
            if (t.uses++ == 0) t.smarts = all[i].smarts, t.precedent = records[i].id;
            const int c = records[i].reaction_class;
            ++t.classes[c > 0 && c < static_cast<int>(reaction_classes)
                            ? static_cast<std::size_t>(c)
                            : 0];
        }
        std::vector<CountedTemplate> list;
        for (auto& [smarts, t] : by_smarts)
            if (t.uses >= uses) list.push_back(std::move(t));
        std::ranges::stable_sort(list, std::ranges::greater{}, &CountedTemplate::uses);
        return list;
    }

    static Table template_table(const std::vector<CountedTemplate>& list) {
        Table table;
        auto& index = table.add_numbers("index");
        for (std::size_t i = 0; i < list.size(); ++i) index.push_back(static_cast<double>(i));
        auto& smarts = table.add_texts("retro_template");
        for (const auto& t : list) smarts.push_back(t.smarts);
        auto& uses = table.add_numbers("uses");
        for (const auto& t : list) uses.push_back(static_cast<double>(t.uses));
        auto& precedent = table.add_texts("precedent");
        for (const auto& t : list) precedent.push_back(t.precedent);
        for (std::size_t c = 0; c < reaction_classes; ++c) {
            auto& of_class = table.add_numbers(c ? fmt::format("class_{}", c) : "class_unknown");
            for (const auto& t : list) of_class.push_back(static_cast<double>(t.classes[c]));
        }
        return table;
    }

    Table reaction_table(const std::vector<chem::ReactionRecord>& records,
                         const std::vector<FoundTemplate>& all,
                         const std::vector<CountedTemplate>& list) const {
        std::map<std::string_view, double> place;
        for (std::size_t i = 0; i < list.size(); ++i)
            place[list[i].smarts] = static_cast<double>(i);
        Table table;
        auto& ids = table.add_texts("id");
        for (std::size_t i = 0; i < all.size(); ++i) ids.push_back(records[i].id);
        auto& kind = table.add_numbers("class");
        for (std::size_t i = 0; i < all.size(); ++i) kind.push_back(records[i].reaction_class);
        auto& index = table.add_numbers("template");
        for (const FoundTemplate& t : all) {
            const auto at = keeps(t) ? place.find(t.smarts) : place.end();
            index.push_back(at == place.end() ? -1 : at->second);
        }
        auto& product = table.add_texts("product");
        for (const auto& record : records) product.push_back(record.product);
        auto& reactants = table.add_texts("reactants");
        for (const auto& record : records) reactants.push_back(record.reactants);
        auto& smarts = table.add_texts("retro_template");
        for (const FoundTemplate& t : all)
            smarts.push_back(keeps(t) && place.contains(t.smarts) ? t.smarts : "");
        auto& check = table.add_texts("check");
        for (const FoundTemplate& t : all)
            check.emplace_back(
                templates == TemplateSource::given ? "unchecked"
                : t.smarts.empty()
                    ? "no template"
                    : names(TemplateCheck{})[static_cast<std::size_t>(t.check)].name);
        auto& why = table.add_texts("why not");
        for (const FoundTemplate& t : all) why.push_back(t.why_not);
        return table;
    }

    void give(StepRun& r, const chem::ReadRecords<chem::ReactionRecord>& read_in,
              const std::vector<FoundTemplate>& all) const {
        const auto list = counted(read_in.records, all);
        if (list.empty())
            throw InputError("E-templates-none", "no template came out of these reactions",
                             "see that the files have an atom map, or a column retro_template");
        r.make("templates", to_csv(template_table(list)));
        r.make("reactions", to_csv(reaction_table(read_in.records, all, list)));
        const auto count = [&](std::string name, std::int64_t n) {
            r.row(Row::number(std::move(name), static_cast<double>(n), ""));
        };
        const auto of = [&](auto&& that) {
            return static_cast<std::int64_t>(std::ranges::count_if(all, that));
        };
        count("reactions", static_cast<std::int64_t>(all.size()));
        count("unread", static_cast<std::int64_t>(read_in.bad.size()));
        count("extracted", of([](const FoundTemplate& t) { return !t.smarts.empty(); }));
        if (templates == TemplateSource::map) {
            count("verified.flat", of([](const FoundTemplate& t) { return t.check >= 1; }));
            count("verified.stereo", of([](const FoundTemplate& t) { return t.check == 2; }));
        }
        count("distinct", static_cast<std::int64_t>(list.size()));
        for (int least : {2, 3, 5})
            count(fmt::format("seen.{}", least),
                  std::ranges::count_if(list,
                                        [&](const CountedTemplate& t) { return t.uses >= least; }));
        give_reasons(r, reasons_of(all), 5);
    }

    /// The commonest reasons for which reactions have no verified template.
    static std::map<std::string, std::int64_t> reasons_of(const std::vector<FoundTemplate>& all) {
        std::map<std::string, std::int64_t> reasons;
        for (const FoundTemplate& t : all)
            if (!t.why_not.empty()) ++reasons[t.why_not];
        return reasons;
    }
};

}  // namespace

void register_synthesis_extract(Registry& r) {
    r.add<SynthesisExtract>("synthesis.extract", {2},
                            "Templates of recorded reactions, verified by their own application");
}

}  // namespace crucible
