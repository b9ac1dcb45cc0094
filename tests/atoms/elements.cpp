#include "crucible/atoms/elements.hpp"

#include <doctest/doctest.h>

using namespace crucible;

TEST_CASE("symbols and numbers are each other's inverse") {
    for (int z = 1; z <= max_atomic_number; ++z) CHECK(atomic_number(element(z).symbol) == z);
    CHECK(atomic_number("ti") == 22);
    CHECK(atomic_number("TI") == 22);
    CHECK(atomic_number("D") == 1);
    CHECK(atomic_number("") == std::nullopt);
    CHECK(atomic_number("Xx") == std::nullopt);
    CHECK(atomic_number("Tix") == std::nullopt);
    CHECK(atomic_number("1") == std::nullopt);
    CHECK(element_of_label("Ti1") == 22);
    CHECK(element_of_label("O2-") == 8);
    CHECK(element_of_label("Ow") == 8);
    CHECK(element_of_label("?") == std::nullopt);
}

TEST_CASE("masses rise with Z but for the four known inversions") {
    // Ar-K, Co-Ni, Te-I, Th-Pa; beyond bismuth only isotopes are tabulated.
    std::vector<int> inversions;
    for (int z = 2; z <= 92; ++z)
        if (element(z).mass < element(z - 1).mass) inversions.push_back(z);
    CHECK(inversions == std::vector<int>{19, 28, 53, 91});
}

TEST_CASE("groups of the periodic table") {
    const std::pair<int, int> known[] = {{1, 1},   {2, 18}, {3, 1},   {4, 2},   {5, 13},  {8, 16},
                                         {13, 13}, {21, 3}, {22, 4},  {29, 11}, {30, 12}, {31, 13},
                                         {40, 4},  {57, 3}, {64, 3},  {71, 3},  {72, 4},  {79, 11},
                                         {82, 14}, {92, 3}, {104, 4}, {118, 18}};
    for (const auto& pair : known)
        CHECK_MESSAGE(periodic_group(pair.first) == pair.second, pair.first);
}

TEST_CASE("formulas are written as chemists write them and read back") {
    for (const char* text : {"TiO2", "H2O", "CH4", "H3N", "NaCl", "CaCO3", "LiFePO4", "Al2O3"}) {
        const Composition c = parse_formula(text);
        CHECK(parse_formula(formula_text(c)) == c);
    }
    CHECK(formula_text(parse_formula("O2Ti")) == "TiO2");
    CHECK(formula_text(parse_formula("H2 O")) == "H2O");
    CHECK(formula_text(parse_formula("ClNa")) == "NaCl");
    CHECK(formula_text(parse_formula("H3N")) == "NH3");
    CHECK(parse_formula("Ca(OH)2") == Composition{{1, 2}, {8, 2}, {20, 1}});
    CHECK(formula_units(parse_formula("Ti4O8")) == 4);
    CHECK(reduced(parse_formula("Ti4O8")) == parse_formula("TiO2"));
    CHECK(total_mass(parse_formula("TiO2")) == doctest::Approx(79.865));
}

TEST_CASE("faulty formulas are refused with the place") {
    for (const char* text : {"", "tio2", "Ti0", "Ti(O2", "TiO2)", "Xx2", "Ti9999999", "2Ti", "Ti-O",
                             "((((((((((Ti))))))))))"})
        CHECK_THROWS_AS(parse_formula(text), InputError);
    try {
        parse_formula("TiXx", {"study.toml", 3, 12});
        FAIL("accepted");
    } catch (const InputError& e) {
        CHECK(std::string(e.what()).find("study.toml:3:14: ") == 0);
        CHECK(e.code() == "E-atoms-formula");
    }
    try {
        parse_element("Tt");
        FAIL("accepted");
    } catch (const InputError& e) {
        CHECK(std::string(e.what()).find("E-atoms-element") != std::string::npos);
    }
}

TEST_CASE("species are the distinct elements in ascending Z") {
    const SpeciesList list = species_of({22, 8, 8, 22, 1});
    CHECK(list.numbers == std::vector<int>{1, 8, 22});
    CHECK(list.of_atom[0] == Species{2});
    CHECK(list.of_atom[1] == Species{1});
    CHECK(list.of_atom[4] == Species{0});
}
