#include "crucible/chem/depict.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

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

namespace {

/// Longest and shortest bond of the layout, in medians.
std::pair<double, double> bond_lengths(const std::string& smiles) {
    std::istringstream block(mol_block(Molecule::from_smiles(smiles)));
    std::string line;
    for (int i = 0; i < 4; ++i) std::getline(block, line);
    const int atoms = std::stoi(line.substr(0, 3)), bonds = std::stoi(line.substr(3, 3));
    std::vector<std::pair<double, double>> at;
    for (int i = 0; i < atoms; ++i) {
        std::getline(block, line);
        at.emplace_back(std::stod(line.substr(0, 10)), std::stod(line.substr(10, 10)));
    }
    std::vector<double> lengths;
    for (int i = 0; i < bonds; ++i) {
        std::getline(block, line);
        const auto& a = at[std::stoul(line.substr(0, 3)) - 1];
        const auto& b = at[std::stoul(line.substr(3, 3)) - 1];
        lengths.push_back(std::hypot(a.first - b.first, a.second - b.second));
    }
    std::ranges::sort(lengths);
    const double median = lengths[lengths.size() / 2];
    return {lengths.back() / median, lengths.front() / median};
}

}  // namespace

// By RDKit's own layout the longest is above 1.7 or the shortest below 0.6 in each.
TEST_CASE("Bridged rings are drawn with bonds of about one length") {
    for (const char* smiles :
         {"COc1ccc2nccc(C(O)C3CC4CCN3CC4C=C)c2c1",         // quinine
          "CC1CCC2C(C)C(=O)OC3OC4(C)CCC1C23OO4",           // artemisinin
          "CN1CCC23C4C1CC5=C2C(=C(C=C5)O)OC3C(C=C4)O",     // morphine
          "NC12CC3CC(CC(C3)C1)C2", "C1CC2CC3CCC2CC31"}) {  // adamantane, twistane
        INFO(smiles);
        const auto [longest, shortest] = bond_lengths(smiles);
        CHECK(longest < 1.35);
        CHECK(shortest > 0.7);
    }
    // CoordGen lays atoms of camphor on each other: RDKit's layout stays.
    CHECK(bond_lengths("CC1(C)C2CCC1(C)C(=O)C2").second > 0.9);
}

TEST_CASE("A drawing tells where atoms and bonds of the SMILES are") {
    const Molecule m = Molecule::from_smiles("C[C@H](N)C(=O)Oc1ccccc1");
    for (const double box : {0.0, 60.0}) {
        DrawSettings settings;
        settings.width = settings.height = box;
        const Drawing d = draw(m, settings);
        REQUIRE(d.atoms.size() == 12);  // without the hydrogens that a wedge shows
        REQUIRE(d.bonds.size() == 12);
        for (const auto& [x, y] : d.atoms) {
            CHECK((x > 0 && x < d.width));
            CHECK((y > 0 && y < d.height));
        }
        const double usual = d.scale * settings.bond_length;
        const auto apart = [](auto a, auto b) {
            return std::hypot(a.first - b.first, a.second - b.second);
        };
        for (const auto& [a, b] : d.bonds) {
            CHECK(a < b);
            const double length =
                apart(d.atoms[static_cast<std::size_t>(a)], d.atoms[static_cast<std::size_t>(b)]);
            CHECK(length == doctest::Approx(usual).epsilon(0.15));
        }
        // Letters stand at atoms, their baseline a little below.
        for (const DrawnShape& s : d.shapes) {
            if (s.kind != DrawnShape::Kind::letter) continue;
            double nearest = 1e9;
            for (const auto& at : d.atoms) nearest = std::min(nearest, apart(at, s.points[0]));
            CHECK(nearest < usual);
        }
    }
}
