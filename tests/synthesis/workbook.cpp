// A workbook on a small made-up chemistry of real molecules: what is done, undone, saved, opened.

#include "crucible/synthesis/workbook.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

/// Paracetamol from 4-aminophenol, that from 4-nitrophenol; or all at once by an odd rule.
struct PaintShop {
    static std::string clean(const char* smiles) { return chem::canonical_smiles(smiles); }
    std::string target = clean("CC(=O)Nc1ccc(O)cc1"), amine = clean("Nc1ccc(O)cc1"),
                nitro = clean("O=[N+]([O-])c1ccc(O)cc1"), anhydride = clean("CC(=O)OC(C)=O"),
                chloride = clean("CC(=O)Cl"), azide = clean("[N-]=[N+]=Nc1ccc(O)cc1");
    TableSource source{table()};
    Stock stock = Stock::of({nitro, anhydride, chloride});

    MoveTable table() const {
        Move acylation = move_to({amine, chloride}, 0.6, 11);
        acylation.bonds = {{1, 3}};
        acylation.origins = {{}, {}};
        // Nc1ccc(O)cc1: its atoms are atoms 3 and on of CC(=O)Nc1ccc(O)cc1, if so written.
        for (std::size_t p = 0; p < 2; ++p) {
            const bool is_amine = acylation.precursors[p] == amine;
            acylation.origins[p] = is_amine ? std::vector<int>{3, 4, 5, 6, 7, 8, 9, 10}
                                            : std::vector<int>{0, 1, 2, -1};
        }
        Move with_anhydride = acylation;
        with_anhydride.precursors = {anhydride, amine};
        std::sort(with_anhydride.precursors.begin(), with_anhydride.precursors.end());
        with_anhydride.origins.clear();
        with_anhydride.prior = 0.3, with_anhydride.rule = 12;
        Move reduction = move_to({nitro}, 0.5, 21), other = move_to({azide}, 0.4, 22);
        reduction.warnings = {"a nitro group elsewhere is reduced, too"};
        return {{target, {acylation, with_anhydride}}, {amine, {reduction, other}}};
    }
    Workbook book() {
        Workbook b(target);
        b.use({&source, &stock, nullptr, nullptr});
        return b;
    }
};

WorkbookAction action(WorkbookAct act, int molecule = 0, std::string text = "") {
    WorkbookAction a;
    a.act = act;
    a.molecule = molecule;
    a.text = std::move(text);
    return a;
}

int number_of(const Workbook& b, const std::string& smiles) {
    for (const auto& [number, m] : b.state().molecules)
        if (m.smiles == smiles) return number;
    return 0;
}

SearchSettings short_search() {
    SearchSettings s;
    s.algorithm = Algorithm::retro_star;
    s.iterations = 100;
    s.most_probability = 2;
    return s;
}

std::string code_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& e) {
        return e.code();
    }
    return "";
}

}  // namespace

