// Bad rules: one line with file, line, column, code and cure.

#include <doctest/doctest.h>

#include <string>

#include "crucible/transforms/transform_library.hpp"

using namespace crucible;
using namespace crucible::transforms;

namespace {

const Vocabulary& table() {
    static const Vocabulary all =
        Vocabulary::open(std::string(TESTS_DIR) + "/../share/crucible/transforms");
    return all;
}

struct Expected {
    const char* statement;
    int column;
    const char* code;
    const char* part;
};

const std::string frame =
    "TRANSFORM 7\nNAME TEST\nRATING 50\nPATH 2 BONDS\nGROUP*1 MUST BE ALCOHOL\nBREAK BOND*2\n";

}  // namespace

TEST_CASE("Every fault has its line, its column and its code") {
    const Expected all[] = {
        {"KIL IF CARBON*1 IS PRIMARY", 1, "E-transform-syntax", "did you mean 'KILL'"},
        {"KILL IF DONATIN GROUP ON CARBON*2", 9, "E-transform-word", "DONATING GROUP"},
        {"KILL IF CARBON*4 IS PRIMARY", 9, "E-transform-meaning", "not on the path"},
        {"KILL IF CARBON*1 IS BLUE", 21, "E-transform-syntax", "'BLUE' is no property"},
        {"KILL WHEN CARBON*1 IS PRIMARY", 6, "E-transform-syntax", "IF belongs"},
        {"KILL", 1, "E-transform-meaning", "always killed"},
        {"KILL IF CARBON*1 IS LESS*HINDERED CARBON*2", 35, "E-transform-syntax", "THAN belongs"},
        {"KILL IF CARBON*1 IS PRIMARY AND", 32, "E-transform-syntax", "belongs here"},
        {"KILL IF CARBON*1 MATCHES [C", 26, "E-transform-smarts", "is no pattern"},
        {"ADD MUCH IF CARBON*1 IS PRIMARY", 5, "E-transform-syntax", "is not a change"},
        {"ATTACH NOTHING TO CARBON*1", 8, "E-transform-word", "no functional group"},
        {"ATTACH ETHER CARBON*1", 8, "E-transform-word", "no functional group"},
        {"JOIN CARBON*1 AND CARBON*1", 19, "E-transform-meaning", "joined to itself"},
        {"JOIN CARBON*1 AND HETERO3*1", 19, "E-transform-meaning", "GROUP*1 has no HETERO3*1"},
        {"JOIN CARBON*1 AND HETERO1*2", 19, "E-transform-meaning", "never said"},
        {"BREAK BOND*5", 7, "E-transform-meaning", "no bond between"},
        {"CHANGE BOND*1 TO FOURFOLD", 18, "E-transform-syntax", "no order"},
        {"EXCHANGE GROUP*2 FOR BROMIDE", 1, "E-transform-meaning", "never said"},
        {"INVERT CARBON*1", 8, "E-transform-syntax", "AT belongs"},
        {"RATING 50", 1, "E-transform-meaning", "twice"},
        {"RETRON CC", 8, "", ""},
        {"EXAMPLE CCO", 9, "E-transform-syntax", "no precursors"},
        {"EXAMPLE C1CC >> CC", 9, "E-smiles", "ring"},
        {"REFUSE CC.CC", 8, "E-transform-syntax", "more than one"},
        {"REAGENT MAGIC", 9, "E-transform-word", "no class of reagents"},
        {"PATH 2 METRES", 8, "E-transform-syntax", "BONDS belongs"},
        {"IF CARBON*1 IS PRIMARY THEN NAME X", 29, "E-transform-meaning", "cannot depend"},
        {"IF CARBON*1 IS PRIMARY THEN DEFINE STEREO CARBON*1 RETAIN", 29, "E-transform-meaning",
         "cannot depend"},
        {"FROM C", 1, "E-transform-meaning", "without a retron"},
        {"ADD -5 IF CARBON*1 IS PRIMARY", 5, "E-transform-syntax", "'-5' is not a change"},
        {"RATING 101", 8, "E-transform-syntax", "above 100"},
        {"PATH 0 BONDS", 6, "E-transform-syntax", "1 to 20 bonds"},
        {"PATH 21 BONDS", 6, "E-transform-syntax", "1 to 20 bonds"},
        {"KILL IF CARBON*0 IS PRIMARY", 9, "E-transform-syntax", "'CARBON*0' is no atom"},
        {"KILL IF HETERO1*0 IS PRIMARY", 9, "E-transform-syntax", "'HETERO1*0' is no atom"},
        {"KILL IF HETERO1 IS PRIMARY", 9, "E-transform-word", "'HETERO1' is no functional group"},
        {"BREAK BOND*0", 7, "E-transform-syntax", "'BOND*0' is no bond"},
        {"BREAK BOND*99", 7, "E-transform-syntax", "'BOND*99' is no bond"},
        {"BREAK BOND*1*2*3", 7, "E-transform-syntax", "'BOND*1*2*3' is no bond"},
        {"BREAK BOND*1*X", 7, "E-transform-syntax", "'BOND*1*X' is no bond"},
        {"EXCHANGE ALCOHOL FOR BROMIDE", 10, "E-transform-syntax", "'ALCOHOL' is no group"},
        {"IF CARBON*1 IS PRIMARY THEN IF CARBON*2 IS PRIMARY THEN KILL", 29, "E-transform-syntax",
         "within another"},
        {"IF CARBON*1 IS PRIMARY THEN", 28, "E-transform-syntax", "a statement belongs"},
        {"REFUSE CCO >> CC", 8, "E-transform-syntax", "that is refused has precursors"},
    };
    for (const Expected& e : all) {
        CAPTURE(std::string(e.statement));
        const auto parsed = parse_transforms(frame + e.statement + "\n", "my.ctl", table());
        REQUIRE(!parsed.faults.empty());
        CHECK(parsed.transforms.empty());
        if (std::string(e.code).empty()) continue;
        const Fault& f = parsed.faults.front();
        CHECK(f.where.line == 7);
        CHECK(f.where.column == e.column);
        CHECK(f.code == e.code);
        CHECK_MESSAGE(f.message.find(e.part) != std::string::npos, f.message);
        CHECK(!f.cure.empty());
        CHECK_THROWS_AS(TransformLibrary::parse(frame + e.statement + "\n", "my.ctl", table()),
                        InputError);
    }
}

