// Translators: tokens, writings, answers, moves, the file.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/chem/writings.hpp"
#include "crucible/synthesis/aligned_writing.hpp"
#include "crucible/synthesis/translator_moves.hpp"
#include "crucible/synthesis/translator_pairs.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

Translator made_up_translator(ClassToken classes = ClassToken::first) {
    const std::vector<std::string> texts{"CCO", "c1ccccc1", "NC(=O)Cl"};
    TranslatorText text{Vocabulary::of(texts, TokenLevel::atom), SourceWay::forward, classes};
    const learn::TranslatorShape shape{
        learn::TranslatorKind::transformer, text.vocabulary.size(), 32, 1, 1, 2, 32, 16};
    return {{shape, learn::first_weights(shape, 5)}, std::move(text)};
}

learn::Translation written_as(const TranslatorText& text, const char* smiles, double log_p) {
    return {text.target(smiles), log_p};
}

chem::ReactionRecord recorded(const char* product, const char* reactants, int reaction_class = 0) {
    chem::ReactionRecord r;
    r.product = product, r.reactants = reactants, r.reaction_class = reaction_class;
    return r;
}

}  // namespace

TEST_CASE("tokens of atoms are whole, and put together they are the text") {
    const char* text = "C[C@@H](Cl)%12BrN%12[nH]";
    CHECK(smiles_tokens(text, TokenLevel::atom) ==
          std::vector<std::string>{"C", "[C@@H]", "(", "Cl", ")", "%12", "Br", "N", "%12", "[nH]"});
    for (const char* any : {text, "", "%", "[C", "ClBrC%1"})
        for (const TokenLevel level : {TokenLevel::atom, TokenLevel::character}) {
            std::string whole;
            for (const std::string& t : smiles_tokens(any, level)) whole += t;
            CHECK(whole == any);
        }
    CHECK(smiles_tokens("Cl", TokenLevel::character).size() == 2);
}

TEST_CASE("a vocabulary gives back what it was told, and knows what it does not know") {
    const std::vector<std::string> texts{"CCl", "C[C@H]"};
    const Vocabulary v = Vocabulary::of(texts, TokenLevel::atom);
    CHECK(v.size() == learn::first_token + 11 + 3);
    for (const std::string& text : texts) CHECK(v.decode(v.encode(text)) == text);
    CHECK(v.encode("CN")[1] == learn::unknown_token);
    CHECK(v.decode(v.encode("CN")) == "C");
    CHECK(Vocabulary::class_token(10) + 1 == v.encode("C")[0]);
    CHECK_THROWS_AS(Vocabulary::class_token(11), InputError);
    const Vocabulary again = Vocabulary::from(v.to_value());
    CHECK(again.encode("CCl[C@H]") == v.encode("CCl[C@H]"));
    CHECK_THROWS_AS(Vocabulary(TokenLevel::atom, {"C", "C"}), InputError);
}

TEST_CASE("a text fits into another where it takes the fewest changes") {
    const auto fit = [](const char* piece, const char* whole) {
        return fit_into(smiles_tokens(piece, TokenLevel::character),
                        smiles_tokens(whole, TokenLevel::character));
    };
    CHECK(fit("CNO", "SSCNOSS").changes == 0);
    CHECK(fit("CNO", "SSCNOSS").begin == 2);
    CHECK(fit("CFO", "SSCNOSS").changes == 1);
    CHECK(fit("CNNO", "SSCNOSS").changes == 1);
    CHECK(fit("PPP", "SS").changes == 3);
    CHECK(fit("", "SS").changes == 0);
}

TEST_CASE("all writings of a molecule are that molecule") {
    RandomStream random(3, StreamId::tests);
    for (const char* smiles :
         {"CC(=O)Nc1ccc(O)cc1", "C[C@@H](O)[C@H](F)/C=C/Cl", "C", "[Na+].[Cl-]"}) {
        const auto m = chem::Molecule::from_smiles(smiles);
        const auto all = chem::rooted_smiles(m);
        CHECK(all.front() == m.smiles());
        for (const std::string& s : all) CHECK(chem::canonical_smiles(s) == m.smiles());
        for (int k = 0; k < 20; ++k)
            CHECK(chem::canonical_smiles(chem::random_smiles(m, random)) == m.smiles());
    }
    const auto toluene = chem::Molecule::from_smiles("Cc1ccccc1");
    CHECK(chem::rooted_smiles(toluene).size() >= 4);  // methyl, ipso, ortho, meta, para
}

