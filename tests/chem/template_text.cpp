// Sides of templates as text: what is read back is what was meant, or it is left unsaid.

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "crucible/chem/template_graph.hpp"

using namespace crucible;
using namespace crucible::chem;

namespace {

using Bonds = std::vector<TemplateGraph::Bond>;

TemplateGraph::SideWords carbons(std::size_t count, Bonds bonds) {
    TemplateGraph::SideWords side;
    side.nodes.assign(count, NodeWords{"C", false, 0, {}});
    side.bonds = std::move(bonds);
    return side;
}

/// Nodes by their own number, no map.
std::string text_of(const TemplateGraph::SideWords& side, std::vector<int>& order) {
    std::vector<int> rank(side.nodes.size());
    std::iota(rank.begin(), rank.end(), 0);
    return side_text(side, rank, std::vector<int>(rank.size()), order);
}

std::string text_of(const TemplateGraph::SideWords& side) {
    std::vector<int> order;
    return text_of(side, order);
}

/// Whether the double bonds that the text says are those of the side.
bool says_all(const TemplateGraph::SideWords& side) {
    std::vector<int> order;
    const SmartsWords read = words_of(*read_smarts(text_of(side, order)));
    const auto node = [&](int i) { return order[static_cast<std::size_t>(i)]; };
    return read.double_bonds.size() == side.double_bonds.size() &&
           std::ranges::all_of(side.double_bonds, [&](const DoubleBondWords& wish) {
               return std::ranges::any_of(read.double_bonds, [&](const DoubleBondWords& d) {
                   const bool same = node(d.a) == wish.a && node(d.b) == wish.b;
                   const bool turned = node(d.a) == wish.b && node(d.b) == wish.a;
                   return (same || turned) && d.cis == wish.cis;
               });
           });
}

}  // namespace

TEST_CASE("Rings of a template get the lowest numbers that are free") {
    CHECK(text_of(carbons(4, {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 2}})) == "[C]12-[C]-[C]-1-[C]-2");
    // A hub with twelve round it, each bonded to the next: eleven rings are open at once.
    Bonds wheel;
    for (int i = 1; i <= 12; ++i) {
        wheel.push_back({0, i});
        if (i < 12) wheel.push_back({i, i + 1});
    }
    const auto side = carbons(13, wheel);
    const std::string text = text_of(side);
    CHECK(text.starts_with("[C]123456789%10%11-[C]-[C]-1-[C]-2"));
    CHECK(text.ends_with("-[C]-%11"));
    CHECK(words_of(*read_smarts(text)).bonds.size() == wheel.size());
}

TEST_CASE("Double bonds of a template keep their stereo, in whatever order they are told") {
    const Bonds diene = {{0, 1}, {1, 2, '='}, {2, 3}, {3, 4, '='}, {4, 5}};
    for (const bool first : {false, true})
        for (const bool second : {false, true}) {
            auto side = carbons(6, diene);
            side.double_bonds = {{1, 2, 0, 3, first}, {3, 4, 2, 5, second}};
            CHECK(says_all(side));
            side.double_bonds = {{4, 3, 5, 2, second}, {1, 2, 0, 3, first}};
            CHECK(says_all(side));
            side.double_bonds = {{4, 3, 5, 2, second}, {2, 1, 3, 0, first}};
            CHECK(says_all(side));
        }
    const Bonds triene = {{0, 1}, {1, 2, '='}, {2, 3}, {3, 4, '='}, {4, 5}, {5, 6, '='}, {6, 7}};
    for (int cis = 0; cis < 8; ++cis) {
        CAPTURE(cis);
        auto side = carbons(8, triene);
        // The middle one last, as where it closes a ring of a SMILES.
        side.double_bonds = {{1, 2, 0, 3, (cis & 1) != 0},
                             {5, 6, 4, 7, (cis & 2) != 0},
                             {3, 4, 2, 5, (cis & 4) != 0}};
        CHECK(says_all(side));
    }
}

TEST_CASE("Two double bonds of a template may end at one atom") {
    auto side = carbons(6, {{0, 1}, {0, 2, '='}, {0, 3, '='}, {2, 4}, {3, 5}});
    for (int cis = 0; cis < 4; ++cis) {
        CAPTURE(cis);
        const bool first = (cis & 1) != 0, second = (cis & 2) != 0;
        side.double_bonds = {{0, 2, 1, 4, first}, {0, 3, 1, 5, second}};
        CHECK(says_all(side));
        side.double_bonds = {{2, 0, 4, 1, first}, {3, 0, 5, 1, second}};
        CHECK(says_all(side));
    }
}

TEST_CASE("Stereo that a template cannot say is left out of it") {
    // Round a ring of four, one double bond cannot be cis and the other trans.
    auto ring = carbons(4, {{0, 1, '='}, {1, 2}, {2, 3, '='}, {3, 0}});
    ring.double_bonds = {{1, 0, 2, 3, true}, {3, 2, 0, 1, true}};
    CHECK(says_all(ring));
    ring.double_bonds[1].cis = false;
    CHECK(text_of(ring).find_first_of("/\\") == std::string::npos);
    // Beside an aromatic bond nothing tells the side.
    auto aromatic = carbons(4, {{0, 1, ':'}, {1, 2, '='}, {2, 3}});
    aromatic.double_bonds = {{1, 2, 0, 3, true}};
    CHECK(text_of(aromatic) == "[C]:[C]=[C]-[C]");
    // A hand over neighbours that the atom does not have.
    auto centre = carbons(6, {{0, 1}, {0, 2}, {0, 3}, {3, 4}, {4, 5}});
    centre.nodes[0]->parity = 1;
    centre.nodes[0]->around = {1, 2, 3};
    CHECK(text_of(centre).find('@') != std::string::npos);
    centre.nodes[0]->around = {1, 4, 5};
    CHECK(text_of(centre).find('@') == std::string::npos);
}
