#include "crucible/synthesis/stock.hpp"

#include <doctest/doctest.h>

#include "crucible/synthesis/text_table.hpp"

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