TEST_SUITE("synthesis: workbook") {
    TEST_CASE("moves are listed with their marks, chosen, taken back, and undone") {
        PaintShop shop;
        Workbook b = shop.book();
        REQUIRE(b.target() == "CC(=O)Nc1ccc(O)cc1");
        REQUIRE(b.moves(1).size() == 2);
        b.choose(1, 1);
        const int amine = number_of(b, shop.amine);
        REQUIRE(amine > 0);
        CHECK(b.is_bought(shop.chloride));
        CHECK_FALSE(b.score().solved);
        b.choose(amine, 1);
        CHECK(b.score().solved);
        CHECK(b.score().steps == 2);
        CHECK(b.state().molecules.at(amine).move.warnings.size() == 1);
        const std::string done = route_text(b.route());
        CHECK(b.undo());
        CHECK_FALSE(b.score().solved);
        CHECK(b.redo());
        CHECK(route_text(b.route()) == done);
        CHECK_FALSE(b.redo());
        b.act(action(WorkbookAct::clear, 1));
        CHECK(b.state().molecules.size() == 1);
        b.undo();
        CHECK(route_text(b.route()) == done);
        CHECK(b.state().molecules.contains(amine));  // under the same number
        while (b.undo()) {
        }
        CHECK(route_text(b.route()) == shop.target);
        CHECK(shop.source.asked.size() == 2);  // each molecule once
    }

    TEST_CASE("what is demanded and never met is told, and nothing is taken") {
        PaintShop shop;
        Workbook b = shop.book();
        b.act(action(WorkbookAct::demand, 0, PaintShop::clean("c1ccc2ccccc2c1")));
        b.search(1, short_search(), quiet());
        CHECK_FALSE(b.state().molecules.at(1).has_move);
        for (std::size_t k = 1; k <= b.memory().found.size(); ++k)
            CHECK_FALSE(b.found(k).score.solved);
        b.act(action(WorkbookAct::demand, 0, shop.nitro));
        b.search(1, short_search(), quiet());
        CHECK(b.score().solved);
        CHECK(number_of(b, shop.nitro) > 0);
    }

    TEST_CASE("what is forbidden is refused, in lists and in searches, and told where it is used") {
        PaintShop shop;
        Workbook b = shop.book();
        b.choose(1, 1);
        WorkbookAction rule = action(WorkbookAct::forbid_rule);
        rule.rule = 11;
        b.act(rule);
        CHECK(broken_rules(b.state()).size() == 1);
        CHECK(b.moves(1)[0].refused == "rule 11 is forbidden");
        CHECK(code_of([&] { b.choose(1, 1); }) == "E-workbook-action");
        b.search(1, short_search(), quiet());
        CHECK(b.score().solved);
        CHECK(b.state().molecules.at(1).move.rule == 12);
        b.act(action(WorkbookAct::forbid, 0, shop.nitro));
        b.search(1, short_search(), quiet());
        for (const Route& r : b.memory().found) CHECK_FALSE(r.score.solved);
        b.act(action(WorkbookAct::buy, 0, shop.azide));
        b.search(1, short_search(), quiet());
        CHECK(b.score().solved);
        CHECK(number_of(b, shop.azide) > 0);
        b.act(action(WorkbookAct::do_not_buy, 0, shop.azide));
        CHECK_FALSE(b.score().solved);
        b.act(action(WorkbookAct::as_listed, 0, shop.azide));
        CHECK_FALSE(b.is_bought(shop.azide));
    }

    TEST_CASE("bonds are frozen where they are named, and below, as far as atoms are known") {
        PaintShop shop;
        Workbook b = shop.book();
        WorkbookAction freeze = action(WorkbookAct::freeze, 1);
        freeze.bond = {3, 1};
        b.act(freeze);
        CHECK(constraints_at(b.state(), 1).frozen_bonds ==
              std::vector<std::pair<int, int>>{{1, 3}});
        for (const ListedMove& m : b.moves(1)) CHECK(m.refused == "it changes the frozen bond 1-3");
        b.act([&] {
            WorkbookAction a = freeze;
            a.act = WorkbookAct::release;
            return a;
        }());
        freeze.bond = {3, 4};  // N to the ring: 0 and 1 of Nc1ccc(O)cc1
        b.act(freeze);
        b.choose(1, 1);
        CHECK(constraints_at(b.state(), number_of(b, shop.amine)).frozen_bonds ==
              std::vector<std::pair<int, int>>{{0, 1}});
        freeze.bond = {0, 5};
        CHECK(code_of([&] { b.act(freeze); }) == "E-workbook-action");
    }

    TEST_CASE("a pinned sub-route stays, and comes back where its molecule comes up") {
        PaintShop shop;
        Workbook b = shop.book();
        b.choose(1, 1);
        b.choose(number_of(b, shop.amine), 2);  // the azide way
        b.act(action(WorkbookAct::pin, number_of(b, shop.amine)));
        CHECK(code_of([&] { b.choose(number_of(b, shop.amine), 1); }) == "E-workbook-action");
        b.act(action(WorkbookAct::clear, 1));
        b.choose(1, 2);
        CHECK(number_of(b, shop.azide) > 0);
        // A search takes the pinned molecule as bought, and hangs its way below.
        b.search(1, short_search(), quiet());
        CHECK(number_of(b, shop.azide) > 0);
        b.act(action(WorkbookAct::unpin, number_of(b, shop.amine)));
        b.choose(number_of(b, shop.amine), 1);
        CHECK(b.score().solved);
    }

    TEST_CASE("two routes are compared by their steps, scores and trees") {
        PaintShop shop;
        Workbook b = shop.book();
        b.search(1, short_search(), quiet());
        b.act(action(WorkbookAct::keep, 0, "best"));
        b.act(action(WorkbookAct::clear, 1));
        b.choose(1, 2);
        const RouteDifference d = b.compare("best", "now");
        CHECK(d.shared.empty());
        CHECK(d.first_alone.size() == 2);
        CHECK(d.second_alone ==
              std::vector<std::string>{shop.anhydride + "." + shop.amine + ">>" + shop.target});
        CHECK(d.first.solved);
        CHECK_FALSE(d.second.solved);
        CHECK(d.distance > 0);
        CHECK(b.compare("best", "#1").distance == 0);
        CHECK(b.compare("best", "best").shared.size() == 2);
        CHECK(code_of([&] { b.compare("best", "worst"); }) == "E-workbook-action");
    }

    TEST_CASE(
        "what is demanded is an action: searches keep it, undo takes it back, the file has it") {
        PaintShop shop;
        Workbook b = shop.book();
        CHECK(code_of([&] { b.act(action(WorkbookAct::demand, 0, shop.target)); }) ==
              "E-workbook-action");
        CHECK(code_of([&] { b.act(action(WorkbookAct::undemand)); }) == "E-workbook-action");
        b.act(action(WorkbookAct::demand, 0, shop.anhydride));
        b.search(1, short_search(), quiet());
        REQUIRE(!b.memory().found.empty());
        for (const Route& r : b.memory().found)
            CHECK(route_text(r.root).find(shop.anhydride) != std::string::npos);
        CHECK(Workbook::read(b.text(), "w.json").state().demanded == shop.anhydride);
        CHECK(Workbook::read(b.text(), "w.json").text() == b.text());
        b.act(action(WorkbookAct::undemand));
        CHECK(b.state().demanded.empty());
        b.undo();
        CHECK(b.state().demanded == shop.anhydride);
        b.undo(), b.undo();
        CHECK(b.state().demanded.empty());
        b.redo();
        CHECK(b.state().demanded == shop.anhydride);
    }

    TEST_CASE("a saved workbook opens without sources, goes on, and is the same to the byte") {
        PaintShop shop;
        Workbook b = shop.book();
        b.choose(1, 1);
        b.choose(number_of(b, shop.amine), 1);
        b.act(action(WorkbookAct::keep, 0, "a"));
        b.act(action(WorkbookAct::note, 1, "ask about the \"nitro\" price\n"));
        b.search(1, short_search(), quiet());
        b.undo();
        Workbook again = Workbook::read(b.text(), "w.json");
        CHECK(again.text() == b.text());
        CHECK(again.score().cost == b.score().cost);
        CHECK(again.moves(1).size() == 2);
        CHECK(again.redo());
        CHECK(again.undo());
        CHECK(code_of([&] { again.search(1, short_search(), quiet()); }) == "E-workbook-sources");
        again.use({&shop.source, &shop.stock, nullptr, nullptr});
        CHECK(again.text() == b.text());
        again.act(action(WorkbookAct::clear, 1));
        CHECK(again.actions().size() == again.done());  // what was undone is forgotten
    }

    TEST_CASE("wrong workbooks: one line with the place, whatever is wrong") {
        PaintShop shop;
        Workbook b = shop.book();
        b.choose(1, 1);
        const std::string good = b.text();
        const auto fails = [&](const std::string& from, const std::string& to,
                               const std::string& code, const std::string& words) {
            std::string bad = good;
            const auto at = bad.find(from);
            REQUIRE(at != bad.npos);
            bad.replace(at, from.size(), to);
            CAPTURE(to);
            try {
                Workbook::read(bad, "w.json");
                FAIL("it was read");
            } catch (const Error& e) {
                CHECK(e.code() == code);
                CHECK(e.where().line > 0);
                CHECK(e.where().column > 0);
                CHECK(std::string(e.what()).find(words) != std::string::npos);
                CHECK(std::string(e.what()).find('\n') == std::string::npos);
            }
        };
        fails("\"crucible_workbook\": 1", "\"crucible_workbook\": 7", "E-workbook-file",
              "version 1");
        fails("\"crucible_workbook\"", "\"workbook\"", "E-workbook-file", "is missing");
        fails("\"done\": 1", "\"done\": 2", "E-workbook-file", "from 0 to 1");
        fails("\"make\"", "\"mkae\"", "E-workbook-file", "did you mean 'make'");
        fails("\"prior\": 0.6", "\"prior\": 6", "E-workbook-file", "from 0 to 1");
        fails("\"actions\": [", "\"actions\": [1, ", "E-workbook-file", "'do' is missing");
        fails("\"molecule\": 1", "\"molecule\": 5", "E-workbook-action", "no molecule 5");
        fails("\"target\": \"CC(=O)N", "\"target\": \"CC(=O)(C)(C)N", "E-smiles", "");
        fails("\"target\": \"CC(=O)Nc1ccc(O)cc1\"", "\"target\": \"CCO\"", "E-workbook-action",
              "makes");
        fails("\"in_stock\": true", "\"in_stock\": false", "E-workbook-file",
              "not what the actions make");
        fails("\"memory\"", "\"memory", "E-json", "");
    }
}
