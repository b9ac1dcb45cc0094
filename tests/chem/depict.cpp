#include "crucible/chem/depict.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace crucible::chem;

TEST_CASE("Drawings: one scale, inside of their box, marks below, the same bytes each time") {
    const auto m = Molecule::from_smiles("CC(=O)Nc1ccc(O)cc1");
    const Drawing natural = draw(m, {.width = 0, .height = 0, .bond_length = 20});
    CHECK(natural.scale == 1);
    CHECK(natural.width > 100);
    // The C-C bond of the methyl group is as long as was asked for.
    double longest = 0;
    for (const DrawnShape& s : natural.shapes) {
        if (s.kind != DrawnShape::Kind::line) continue;
        const auto [x0, y0] = s.points.front();
        const auto [x1, y1] = s.points.back();
        longest = std::max(longest, std::hypot(x1 - x0, y1 - y0));
    }
    CHECK(longest == doctest::Approx(20).epsilon(0.03));

    const Drawing small = draw(m, {.width = 60, .height = 40});
    CHECK(small.scale < 1);
    for (const DrawnShape& s : small.shapes)
        for (const auto& [x, y] : s.points) {
            CHECK((x >= 0 && x <= 60));
            CHECK((y >= 0 && y <= 40));
        }
    const auto letters = [](const Drawing& d) {
        return std::ranges::count(d.shapes, DrawnShape::Kind::letter, &DrawnShape::kind);
    };
    CHECK(letters(natural) == 5);  // O, HN, HO
    const auto marks = [](const Drawing& d) {
        return std::ranges::count(d.shapes, DrawnShape::Role::mark, &DrawnShape::role);
    };
    CHECK(marks(natural) == 0);
    const DrawSettings marked{.atoms = {1, 3}, .bonds = {{1, 3}, {3, 1}, {0, 9}, {-1, 99}}};
    CHECK(marks(draw(m, marked)) >= 3);
    CHECK(svg(m, marked) == svg(m, marked));
}

TEST_CASE("An SVG of a molecule carries no ids, no header, no colour of its own but marks") {
    const auto alanine = Molecule::from_smiles("C[C@H](N)C(=O)O");
    const std::string plain = svg(alanine);
    CHECK(plain.starts_with("<svg xmlns="));
    CHECK(plain.ends_with("</svg>"));
    for (const char* no : {"<?xml", "id=", "class=", "#000", "rdkit", "style="})
        CHECK(plain.find(no) == std::string::npos);
    // A wedge is a filled area; without stereo there is none.
    const auto areas = [](const Drawing& d) {
        return std::ranges::count(d.shapes, DrawnShape::Kind::area, &DrawnShape::kind);
    };
    CHECK(areas(draw(alanine)) + areas(draw(Molecule::from_smiles("C[C@@H](N)C(=O)O"))) > 0);
    CHECK(areas(draw(Molecule::from_smiles("CC(N)C(=O)O"))) == 0);
    CHECK(svg(alanine, {.stereo_labels = true}).size() > plain.size());
    CHECK(svg(alanine, {.atoms = {1}, .mark = "#123abc"}).find("#123abc") != std::string::npos);
}
