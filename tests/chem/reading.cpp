// Files of molecules and reactions, good and bad, read through crucible-molecules.
#include "crucible/chem/reading.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/blocks.hpp"
#include "tests/chem/parser.hpp"

using namespace crucible;
using namespace crucible::chem;

namespace {

constexpr const char* ethanol_block =
    "ethanol\n  made here\n\n"
    "  3  2  0  0  0  0  0  0  0  0999 V2000\n"
    "    0.0000    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  1  0  0\n"
    "    1.2990    0.7500    0.0000 C   0  0  0  0  0  0  0  0  0  2  0  0\n"
    "    2.5981   -0.0000    0.0000 O   0  0  0  0  0  0  0  0  0  3  0  0\n"
    "  1  2  1  0\n"
    "  2  3  1  0\n"
    "M  END\n";

std::filesystem::path written(const ScratchDirectory& dir, const std::string& name,
                              const std::string& text) {
    auto path = dir.path() / name;
    write_file(path, text);
    return path;
}

}  // namespace

TEST_CASE("Lists of SMILES and InChIKeys, and their faults by line and column") {
    use_molecule_parser();
    const ScratchDirectory dir("chem-reading");
    const auto got = read_molecules(written(dir, "a.smi",
                                            "OCC ethanol, absolute\n"
                                            "\n"
                                            "  C1CC bad one\n"
                                            "LFQSCWFLJHTTHZ-UHFFFAOYSA-N\n"
                                            "C[C@H](N)C(O)=O\n"));
    REQUIRE(got.records.size() == 3);
    CHECK(got.records[0].smiles == "CCO");
    CHECK(got.records[0].name == "ethanol, absolute");
    CHECK(got.records[0].line == 1);
    CHECK(got.records[0].flat.empty());
    CHECK(std::isnan(got.records[0].price));
    CHECK(got.records[1].inchikey == "LFQSCWFLJHTTHZ-UHFFFAOYSA-N");
    CHECK(got.records[1].smiles.empty());
    CHECK(got.records[2].smiles == "C[C@H](N)C(=O)O");
    CHECK(got.records[2].flat == "CC(N)C(=O)O");
    REQUIRE(got.bad.size() == 1);
    CHECK(got.bad[0].line == 3);
    CHECK(got.bad[0].column == 4);  // "  C1CC": the ring number
    CHECK(got.bad[0].why == "ring 1 opened at column 2 is never closed");
}

TEST_CASE("Tables of molecules, gzipped, with prices and bad rows") {
    use_molecule_parser();
    const ScratchDirectory dir("chem-reading");
    const auto got = read_molecules(written(dir, "a.CSV.gz",
                                            "Name,SMILES,price,n_train_uses\n"
                                            "a,OCC,2.5,7\n"
                                            "b,CC(,1,\n"
                                            "c,CCN,cheap,\n"
                                            "d,CCN\n"
                                            "\"e, e\",CCN,,\n"));
    REQUIRE(got.records.size() == 3);
    CHECK(got.records[0].price == 2.5);
    CHECK(got.records[0].uses == 7);
    CHECK(got.records[1].name == "c");
    CHECK(std::isnan(got.records[1].price));
    CHECK(got.records[2].name == "e, e");
    CHECK(got.records[2].uses == -1);
    REQUIRE(got.notes.size() == 1);
    CHECK(got.notes[0].line == 4);
    CHECK(got.notes[0].why.find("its price 'cheap' is no number") == 0);
    REQUIRE(got.bad.size() == 2);
    CHECK(got.bad[0].line == 3);
    CHECK(got.bad[0].column == 5);  // "b,CC(": the branch
    CHECK(got.bad[1].why == "2 fields, but the first line has 4");
}

