#include "crucible/synthesis/stock.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/synthesis/stock_file.hpp"
#include "crucible/synthesis/text_table.hpp"
#include "tests/chem/parser.hpp"

using namespace crucible;
using namespace crucible::synthesis;

TEST_CASE("A table of texts finds each of them and nothing else") {
    std::vector<std::string> texts;
    for (int i = 0; i < 3000; ++i) texts.push_back("C" + std::to_string(i * 7919 % 3001));
    texts.push_back(texts.front());
    const TextTable table(texts);
    CHECK(table.size() == 3000);
    for (const std::string& t : texts) {
        const auto at = table.find(t);
        REQUIRE(at);
        CHECK(table[*at] == t);
    }
    CHECK_FALSE(table.find("C"));
    CHECK_FALSE(table.find("C3001"));
    for (std::size_t i = 1; i < table.size(); ++i) CHECK(table[i - 1] < table[i]);
    CHECK(TextTable().empty());
    CHECK_FALSE(TextTable().find(""));
    CHECK(TextTable({"a", "b"}).hash() != TextTable({"ab"}).hash());
}

TEST_CASE("A stock of given molecules") {
    const Stock s = Stock::of({"CCO", "CC(=O)O", "CCO"});
    CHECK(s.size() == 2);
    CHECK(s.contains("CCO"));
    CHECK_FALSE(s.contains("OCC"));  // keys are canonical
    CHECK_FALSE(s.price("CCO"));
    CHECK(s.hash() == Stock::of({"CC(=O)O", "CCO"}).hash());
    CHECK(s.hash() != Stock::of({"CCO"}).hash());
}

namespace {

std::filesystem::path stock_file_of(const ScratchDirectory& dir, const std::string& name,
                                    const std::string& text) {
    const auto path = dir.path() / name;
    write_file(path, text);
    return path;
}

}  // namespace

TEST_CASE("Stocks of several files: prices, limits, bans and what was not understood") {
    use_molecule_parser();
    const ScratchDirectory dir("stock");
    const auto priced =
        stock_file_of(dir, "a.csv", "smiles,price\nOCC,2.5\nCC(=O)O,40\nc1ccccc1Br,\nC1C,3\n");
    const auto list = stock_file_of(dir, "b.smi", "C[C@H](N)C(=O)O\nCCO\n");
    const Stock s = Stock::open({.files = {priced, list}});
    CHECK(s.size() == 4);
    CHECK(s.contains("CCO"));
    CHECK(s.price("CCO") == 2.5);
    CHECK_FALSE(s.price("Brc1ccccc1"));
    CHECK(s.tier("CCO") == 0);
    REQUIRE(s.notes().size() == 2);
    CHECK(s.notes()[0].find("3 molecules, 1 not understood (line 5, column 2: ring 1 opened at "
                            "column 2 is never closed)") != std::string::npos);

    const Stock cheap = Stock::open({.files = {priced, list}, .most_price = 10});
    CHECK(cheap.size() == 1);
    CHECK(cheap.contains("CCO"));
    CHECK_FALSE(cheap.contains("CC(=O)O"));
    CHECK_FALSE(cheap.contains("Brc1ccccc1"));
    const Stock banned = Stock::open({.files = {list}, .banned = {"OCC"}});
    CHECK_FALSE(banned.contains("CCO"));
    CHECK_FALSE(Stock::open({.files = {list}, .most_atoms = 5}).contains("C[C@H](N)C(=O)O"));
    const Stock plain = Stock::open({.files = {priced}, .elements = {"C", "O"}});
    CHECK(plain.contains("CCO"));
    CHECK_FALSE(plain.contains("Brc1ccccc1"));
    CHECK(banned.hash() != Stock::open({.files = {list}}).hash());

    CHECK_FALSE(s.contains("C[C@@H](N)C(=O)O"));
    const Stock flat = Stock::open({.files = {list}, .flat = true});
    for (const char* alanine : {"C[C@@H](N)C(=O)O", "C[C@H](N)C(=O)O", "CC(N)C(=O)O"})
        CHECK(flat.contains(alanine));

    CHECK_THROWS_AS(Stock::open({.files = {list}, .most_price = 1}), InputError);
    CHECK_THROWS_AS(Stock::open({.files = {list}, .most_tier = 6}), InputError);
    CHECK_THROWS_AS(Stock::open({.files = {list}, .banned = {"C("}}), InputError);
    CHECK_THROWS_AS(Stock::open({.files = {dir.path() / "none.smi"}}), IoError);
}