TEST_CASE("writings that a product is asked in are distinct, the canonical one first") {
    const auto m = chem::Molecule::from_smiles("CC(=O)Nc1ccc(O)cc1");
    for (const ProductWriting way : {ProductWriting::random, ProductWriting::rooted}) {
        const auto all = product_writings(m, {5, way, 3});
        CHECK(all.size() == 5);
        CHECK(all.front() == m.smiles());
        CHECK(std::set<std::string>(all.begin(), all.end()).size() == 5);
        for (const std::string& s : all) CHECK(chem::canonical_smiles(s) == m.smiles());
        CHECK(all == product_writings(m, {5, way, 3}));
        CHECK(product_writings(m, {1, way, 3}).size() == 1);
        CHECK(product_writings(chem::Molecule::from_smiles("C"), {5, way, 3}).size() == 1);
    }
}

TEST_CASE("answers to several writings are put together by their places") {
    TranslatedAnswers one, two;
    one.answers = {{{"A"}, std::log(0.5)}, {{"B"}, std::log(0.3)}};
    two.answers = {{{"B"}, std::log(0.4)}, {{"C"}, std::log(0.2)}, {{"A"}, std::log(0.1)}};
    one.texts = 3, one.invalid = 1, two.texts = 3;
    one.first = TranslatedAnswers::First::valid;
    const auto both = merged_answers(std::vector{one, two});
    // Scores: A 1 + 1/3, B 1/2 + 1, C 1/2
    REQUIRE(both.answers.size() == 3);
    CHECK(both.answers[0].precursors == std::vector<std::string>{"B"});
    CHECK(both.answers[1].precursors == std::vector<std::string>{"A"});
    CHECK(both.answers[1].log_probability == doctest::Approx(std::log(0.3)));
    CHECK(both.answers[2].log_probability == doctest::Approx(std::log(0.1)));
    CHECK(both.texts == 6);
    CHECK(both.invalid == 1);
    CHECK(both.repeated == 2);
    CHECK(merged_answers(std::vector{one}).answers.size() == 2);
}

TEST_CASE("reactants are written as their product is") {
    std::vector<chem::Molecule> reactants;
    for (const char* s : {"Nc1ccc(O)cc1", "CC(=O)OC(C)=O"})
        reactants.push_back(chem::Molecule::from_smiles(s));
    // acetic anhydride stands first, as the acetyl group does, and the amine begins at its nitrogen
    CHECK(aligned_reactants("CC(=O)Nc1ccc(O)cc1", reactants) == "CC(=O)OC(C)=O.Nc1ccc(O)cc1");
    CHECK(aligned_reactants("Oc1ccc(NC(C)=O)cc1", reactants) == "Oc1ccc(N)cc1.CC(=O)OC(C)=O");
}

TEST_CASE("written reactions are those that were recorded, on any number of threads") {
    std::vector<chem::ReactionRecord> records;
    for (int k = 0; k < 30; ++k)
        records.push_back(recorded("CC(=O)Nc1ccc(O)cc1", "Nc1ccc(O)cc1.CC(=O)OC(C)=O", 2));
    records.push_back(recorded("C(", "CC"));
    records.push_back(recorded("CCCCCCCCCCCCCCCCCCCCCCCCCCCCCC", "CC"));
    WritingSettings s;
    s.target = TargetWriting::aligned;
    s.longest = 28;
    s.round = 2;
    const WrittenReactions one = written_reactions(records, s);
    s.threads = 3;
    const WrittenReactions three = written_reactions(records, s);
    CHECK(one.unread == 1);
    CHECK(one.too_long == 1);
    REQUIRE(one.reactions.size() == 30);
    std::size_t distinct = 0;
    for (std::size_t k = 0; k < 30; ++k) {
        const auto& w = one.reactions[k];
        CHECK(chem::canonical_smiles(w.product) == "CC(=O)Nc1ccc(O)cc1");
        CHECK(chem::joined(chem::canonical_components(w.reactants)) ==
              chem::joined({"Nc1ccc(O)cc1", "CC(=O)OC(C)=O"}));
        CHECK(w.reaction_class == 2);
        CHECK(w.product == three.reactions[k].product);
        CHECK(w.reactants == three.reactions[k].reactants);
        distinct += w.product != one.reactions[0].product;
    }
    CHECK(distinct > 10);
    s.round = 0;
    CHECK(written_reactions(records, s).reactions[0].product == "CC(=O)Nc1ccc(O)cc1");
}

