// synthesis.map: atom maps for recorded reactions that have none.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/chem/map_reaction.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/reasons.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/template_library.hpp"

namespace crucible {
namespace {

constexpr std::int64_t mapped_per_item = 200;

struct SynthesisMap {
    std::vector<std::filesystem::path> reactions;
    std::filesystem::path templates;
    int tries = 1000;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* files = written.find("reactions");
        if (!files) return {};  // required: its absence is told of what was written
        Value v;
        v.set("reactions", *files);
        v.set("templates", shipped_with_synthesis("templates.csv.gz"));
        return v;
    }

    void describe(Fields& f) {
        f("reactions", reactions, "Reactions: tables, lines of reaction SMILES, .rxn, .rdf")
            .required("reactions.csv")
            .positional()
            .or_made(Artefact::table);
        f("templates", templates,
          "Templates, the likeliest first; none: those that ship with the program")
            .or_made(Artefact::templates);
        f("tries", tries, "Templates that are tried for one reaction").within(1, 1e6);
        f.example("crucible synthesis map reactions.csv.gz --run mapped");
        f.makes(Artefact::table, "mapped", "mapped.csv",
                "Each reaction with its atom map and the template that gave it, or why there is "
                "none; `synthesis extract` reads it");
        f.gives("reactions", "", "Reactions that were read");
        f.gives("unread", "", "Records of the files that are no reactions");
        f.gives("mapped", "", "Of these, with an atom map");
        f.gives("share", "", "Mapped ones among those that were read");
        f.gives("without.*", "", "Reactions without an atom map, by reason");
    }

    struct Opened {
        std::vector<chem::ReactionRecord> records;
        synthesis::TemplateLibrary library;
    };

    std::string work(std::int64_t item, Worker& worker) const {
        const Opened& o = worker.once([&] {
            return Opened{chem::read_reactions(reactions).records,
                          synthesis::TemplateLibrary::open(templates)};
        });
        const auto begin = static_cast<std::size_t>(item * mapped_per_item);
        const auto end = std::min(o.records.size(), begin + std::size_t{mapped_per_item});
        Value list = Value::make_list();
        for (std::size_t i = begin; i < end; ++i) {
            worker.context().check();
            const chem::AtomMap map = mapped(o.records[i], o.library.set);
            Value one = Value::make_table();
            one.set("reaction", map.reaction);
            one.set("rule", map.rule);
            one.set("why", map.why_not);
            list.push(std::move(one));
        }
        return to_json(list);
    }

    void run(StepRun& r) const {
        if (templates.empty())
            throw InputError("E-plan-sources", "there are no templates",
                             "give some with `templates`");
        const auto read_in = chem::read_reactions(reactions);
        const auto n = static_cast<std::int64_t>(read_in.records.size());
        r.items((n + mapped_per_item - 1) / mapped_per_item);
        std::vector<chem::AtomMap> all;
        r.each([&](std::int64_t, std::string_view bytes) {
            for (const Value& one : parse_json(bytes, "maps of reactions").list)
                all.push_back({one["reaction"].text, one["rule"].integer, one["why"].text});
        });
        r.make("mapped", to_csv(table_of(read_in.records, all)));
        give(r, all, read_in.bad.size());
    }

private:
    chem::AtomMap mapped(const chem::ReactionRecord& record, const chem::TemplateSet& set) const {
        try {
            return chem::map_reaction(
                fmt::format("{}>{}>{}", record.reactants, record.reagents, record.product), set,
                static_cast<std::size_t>(tries));
        } catch (const InputError& e) {
            return {"", -1, e.message()};
        }
    }

    static Table table_of(const std::vector<chem::ReactionRecord>& records,
                          const std::vector<chem::AtomMap>& all) {
        Table table;
        auto& ids = table.add_texts("id");
        for (std::size_t i = 0; i < all.size(); ++i) ids.push_back(records[i].id);
        auto& kind = table.add_numbers("class");
        for (std::size_t i = 0; i < all.size(); ++i) kind.push_back(records[i].reaction_class);
        auto& rule = table.add_numbers("template");
        for (const chem::AtomMap& map : all) rule.push_back(static_cast<double>(map.rule));
        auto& reaction = table.add_texts("reaction_smiles");
        for (const chem::AtomMap& map : all) reaction.push_back(map.reaction);
        auto& why = table.add_texts("why not");
        for (const chem::AtomMap& map : all) why.push_back(map.why_not);
        return table;
    }

    /// What is said of a record that is refused names it: all of these count under one reason.
    static std::string reason_of(const chem::AtomMap& map) {
        const bool is_own = map.why_not.starts_with("no template") ||
                            map.why_not.starts_with("none of the templates");
        return is_own ? map.why_not : "it is no reaction to one product that can be read";
    }

    static void give(StepRun& r, const std::vector<chem::AtomMap>& all, std::size_t unread) {
        const auto count = [&](std::string name, double n) {
            r.row(Row::number(std::move(name), n, ""));
        };
        std::map<std::string, std::int64_t> reasons;
        double with = 0;
        for (const chem::AtomMap& map : all) {
            if (map.reaction.empty())
                ++reasons[reason_of(map)];
            else
                ++with;
        }
        const auto n = static_cast<double>(all.size());
        count("reactions", n);
        count("unread", static_cast<double>(unread));
        count("mapped", with);
        count("share", n > 0 ? with / n : 0);
        give_reasons(r, reasons, reasons.size());
    }
};

}  // namespace

void register_synthesis_map(Registry& r) {
    r.add<SynthesisMap>("synthesis.map", {1},
                        "Atom maps for recorded reactions, by templates that explain them");
}

}  // namespace crucible
