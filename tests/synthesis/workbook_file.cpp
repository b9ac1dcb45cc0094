// The file of a workbook: whatever an act says is there again, protecting groups, too.

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/synthesis/workbook.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

/// Paracetamol by one move, under a benzyl ether that is put on before and taken off after it.
struct BenzylShop {
    static std::string clean(const char* smiles) { return chem::canonical_smiles(smiles); }
    std::string target = clean("CC(=O)Nc1ccc(O)cc1"), amine = clean("Nc1ccc(O)cc1"),
                chloride = clean("CC(=O)Cl"), ether = clean("Nc1ccc(OCc2ccccc2)cc1"),
                product = clean("CC(=O)Nc1ccc(OCc2ccccc2)cc1");
    Move acylation() const {
        Move m = move_to({amine, chloride}, 0.6, 11);
        ProtectionLayer layer{31, 32, product, m.precursors};
        for (std::string& p : layer.precursors)
            if (p == amine) p = ether;
        m.protections = {{layer}};
        m.reasons = {"it makes two of one", "its reagents are cheap"};
        return m;
    }
};

struct ActCase {
    WorkbookAct act;
    int molecule;
    std::pair<int, int> bond;
    std::int64_t rule;
    std::string text;
};

}  // namespace

TEST_CASE("Every act of a workbook is in its file with all that it says") {
    const BenzylShop shop;
    const std::vector<ActCase> all = {{WorkbookAct::freeze, 1, {0, 1}, 0, ""},
                                      {WorkbookAct::cut, 1, {1, 3}, 0, ""},
                                      {WorkbookAct::release, 1, {0, 1}, 0, ""},
                                      {WorkbookAct::forbid_rule, 0, {}, 77, ""},
                                      {WorkbookAct::allow_rule, 0, {}, 77, ""},
                                      {WorkbookAct::forbid, 0, {}, 0, "CCO"},
                                      {WorkbookAct::allow, 0, {}, 0, "CCO"},
                                      {WorkbookAct::forbid_element, 0, {}, 0, "Sn"},
                                      {WorkbookAct::allow_element, 0, {}, 0, "Sn"},
                                      {WorkbookAct::buy, 0, {}, 0, shop.amine},
                                      {WorkbookAct::do_not_buy, 0, {}, 0, shop.amine},
                                      {WorkbookAct::as_listed, 0, {}, 0, shop.amine},
                                      {WorkbookAct::pin, 1, {}, 0, ""},
                                      {WorkbookAct::unpin, 1, {}, 0, ""},
                                      {WorkbookAct::keep, 0, {}, 0, "first"},
                                      {WorkbookAct::drop, 0, {}, 0, "first"},
                                      {WorkbookAct::note, 1, {}, 0, "order \"now\""},
                                      {WorkbookAct::demand, 0, {}, 0, shop.chloride},
                                      {WorkbookAct::undemand, 0, {}, 0, ""},
                                      {WorkbookAct::clear, 1, {}, 0, ""}};
    TableSource source({{shop.target, {shop.acylation()}}});
    const Stock stock = Stock::of({shop.amine, shop.chloride});
    Workbook book(shop.target);
    book.use({&source, &stock, nullptr, nullptr});
    book.choose(1, 1);
    for (const ActCase& c : all) {
        WorkbookAction a;
        a.act = c.act, a.molecule = c.molecule, a.bond = c.bond, a.rule = c.rule, a.text = c.text;
        book.act(std::move(a));
    }
    const Workbook again = Workbook::read(book.text(), "w.json");
    CHECK(again.text() == book.text());
    REQUIRE(again.actions().size() == all.size() + 1);
    const WorkbookAction& made = again.actions().front();
    CHECK(made.act == WorkbookAct::make);
    CHECK(route_text(made.route) == route_text(book.actions().front().route));
    CHECK(route_text(made.route).find(shop.ether) != std::string::npos);
    for (std::size_t k = 0; k < all.size(); ++k) {
        CAPTURE(k);
        const WorkbookAction& a = again.actions()[k + 1];
        CHECK(a.act == all[k].act);
        CHECK(a.molecule == all[k].molecule);
        CHECK(a.bond == all[k].bond);
        CHECK(a.rule == all[k].rule);
        CHECK(a.text == all[k].text);
    }
    const Move& kept = again.memory().answers.at(shop.target).at(0);
    CHECK(kept.protections == shop.acylation().protections);
    CHECK(kept.reasons == shop.acylation().reasons);
}