TEST_CASE("texts of a beam become distinct sets of precursors, and what is lost is counted") {
    const std::vector<std::string> words{"CCO", "CN(=)1.", "c"};
    const TranslatorText text{Vocabulary::of(words, TokenLevel::atom)};
    const std::vector<learn::Translation> beam{
        written_as(text, "CC(", -0.1),   written_as(text, "CO.CN", -0.5),
        written_as(text, "NC.OC", -0.7), written_as(text, "CCO.C", -0.9),
        written_as(text, "CCC", -1.5),   {{}, -2}};
    const TranslatedAnswers a = read_answers("CCO", text, beam);
    CHECK(a.texts == 6);
    CHECK(a.invalid == 2);  // the empty one, too
    CHECK(a.repeated == 1);
    CHECK(a.unchanged == 1);
    CHECK(a.first == TranslatedAnswers::First::invalid);
    REQUIRE(a.answers.size() == 2);
    CHECK(a.answers[0].precursors == std::vector<std::string>{"CN", "CO"});
    CHECK(a.answers[0].log_probability == -0.5);
    CHECK(a.answers[1].precursors == std::vector<std::string>{"CCC"});
}

TEST_CASE("sources begin with the class where the net is told, and run as they should") {
    const std::vector<std::string> words{"CNO"};
    TranslatorText text{Vocabulary::of(words, TokenLevel::atom)};
    const auto plain = text.source("CNO", 3);
    CHECK(plain == text.vocabulary.encode("CNO"));
    text.way = SourceWay::reversed, text.classes = ClassToken::first;
    const auto told = text.source("CNO", 3);
    CHECK(told[0] == Vocabulary::class_token(3));
    CHECK(std::vector(told.begin() + 1, told.end()) == text.vocabulary.encode("ONC"));
}

TEST_CASE("the file of a translator gives the same translator") {
    const Translator t = made_up_translator();
    const std::string bytes =
        translator_bytes(t.net().shape(), t.net().parameters(), t.text(), Value::make_table());
    const Translator again = Translator::parse(bytes, "t.model");
    CHECK(std::ranges::equal(again.net().parameters(), t.net().parameters()));
    CHECK(again.text().classes == ClassToken::first);
    CHECK(again.text().source("NC", 4) == t.text().source("NC", 4));
    CHECK(!again.hash().empty());
    CHECK_THROWS_AS(Translator::parse(bytes.substr(0, bytes.size() / 2), "t.model"), InputError);
    auto broken = std::vector<float>(t.net().parameters().begin(), t.net().parameters().end());
    broken[7] = std::nanf("");
    CHECK_THROWS_AS(
        Translator::parse(translator_bytes(t.net().shape(), broken, t.text(), Value()), "t.model"),
        InputError);
}

TEST_CASE("moves of a translator have priors that sum to one, the same alone or in company") {
    auto translator = std::make_shared<const Translator>(made_up_translator());
    TranslatorMoveSettings s;
    s.beams = {40, 6, 1};
    s.most_probability = 1;
    TranslatorMoves source(translator, nullptr, s);
    const std::vector<std::string> molecules{"CCO", "c1ccccc1", "NC(=O)Cl"};
    const auto together = source.moves(molecules);
    for (std::size_t i = 0; i < molecules.size(); ++i) {
        const auto alone = source.moves(std::span(molecules).subspan(i, 1));
        REQUIRE(!together[i].empty());
        REQUIRE(alone[0].size() == together[i].size());
        double sum = 0;
        for (std::size_t k = 0; k < alone[0].size(); ++k) {
            CHECK(alone[0][k].precursors == together[i][k].precursors);
            CHECK(alone[0][k].prior == together[i][k].prior);
            if (k > 0) CHECK(alone[0][k].prior <= alone[0][k - 1].prior);
            sum += alone[0][k].prior;
        }
        CHECK(sum == doctest::Approx(1).epsilon(1e-9));
    }
    s.most_moves = 2;
    TranslatorMoves few(translator, nullptr, s);
    CHECK(few.moves(std::span(molecules).first(1))[0].size() == 2);
    CHECK(source.invalid() < source.texts());
}
