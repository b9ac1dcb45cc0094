// synthesis.strategies: what each strategy says of the moves of molecules.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/chem/plannable.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/kinds/strategy_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/transform_moves.hpp"

namespace crucible {
namespace {

/// Moves of one molecule that are looked at.
constexpr std::size_t most_written_moves = 200;

struct AdviceRows {
    std::vector<std::string> target, strategy, reaction, precursors, reasons, warnings, conditions;
    std::vector<double> rank, share;

    void add(const std::string& molecule, const strategies::Strategy& s, double at,
             const synthesis::Move& m, const synthesis::RuleCard& card, double sum) {
        target.push_back(molecule);
        strategy.push_back(s.name());
        rank.push_back(at);
        share.push_back(m.prior / sum);
        reaction.push_back(card.name);
        precursors.push_back(chem::joined(m.precursors));
        reasons.push_back(fmt::format("{}", fmt::join(m.reasons, "; ")));
        warnings.push_back(fmt::format("{}", fmt::join(m.warnings, "; ")));
        conditions.push_back(card.conditions);
    }

    Table table() const {
        Table t;
        t.add_texts("target") = target;
        t.add_texts("strategy") = strategy;
        t.add_numbers("rank") = rank;
        t.add_numbers("prior") = share;
        t.add_texts("reaction") = reaction;
        t.add_texts("precursors") = precursors;
        t.add_texts("reasons") = reasons;
        t.add_texts("warnings") = warnings;
        t.add_texts("conditions") = conditions;
        return t;
    }
};

struct SynthesisStrategies {
    std::vector<std::string> targets;
    std::vector<std::filesystem::path> transforms;
    std::string start;
    std::vector<std::filesystem::path> stock;
    StrategyParameters strategic;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* given = written.find("targets");
        if (!given) return {};  // required: its absence is told of what was written
        Value v = Value::make_table();
        v.set("targets", *given);
        if (!written.find("transforms")) v.set("transforms", shipped_transforms());
        if (!written.find("strategies")) v.set("strategies", every_strategy());
        if (!written.find("stock")) v.set("stock", shipped_sources(written)["stock"]);
        const Value named = v.find("strategies") ? v : written;
        add_shipped_strategies(named, v);
        return v;
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to look at, as SMILES")
            .required("\"CC(O)C1CCC=CC1\"")
            .positional()
            .one_each();
        f("transforms", transforms,
          "Files or folders of transforms (*.ctl); none: the library that ships with the program");
        strategic.describe(f);
        f("start", start, "Structure goal, as SMILES; none: members of the chiral pool");
        f("stock", stock,
          "Files whose skeletons convergent-bond-sets looks for; none: what ships with the "
          "program");
        f.example("crucible synthesis strategies \"CC(O)C1CCC=CC1\" --run why");
        f.makes(Artefact::table, "advice", "advice.csv",
                "Moves by strategy, those with a reason, likeliest first: reaction, precursors, "
                "reasons, warnings, conditions");
        f.gives("targets", "", "Molecules that were looked at");
        f.gives("moves.*", "", "Moves of a molecule that some strategy gives a reason for");
    }

    void run(StepRun& r) const {
        const auto library = open_transforms(transforms);
        synthesis::TransformMoves written(
            library, transforms::ProtectingGroups::shipped(library->vocabulary()),
            {.most_moves = most_written_moves});
        const auto all = strategic.opened(transforms, start, stock);
        AdviceRows rows;
        for (std::size_t k = 0; k < targets.size(); ++k) {
            const chem::Molecule molecule = chem::plannable_molecule(targets[k]);
            const transforms::Analysed seen(molecule, library->vocabulary());
            const auto moves = written.moves(std::vector{molecule.smiles()}).front();
            const std::size_t before = rows.target.size();
            for (const auto& s : all) {
                r.context().check();
                auto advised = moves;
                s->advise({seen, true}, advised);
                add_advised(*s, molecule.smiles(), advised, written, rows);
            }
            r.row(Row::number("moves." + std::to_string(k + 1),
                              static_cast<double>(rows.target.size() - before)));
        }
        r.make("advice", to_csv(rows.table()));
        r.row(Row::number("targets", static_cast<double>(targets.size())));
    }

private:
    static void add_advised(const strategies::Strategy& s, const std::string& target,
                            std::vector<synthesis::Move>& moves,
                            const synthesis::MoveSource& source, AdviceRows& rows) {
        std::ranges::stable_sort(moves, std::ranges::greater{}, &synthesis::Move::prior);
        double sum = 0, rank = 0;
        for (const synthesis::Move& m : moves) sum += m.prior;
        for (const synthesis::Move& m : moves) {
            ++rank;
            if (m.reasons.empty()) continue;
            const auto own = s.rule(m.rule);
            rows.add(target, s, rank, m, own ? *own : source.rule(m.rule), sum);
        }
    }
};

}  // namespace

void register_synthesis_strategies(Registry& r) {
    r.add<SynthesisStrategies>("synthesis.strategies", {1},
                               "Show what each strategy says of the moves of molecules");
}

}  // namespace crucible