TEST_CASE("Headings of prices and keys in the spellings of spreadsheets") {
    const auto prices = [](const std::string& heading, const std::string& price) {
        return split_molecules("SMILES," + heading + "\nCCO," + price + "\n", "a.csv");
    };
    for (const char* heading : {"price", "Price (USD/g)", "price_per_gram", "Price per g", "PPG",
                                "\"EUR/g, price\"", "Price [$/g]", "price_eur_per_g"})
        CHECK_MESSAGE(prices(heading, "2.5").records.at(0).price == 2.5, heading);
    CHECK(prices("Price (EUR/kg)", "2500").records.at(0).price == doctest::Approx(2.5));
    CHECK(prices("price/mg", "0.01").records.at(0).price == doctest::Approx(10));
    for (const char* heading : {"price/mol", "Price 5g", "price date"}) {
        const auto other = prices(heading, "2.5");
        CHECK(std::isnan(other.records.at(0).price));
        REQUIRE(other.notes.size() == 1);
        CHECK(other.notes[0].line == 1);
        CHECK(other.notes[0].why.find("is not read") != std::string::npos);
    }
    for (const char* price : {"\"1,5\"", "€3", "-2"}) {
        const auto kept = prices("price", price);
        CHECK(kept.records.size() == 1);
        CHECK(kept.bad.empty());
        REQUIRE(kept.notes.size() == 1);
        CHECK(kept.notes[0].line == 2);
    }
    CHECK(prices("price", "-2").notes.at(0).why.find("is below zero") != std::string::npos);
    CHECK(prices("price", "€3").notes.at(0).why.find("is no number") != std::string::npos);
    const std::string key = "LFQSCWFLJHTTHZ-UHFFFAOYSA-N";
    for (const char* heading : {"InChI Key", "InChIKey", "inchi-key", "INCHI_KEY"})
        CHECK(split_molecules(std::string(heading) + "\n" + key + "\n", "a.csv")
                  .records.at(0)
                  .inchikey == key);
}

TEST_CASE("SDF: blocks, names, prices, and a block that is none") {
    use_molecule_parser();
    const ScratchDirectory dir("chem-reading");
    const std::string sdf = std::string(ethanol_block) + "> <PRICE>\n3.5\n\n$$$$\n" +
                            "junk\n\n\n  1  0  0 V2000\nM  END\n$$$$\n" + ethanol_block +
                            "$$$$\n\n";
    const auto got = read_molecules(written(dir, "a.sdf", sdf));
    REQUIRE(got.records.size() == 2);
    CHECK(got.records[0].smiles == "CCO");
    CHECK(got.records[0].name == "ethanol");
    CHECK(got.records[0].price == 3.5);
    REQUIRE(got.bad.size() == 1);
    CHECK(got.bad[0].line == 15);
    CHECK(read_molecules(written(dir, "a.mol", ethanol_block)).records.size() == 1);
}

TEST_CASE("Files of which nothing is understood") {
    use_molecule_parser();
    const ScratchDirectory dir("chem-reading");
    CHECK_THROWS_AS(read_molecules(dir.path() / "none.smi"), IoError);
    for (const auto& [name, text] :
         std::initializer_list<std::pair<const char*, const char*>>{{"a.smi", ""},
                                                                    {"b.smi", "C(\n"},
                                                                    {"a.csv", "structure\nCC\n"},
                                                                    {"a.sdf", "\n\n"},
                                                                    {"a.xyz", "C\n"},
                                                                    {"c.csv", "smiles\n\"C\n"}}) {
        CAPTURE(std::string(name));
        CHECK_THROWS_AS(read_molecules(written(dir, name, text)), InputError);
    }
}

