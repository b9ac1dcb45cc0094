// synthesis.review: every move that rules have for a molecule, ranked, with what it needs and what
// speaks against it: the retrosynthesis report of Chematica.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/planned_routes.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/protections.hpp"
#include "crucible/synthesis/score.hpp"

namespace crucible {
namespace {

using synthesis::ReviewedMove;

struct RankedMove {
    ReviewedMove reviewed;
    double cost = 0;  ///< of the move and of what it leaves
};

struct SynthesisReview {
    std::vector<std::string> targets;
    std::vector<std::filesystem::path> records, stock;
    FormulaParameters formulas;
    double step_yield = 0.8;
    int routes = 10;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* asked = written.find("targets");
        if (!asked) return {};  // required: its absence is told of what was written
        Value v = Value::make_table(), list = Value::make_list();
        v.set("targets", *asked);
        list.push(shared_file("transforms/records.json").string());
        v.set("records", std::move(list));
        const Value shipped = shipped_sources(written);
        if (const Value* files = shipped.find("stock")) v.set("stock", *files);
        return v;
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to look at, as SMILES")
            .required("CC(=O)Nc1ccc(O)cc1")
            .positional()
            .one_each();
        f("records", records,
          "Rules in the form of Chematica (JSON); none: those that ship with the program");
        f("stock", stock, "Files of what can be bought; none: what ships with the program");
        formulas.describe(f);
        f("step_yield", step_yield, "Yield of a step where the rule gives none").within(0.01, 1);
        f("routes", routes, "Moves of each target that are drawn, protecting groups written out")
            .within(1, 1000);
        f.example(
            "crucible synthesis review \"Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl\" --run "
            "aripiprazole");
        f.makes(Artefact::table, "moves", "moves.csv",
                "Every move: cost, needs, warnings, refusals");
        f.makes(Artefact::routes, "routes", "routes.json",
                "The best moves as routes of one reaction, in the form of AiZynthFinder");
        f.gives("targets", "", "Molecules that were looked at");
        f.gives("moves", "", "Moves that are to be taken");
        f.gives("refused", "", "Moves that are refused");
    }

    std::vector<RankedMove> ranked(const std::string& target, const synthesis::RecordMoves& source,
                                   const synthesis::SearchCost& cost) const {
        std::vector<RankedMove> out;
        for (ReviewedMove& r : source.review(target)) {
            RankedMove m{std::move(r), 0};
            m.cost = cost.move(target, m.reviewed.move);
            for (const std::string& p : m.reviewed.move.precursors) m.cost += cost.molecule(p);
            out.push_back(std::move(m));
        }
        std::ranges::stable_sort(out, [](const RankedMove& a, const RankedMove& b) {
            if (a.reviewed.refused.empty() != b.reviewed.refused.empty())
                return a.reviewed.refused.empty();
            return a.cost < b.cost;
        });
        return out;
    }

    static synthesis::Route route_of(const std::string& target, const synthesis::Move& m,
                                     const synthesis::Stock& stock, double yield) {
        synthesis::Route out;
        out.root.smiles = target;
        out.root.has_move = true;
        out.root.move = m;
        for (const std::string& p : m.precursors) {
            synthesis::RouteNode leaf;
            leaf.smiles = p;
            leaf.in_stock = stock.contains(p);
            out.root.children.push_back(std::move(leaf));
        }
        out.root = with_protections(std::move(out.root), stock);
        synthesis::ScoreSettings s;
        s.step_yield = yield;
        out.score = score_route(out.root, stock, s);
        return out;
    }

    void run(StepRun& r) const {
        const auto source = open_records(records);
        synthesis::StockSettings shelves;
        shelves.files = stock;
        const auto shop = stock.empty() ? synthesis::Stock() : synthesis::Stock::open(shelves);
        const auto cost = formulas.cost(step_yield);
        ReviewRows rows;
        std::vector<PlannedTarget> drawn;
        double taken = 0, refused = 0;
        for (const std::string& text : targets) {
            r.context().check();
            PlannedTarget t{chem::plannable_molecule(text).smiles(), {}, Value::make_table()};
            int rank = 0;
            for (const RankedMove& m : ranked(t.smiles, *source, *cost)) {
                rows.add(t.smiles, ++rank, m, *source);
                (m.reviewed.refused.empty() ? taken : refused) += 1;
                if (rank > routes || !m.reviewed.refused.empty()) continue;
                t.result.routes.push_back(route_of(t.smiles, m.reviewed.move, shop, step_yield));
            }
            t.cards = rule_cards(t.result, *source);
            drawn.push_back(std::move(t));
        }
        r.make("moves", to_csv(rows.table()));
        r.make("routes", to_json(routes_document(drawn), JsonStyle::pretty));
        r.row(Row::number("targets", static_cast<double>(targets.size())));
        r.row(Row::number("moves", taken));
        r.row(Row::number("refused", refused));
    }

    /// moves.csv while it grows.
    struct ReviewRows {
        std::vector<std::string> target, name, precursors, protection, warnings, refused,
            conditions, references;
        std::vector<double> rank, cost, prior, protections, conflicts;

        void add(const std::string& of, int at, const RankedMove& m,
                 const synthesis::RecordMoves& source) {
            const synthesis::Move& move = m.reviewed.move;
            const synthesis::RuleCard card = source.rule(move.rule);
            target.push_back(of), name.push_back(card.name);
            rank.push_back(at), cost.push_back(m.cost), prior.push_back(move.prior);
            precursors.push_back(fmt::format("{}", fmt::join(move.precursors, ".")));
            std::string groups;
            const std::size_t layers = move.protections.empty() ? 0 : move.protections[0].size();
            for (std::size_t l = 0; l < layers; ++l)
                groups += (l > 0 ? "; " : "") +
                          source.protecting_group(move.protections[0][l].install).name;
            protection.push_back(groups);
            protections.push_back(static_cast<double>(layers));
            conflicts.push_back(move.conflicts);
            warnings.push_back(fmt::format("{}", fmt::join(move.warnings, "; ")));
            refused.push_back(m.reviewed.refused);
            conditions.push_back(card.conditions), references.push_back(card.precedent);
        }

        Table table() {
            Table t;
            t.add_texts("target") = target;
            t.add_numbers("rank") = rank;
            t.add_texts("name") = name;
            t.add_texts("precursors") = precursors;
            t.add_numbers("cost") = cost;
            t.add_numbers("prior") = prior;
            t.add_numbers("protections") = protections;
            t.add_texts("protection") = protection;
            t.add_numbers("conflicts") = conflicts;
            t.add_texts("warnings") = warnings;
            t.add_texts("refused") = refused;
            t.add_texts("conditions") = conditions;
            t.add_texts("references") = references;
            return t;
        }
    };
};

}  // namespace

void register_synthesis_review(Registry& r) {
    r.add<SynthesisReview>("synthesis.review", {1},
                           "Rank the moves that rules have for a molecule");
}

}  // namespace crucible