TEST_CASE("Molecules known by InChIKey alone are found") {
    use_molecule_parser();
    const ScratchDirectory dir("stock");
    const auto keys = stock_file_of(dir, "keys.txt.gz",
                                    "LFQSCWFLJHTTHZ-UHFFFAOYSA-N\nQNAYBMKLOCPYGJ-REOHCLBHSA-N\n");
    const Stock s = Stock::open({.files = {keys}});
    CHECK(s.size() == 2);
    CHECK(s.contains("CCO"));
    CHECK(s.contains("CCO"));
    CHECK(s.contains("C[C@H](N)C(=O)O"));
    CHECK_FALSE(s.contains("C[C@@H](N)C(=O)O"));
    CHECK(Stock::open({.files = {keys}, .flat = true}).contains("C[C@@H](N)C(=O)O"));
}

TEST_CASE("Tiers say how often something is used, and how large it is") {
    CHECK(stock_tier(-1, 5) == 0);
    CHECK(stock_tier(1000, 5) == 1);
    CHECK(stock_tier(1000, 30) == 2);
    CHECK(stock_tier(49, 5) == 2);
    CHECK(stock_tier(9, 5) == 3);
    CHECK(stock_tier(2, 5) == 4);
    CHECK(stock_tier(0, 5) == 5);
    CHECK(stock_tier(0, 30) == 5);
}

TEST_CASE("Of much that is not understood the first five reasons are told") {
    use_molecule_parser();
    const ScratchDirectory dir("stock");
    StockList list;
    const StockFileCounts counts =
        add_stock_file(stock_file_of(dir, "a.smi", "C\nC(\nC(\nC(\nC(\nC(\nC(\nC(\n"), list);
    CHECK(counts.records == 1);
    CHECK(counts.bad == 7);
    REQUIRE(counts.first_bad.size() == 5);
    CHECK(counts.first_bad[4] == "line 6, column 2: the branch opened at column 2 is never closed");
}

TEST_CASE("A stock file of ours that somebody wrote names the line that is wrong") {
    const auto with_head = [](const std::string& body) {
        return "crucible-stock 1\nsha256 " + sha256(body) + "\n" + body;
    };
    const StockList good = parse_stock_text(with_head("C\t2\t5\nC\t1\nCO\t\t7\n"), "x.stock");
    REQUIRE(good.entries.size() == 2);
    CHECK(good.entries[0].tier == 1);  // the lower one of two
    CHECK(good.entries[0].price == 5);
    CHECK(good.entries[1].price == 7);
    for (const auto& [line, why] : std::initializer_list<std::pair<const char*, const char*>>{
             {"CC\tlow", "names a tier that is none"},
             {"CC\t-1", "names a tier that is none"},
             {"CC\t6", "names a tier that is none"},
             {"CC\t1\tcheap", "names a price that is none"},
             {"CC\t1\t-2", "names a price that is none"},
             {"", "has an empty line"}}) {
        CAPTURE(std::string(line));
        try {
            parse_stock_text(with_head("C\n" + std::string(line) + "\nCO\n"), "x.stock");
            FAIL("it was read");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-stock-file");
            CHECK(e.message() == std::string("this stock file ") + why);
            CHECK(e.where().line == 4);
        }
    }
}

TEST_CASE("A stock file of ours reads back, and tells when it was changed") {
    StockList list;
    list.entries = {{"CCO", "", 2.5, 1},
                    {"C", "", std::nan(""), 0},
                    {"C[C@H](N)C(=O)O", "CC(N)C(=O)O", std::nan(""), 3},
                    {"CCO", "", 1.5, 0}};
    list.keys = {"LFQSCWFLJHTTHZ-UHFFFAOYSA-N"};
    sort_stock(list);
    REQUIRE(list.entries.size() == 3);
    CHECK(list.entries[1].price == 1.5);
    CHECK(list.entries[1].tier == 1);
    const std::string text = to_stock_text(list);
    const StockList again = parse_stock_text(text, "x.stock");
    CHECK(to_stock_text(again) == text);
    CHECK(again.entries[2].flat == "CC(N)C(=O)O");
    CHECK(again.keys == list.keys);
    std::string changed = text;
    changed.back() = 'x';
    CHECK_THROWS_AS(parse_stock_text(changed, "x.stock"), InputError);
    CHECK_THROWS_AS(parse_stock_text(text.substr(0, text.size() - 3), "x.stock"), InputError);
    CHECK_THROWS_AS(parse_stock_text("crucible-stock 1\n", "x.stock"), InputError);

    const ScratchDirectory dir("stock");
    const Stock s = Stock::open({.files = {stock_file_of(dir, "x.stock", gzip(text))}});
    CHECK(s.size() == 4);
    CHECK(s.tier("C[C@H](N)C(=O)O") == 3);
    CHECK(s.price("CCO") == 1.5);
}