TEST_CASE("Reactions: tables, lines, RXN and RDF") {
    use_molecule_parser();
    const ScratchDirectory dir("chem-reading");
    const auto table = parse_reactions(
        "id,class,year,product,reactants,retro_template,mapped_reaction_rebuilt\n"
        "US1,2,1999,CC(=O)NC,CC(=O)O.CN,[C:1]-[N:2]>>[C:1].[N:2],[CH3:1][OH]>>[CH3:1]N\n"
        "US2,x,,CC(,C,,\n",
        "a.csv");
    REQUIRE(table.records.size() == 1);
    CHECK(table.records[0].reaction_class == 2);
    CHECK(table.records[0].year == 1999);
    CHECK(table.records[0].reactants == "CC(=O)O.CN");
    CHECK(table.records[0].mapped == "[CH3:1][OH]>>[CH3:1]N");
    REQUIRE(table.bad.size() == 1);
    CHECK(table.bad[0].why == "product: the branch opened at column 3 is never closed");

    const auto lines =
        parse_reactions("CCO.CC(=O)O>[H+]>CCOC(C)=O esterification\nCC>C\n", "a.rsmi");
    REQUIRE(lines.records.size() == 1);
    CHECK(lines.records[0].reagents == "[H+]");
    CHECK(lines.records[0].id == "esterification");
    CHECK(lines.records[0].mapped.empty());
    CHECK(lines.bad.size() == 1);

    const std::string rxn = std::string("$RXN\nmade here\n\n\n  1  1\n$MOL\n") + ethanol_block +
                            "$MOL\n" + ethanol_block;
    const auto one = parse_reactions(rxn, "a.rxn");
    REQUIRE(one.records.size() == 1);
    CHECK(one.records[0].id == "made here");
    CHECK(one.records[0].product == "[CH3:1][CH2:2][OH:3]");
    CHECK(one.records[0].mapped == "[CH3:1][CH2:2][OH:3]>>[CH3:1][CH2:2][OH:3]");
    const auto two = parse_reactions("$RDFILE 1\n$DATM\n$RFMT $RIREG 17\n" + rxn +
                                         "$DTYPE yield\n$DATUM 80\n$RFMT $RIREG 18\n" +
                                         "$RXN\n\n\n\n  2  1\n$MOL\n" + ethanol_block,
                                     "a.rdf");
    REQUIRE(two.records.size() == 1);
    CHECK(two.records[0].id == "17");
    REQUIRE(two.bad.size() == 1);
    CHECK(two.bad[0].why == "its molecules are not as many as it says");
}

TEST_CASE("Endings of names say how molecules are read") {
    for (const char* ending : {".smi", ".smiles", ".txt", ".can", ".inchikey"}) {
        const auto lines = split_molecules("smiles\nOCC ethanol\n", std::string("a") + ending);
        REQUIRE(lines.records.size() == 1);
        CHECK(lines.records[0].smiles == "OCC");
        CHECK(lines.columns == std::vector<int>{1});
    }
    for (const char* ending : {".sdf", ".mol", ".sd"}) {
        const auto blocks = split_molecules(ethanol_block, std::string("a") + ending);
        CHECK(blocks.blocks.size() == 1);
        CHECK(blocks.columns == std::vector<int>{0});
    }
    for (const auto& [ending, blank] : {std::pair{".csv", ","}, {".tsv", "\t"}}) {
        const std::string b = blank;
        const auto table =
            split_molecules("name" + b + "smiles\nx" + b + "OCC\n", std::string("a") + ending);
        REQUIRE(table.records.size() == 1);
        CHECK(table.records[0].smiles == "OCC");
        CHECK(table.columns == std::vector<int>{3});
    }
}

TEST_CASE("Keys alone name molecules; prices and counts below zero are none") {
    const std::string key = "LFQSCWFLJHTTHZ-UHFFFAOYSA-N";
    const auto keys = split_molecules(
        "inchikey,price,uses\n" + key + ",1,-4\nLFQSCW,1,\n" + key + ",-1,\n,1,\n", "a.csv");
    REQUIRE(keys.records.size() == 2);  // a price below zero is none, the molecule is one
    CHECK(std::isnan(keys.records[1].price));
    CHECK(keys.notes.at(0).line == 4);
    CHECK(keys.records[0].inchikey == key);
    CHECK(keys.records[0].smiles.empty());
    CHECK(keys.records[0].price == 1);
    CHECK(keys.records[0].uses == -1);
    CHECK(keys.columns == std::vector<int>{0, 0});
    REQUIRE(keys.bad.size() == 2);
    CHECK(keys.bad[0].why == "its InChIKey is none");
    CHECK(keys.bad[1].why == "it names no molecule");
    const std::string items = std::string(ethanol_block) + "> <InChIKey>\n";
    CHECK(split_molecules(items + key + "\n\n> <CAS>\n64-17-5\n", "a.sdf").records.at(0).inchikey ==
          key);
    CHECK(split_molecules(items + "unknown\n", "a.sdf").records.at(0).inchikey.empty());
    const auto priced = split_molecules(std::string(ethanol_block) + "> <price>\n-3\n", "a.sdf");
    CHECK(priced.records.size() == 1);
    CHECK(priced.notes.at(0).why.find("its price '-3' is below zero") == 0);
}

