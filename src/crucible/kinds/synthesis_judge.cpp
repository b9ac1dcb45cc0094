// synthesis.judge: what the filter says of reactions, beside a quantity that chemists know.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/reaction_filter.hpp"

namespace crucible {
namespace {

struct SynthesisJudge {
    std::filesystem::path reactions, filter;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* table = written.find("reactions");
        if (!table) return {};  // required: its absence is told of what was written
        Value v;
        v.set("reactions", *table);
        v.set("filter", shipped_with_synthesis("filter.model.gz"));
        return v;
    }

    void describe(Fields& f) {
        f("reactions", reactions,
          "Table with columns product and reactants, and perhaps name, set and known: a number "
          "that "
          "the filter's answer is compared with")
            .required("reactions.csv")
            .positional();
        f("filter", filter, "The filter; none: the one that ships with the program")
            .or_made(Artefact::model);
        f.example("crucible synthesis judge examples/synthesis/filter-checks.csv --run judged");
        f.makes(Artefact::table, "judged", "judged.csv", "Probability of each reaction");
        f.gives("reactions", "", "Reactions that were judged");
        f.gives("correlation.*", "", "Rank correlation of probability and known number in a set");
        f.figure({.id = "judged",
                  .form = "scatter",
                  .table = "judged",
                  .x = "known",
                  .y = "logit",
                  .label = "logit",
                  .title = "What the filter says.",
                  .caption = "Logit of the filter's probability against what is known."});
    }

    struct Reactions {
        std::vector<std::string> product, reactants, name, set;
        std::vector<double> known;
    };
    /// Canonical, parsed under limits. Throws InputError (E-smiles) for the first that is none.
    std::vector<std::string> cleaned(const std::vector<std::string>& texts) const {
        chem::CleanSmiles c = chem::clean_smiles(texts);
        if (!c.bad.empty())
            throw InputError("E-smiles",
                             fmt::format("'{}' is no molecule: {}", c.bad[0].text, c.bad[0].why),
                             "write SMILES such as CC(=O)Nc1ccc(O)cc1",
                             {reactions.string(), c.bad[0].line + 1, 0});
        return std::move(c.smiles);
    }

    Reactions read() const {
        const Table t = parse_csv(read_file(reactions), reactions.string());
        const Column *product = t.find("product"), *reactants = t.find("reactants");
        if (!product || !reactants || product->texts.empty())
            throw InputError("E-reactions", "the table has no columns product and reactants",
                             "give SMILES in columns product and reactants",
                             {reactions.string(), 1, 0});
        Reactions r{product->texts, reactants->texts, {}, {}, {}};
        r.product = cleaned(r.product), r.reactants = cleaned(r.reactants);
        const std::size_t n = r.product.size();
        const Column *name = t.find("name"), *set = t.find("set"), *known = t.find("known");
        r.name = name && !name->texts.empty() ? name->texts : std::vector<std::string>(n);
        r.set = set && !set->texts.empty() ? set->texts : std::vector<std::string>(n, "all");
        r.known = known && !known->numbers.empty()
                      ? known->numbers
                      : std::vector<double>(n, std::numeric_limits<double>::quiet_NaN());
        return r;
    }

    void run(StepRun& r) const {
        const Reactions all = read();
        if (filter.empty())
            throw InputError("E-plan-sources", "there is no filter", "give one with `filter`");
        const auto model = synthesis::ReactionFilter::open(filter);
        std::vector<double> probability, logit;
        for (std::size_t i = 0; i < all.product.size(); ++i) {
            synthesis::Move m;
            m.precursors = chem::canonical_components(all.reactants[i]);
            const auto product = chem::Molecule::from_smiles(all.product[i]);
            probability.push_back(model.feasibility(product, {m})[0]);
            const double p = std::clamp(probability.back(), 1e-12, 1 - 1e-12);
            logit.push_back(std::log(p / (1 - p)));
        }
        Table t;
        t.add_texts("set") = all.set;
        t.add_texts("name") = all.name;
        t.add_numbers("known") = all.known;
        t.add_numbers("probability") = probability;
        t.add_numbers("logit") = logit;
        t.add_texts("product") = all.product;
        t.add_texts("reactants") = all.reactants;
        r.make("judged", to_csv(t));
        r.row(Row::number("reactions", static_cast<double>(probability.size())));
        std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> sets;
        for (std::size_t i = 0; i < logit.size(); ++i)
            if (std::isfinite(all.known[i])) {
                sets[all.set[i]].first.push_back(all.known[i]);
                sets[all.set[i]].second.push_back(logit[i]);
            }
        for (const auto& [name, values] : sets)
            if (const auto c = rank_correlation(values.first, values.second))
                r.row(Row::number("correlation." + name, *c, "",
                                  static_cast<std::int64_t>(values.first.size())));
    }
};

}  // namespace

void register_synthesis_judge(Registry& r) {
    r.add<SynthesisJudge>("synthesis.judge", {1}, "Ask the filter about reactions");
}

}  // namespace crucible