TEST_CASE("All faults of a file are told at once") {
    const auto parsed =
        parse_transforms(frame + "KIL\nINVERT\nTRANSFORM 7\nNAME B\n", "my.ctl", table());
    REQUIRE(parsed.faults.size() >= 3);
    CHECK(parsed.faults[0].where.line == 7);
    CHECK(parsed.faults[1].where.line == 8);
    CHECK(parsed.faults[2].where.line == 9);
    CHECK(parsed.faults[2].message == "number 7 is there twice");
}

TEST_CASE("A line is not too long, and a file of faults ends after a hundred") {
    const auto faults_of = [](const std::string& text) {
        return parse_transforms(text, "my.ctl", table()).faults;
    };
    const auto fits = faults_of(frame + "REFERENCE " + std::string(3990, 'x') + "\n");
    CHECK(fits.empty());
    const auto beyond = faults_of(frame + "REFERENCE " + std::string(3991, 'x') + "\n");
    REQUIRE(beyond.size() == 1);
    CHECK(beyond[0].where.line == 7);
    CHECK(beyond[0].message == "a line is longer than 4000 bytes");
    std::string letter = frame;
    for (int k = 0; k < 150; ++k) letter += "Dear colleague\n";
    CHECK(faults_of(letter).size() == 100);
}

TEST_CASE("Texts stand in quotes or not, and conditions add up") {
    const auto parsed = parse_transforms(
        "TRANSFORM 1\nREFUSE C\nNAME \"A NAME\"\nRATING 5\nRETRON [C:1]-[O:2]\nBREAK BOND*1*2\n"
        "CONDITIONS \"open\nCONDITIONS x\nKILL IF HETERO1*1 IS PRIMARY\n",
        "my.ctl", table());
    // All but the last line is well; HETERO is read as an atom there.
    REQUIRE(parsed.faults.size() == 1);
    CHECK(parsed.faults[0].where.line == 9);
    const auto good = parse_transforms(
        "TRANSFORM 1\nREFUSE C\nNAME \"A NAME\"\nRATING 5\nRETRON [C:1]-[O:2]\nBREAK BOND*1*2\n"
        "CONDITIONS \"open\nCONDITIONS x\n",
        "my.ctl", table());
    REQUIRE(good.transforms.size() == 1);
    CHECK(good.transforms[0].name == "A NAME");
    CHECK(good.transforms[0].conditions == "\"open; x");
    REQUIRE(good.transforms[0].refusals.size() == 1);
    CHECK(good.transforms[0].refusals[0].killed_by == 0);
}

TEST_CASE("A transform says what it lacks") {
    const auto lacks = [](const std::string& text) {
        const auto parsed = parse_transforms(text, "my.ctl", table());
        return parsed.faults.empty() ? std::string() : parsed.faults.front().message;
    };
    CHECK(lacks(frame).empty());
    CHECK(lacks("NAME X\n") == "a statement stands before any TRANSFORM");
    for (const char* number : {"", " 0", " 100000", " 1 2", " one"})
        CHECK(lacks("TRANSFORM" + std::string(number) + "\n") ==
              "a transform begins without its number");
    CHECK(lacks("TRANSFORM 1\nRATING 5\nRETRON [C:1]-[O:2]\nBREAK BOND*1*2\n") ==
          "the transform has no name");
    CHECK(lacks("TRANSFORM 1\nNAME X\nRETRON [C:1]-[O:2]\nBREAK BOND*1*2\n") ==
          "the transform has no rating");
    CHECK(lacks("TRANSFORM 1\nNAME X\nRATING 5\nRETRON [C:1]-[O:2]\n") ==
          "the transform changes nothing");
    CHECK(
        lacks("TRANSFORM 1\nNAME X\nRATING 5\nRETRON [C:1]-[O:1]\nFROM C\n").find("there twice") !=
        std::string::npos);
    CHECK(lacks("TRANSFORM 1\nNAME X\nRATING 5\nBREAK BOND*1\n") ==
          "the transform has neither a path nor a retron");
}

TEST_CASE("Tables of words say which row is wrong") {
    const auto words_of = [](const std::string& groups, const std::string& reagents) {
        return Vocabulary::parse(groups, "groups.tsv", reagents, "reagents.tsv");
    };
    const std::string good = "KETONE\tX\tCX3\t(=[O:1])\t\t(=O)\n";
    CHECK(words_of(good, "").groups().size() == 1);
    CHECK_THROWS_AS(words_of("KETONE\tX\n", ""), InputError);
    CHECK_THROWS_AS(words_of("KETONE\tX\tCX3]\t\t\t\n", ""), InputError);
    CHECK_THROWS_AS(words_of(good + good, ""), InputError);
    try {
        words_of(good, "BASE\tKETON\twhy\n");
        FAIL("an unknown group was taken");
    } catch (const InputError& e) {
        CHECK(e.code() == "E-transform-words");
        CHECK(e.where().line == 1);
        CHECK(e.where().column == 6);
    }
}