TEST_CASE("Reactions: endings, columns, and blocks that are none") {
    for (const char* name : {"a.smi", "a.rsmi", "a.smiles", "a.txt"})
        CHECK(parse_reactions("C.O>>CO x\n", name).records.at(0).id == "x");
    CHECK(parse_reactions("product\treactants\nCO\tC.O\n", "a.tsv").records.at(0).product == "CO");
    // A ':' is a map only before a digit.
    CHECK(parse_reactions("c1:c:c:c:c:c1.O>>CO:\n", "a.smi").bad.size() == 1);
    CHECK(parse_reactions("c1:c:c:c:c:c:1>>CO\n", "a.smi").records.at(0).mapped ==
          "c1:c:c:c:c:c:1>>CO");
    CHECK_THROWS_WITH_AS(parse_reactions("reactants,year\nC,1\n", "a.csv"),
                         doctest::Contains("no columns of reactions"), InputError);
    const auto whole = parse_reactions(
        "reactants,rxn_smiles,mapped_rxn\nN,C.O>>CO,\nN,C,[CH4:1]>>[CH4:1]\n", "a.csv");
    REQUIRE(whole.records.size() == 1);
    CHECK(whole.records[0].reactants == "C.O");
    REQUIRE(whole.bad.size() == 1);
    CHECK(whole.bad[0].line == 3);
    CHECK(whole.bad[0].text == "C");
    const auto mapped = parse_reactions("mapped_rxn\n[CH4:1]\n", "a.csv");
    CHECK(mapped.bad.at(0).text == "[CH4:1]");
}

TEST_CASE("Blocks of reactions say what is wrong with them") {
    const std::string head = "$RXN\nx\n\n\n", molecule = std::string("$MOL\n") + ethanol_block,
                      both = molecule + molecule;
    const char* too_few = "its molecules are not as many as it says";
    for (const auto& [text, fault] : std::initializer_list<std::pair<std::string, const char*>>{
             {head + "  1  1\n" + both, ""},
             {head + "  1  1  0\n" + both, ""},
             {"$RXN V3000\nx\n\n\nM  V30 COUNTS 1 1\n", "V3000 reactions are not read"},
             {"$RXN V3000\nx\n", "V3000 reactions are not read"},
             {"$RXN\nx\n", "it ends in its header"},
             {head + " -1  1\n" + both, too_few},
             {head + "  1  0\n" + both, too_few},
             {head + "  0  1\n" + both, too_few},
             {head + "  2  1\n" + both, too_few},
             {head + "  1\n" + both, "its counts are no numbers"}}) {
        CAPTURE(text);
        const auto all = split_rdf(text);
        REQUIRE(all.size() == 1);
        CHECK(all[0].fault == fault);
        CHECK(all[0].id == "x");
        CHECK(all[0].reactants.size() == (std::string_view(fault).empty() ? 1 : 0));
    }
    for (const char* next : {"$RXN\n", "$RFMT\n$RXN\n", "$MFMT\n$RXN\n"}) {
        const auto two = split_rdf(head + "  1  1\n" + both + next + "y\n\n\n  1  1\n" + both);
        REQUIRE(two.size() == 2);
        CHECK(two[0].fault.empty());
        CHECK(two[1].fault.empty());
        CHECK(two[1].id == "y");
    }
}

TEST_CASE("A record that ends its parser costs one line") {
    use_molecule_parser();
    const ScratchDirectory dir("chem-reading");
    // Stands in the parser's place: what it is asked about "CCC" ends it.
    const std::string real = find_molecule_parser().string();
    const auto script = dir.path() / "parser.py";
    write_file(script,
               "#!/usr/bin/python3\n"
               "import os, struct, subprocess, sys\n"
               "real = subprocess.Popen(['" +
                   real +
                   "'], stdin=-1, stdout=-1)\n"
                   "while True:\n"
                   "    head = sys.stdin.buffer.read(4)\n"
                   "    if len(head) < 4: break\n"
                   "    body = sys.stdin.buffer.read(struct.unpack('<I', head)[0])\n"
                   "    if b'CCC' in body: os.abort()\n"
                   "    real.stdin.write(head + body); real.stdin.flush()\n"
                   "    head = real.stdout.read(4)\n"
                   "    sys.stdout.buffer.write(head)\n"
                   "    sys.stdout.buffer.write(real.stdout.read(struct.unpack('<I', head)[0]))\n"
                   "    sys.stdout.buffer.flush()\n");
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    ::setenv("CRUCIBLE_MOLECULES", script.c_str(), 1);
    const auto got = clean_smiles({"OC", "CCC", "NC"});
    ::setenv("CRUCIBLE_MOLECULES", real.c_str(), 1);
    CHECK(got.smiles == std::vector<std::string>{"CO", "", "CN"});
    REQUIRE(got.bad.size() == 1);
    CHECK(got.bad[0].line == 2);
    CHECK(got.bad[0].why.starts_with("it ended its parser (signal 6"));
}

TEST_CASE("Questions and answers are checked on both sides") {
    CHECK(answer_request("").empty());
    CHECK(answer_request("zabc").empty());
    CHECK(answer_request(std::string("s\xff\xff\xff\xff", 5)).empty());
    const auto all =
        read_answers(answer_request(request_bytes(ParseWhat::canonical, {"OC", "C(", ""})), 3);
    CHECK(all[0].text == "CO");
    CHECK_FALSE(all[1].is_good);
    CHECK(all[1].column == 2);
    CHECK_FALSE(all[2].is_good);
    const auto answers = [](ParseWhat what, const std::vector<std::string>& texts) {
        return read_answers(answer_request(request_bytes(what, texts)), texts.size());
    };
    const auto flat = answers(ParseWhat::flat, {"OCC", "C[C@H](N)C(O)=O", "F/C=C/F"});
    CHECK(flat[0].text == "CCO");
    CHECK(flat[1].text == "C[C@H](N)C(=O)O CC(N)C(=O)O");
    CHECK(flat[2].text == "F/C=C/F FC=CF");
    const std::string nothing = "\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n";
    const auto block = answers(ParseWhat::block, {ethanol_block, nothing, "junk"});
    CHECK(block[0].text == "CCO");
    for (std::size_t k : {1, 2}) {
        CHECK_FALSE(block[k].is_good);
        CHECK(block[k].column == 0);
    }
    CHECK(block[1].text == "it holds no atoms");
    CHECK(answers(ParseWhat::mapped, {ethanol_block})[0].text == "[CH3:1][CH2:2][OH:3]");
    const std::string two = answer_request(request_bytes(ParseWhat::canonical, {"C", "C"}));
    CHECK_THROWS_AS(read_answers(two, 1), InputError);
    CHECK_THROWS_AS(read_answers(two, 3), InputError);
    CHECK_THROWS_AS(read_answers(two + two, 1), InputError);
    CHECK_THROWS_AS(read_answers("?" + two.substr(1), 2), InputError);
    CHECK_THROWS_AS(read_answers(two.substr(0, two.size() - 1), 2), InputError);
    CHECK_THROWS_AS(read_answers("+", 1), InputError);
    CHECK_THROWS_AS(read_answers("", 1), InputError);
}
