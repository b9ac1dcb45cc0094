#include "crucible/search/symmetric_sites.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <set>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/search/generate.hpp"

using namespace crucible;

namespace {

/// All ways by trying them: for each position and species how many orbits.
std::set<std::vector<int>> all_ways(const WyckoffTable& t, const std::vector<int>& counts) {
    std::set<std::vector<int>> out;
    std::vector<int> chosen(t.positions.size() * counts.size(), 0);
    std::vector<int> left = counts;
    const std::function<void(std::size_t)> go = [&](std::size_t slot) {
        if (slot == chosen.size()) {
            for (const int n : left)
                if (n != 0) return;
            for (std::size_t p = 0; p < t.positions.size(); ++p) {
                int orbits = 0;
                for (std::size_t s = 0; s < counts.size(); ++s)
                    orbits += chosen[p * counts.size() + s];
                if (t.positions[p].freedom() == 0 && orbits > 1) return;
            }
            out.insert(chosen);
            return;
        }
        const std::size_t species = slot % counts.size();
        const int m = static_cast<int>(t.positions[slot / counts.size()].multiplicity());
        const int before = left[species];
        for (int n = 0; n * m <= before; ++n) {
            chosen[slot] = n, left[species] = before - n * m;
            go(slot + 1);
        }
        chosen[slot] = 0, left[species] = before;
    };
    go(0);
    return out;
}

}  // namespace

TEST_CASE("Ways to share out Wyckoff positions are counted and drawn evenly") {
    for (const int number : {2, 10, 47, 62, 136, 205, 225}) {
        INFO(number);
        const WyckoffTable t = wyckoff_table(number);
        const std::vector<int> counts{2, 4};
        const auto ways = all_ways(t, counts);
        const WyckoffChoices choices(t, counts);
        CHECK(choices.ways() == static_cast<double>(ways.size()));
        if (ways.empty() || ways.size() > 300) continue;
        std::map<std::vector<int>, int> drawn;
        RandomStream random(3, StreamId::tests, static_cast<std::uint64_t>(number));
        const int per_way = 200, draws = per_way * static_cast<int>(ways.size());
        for (int k = 0; k < draws; ++k) {
            std::vector<int> chosen(t.positions.size() * counts.size(), 0);
            for (const OrbitChoice& o : choices.draw(random))
                ++chosen[o.position * counts.size() + o.species];
            ++drawn[chosen];
        }
        CHECK(drawn.size() == ways.size());
        for (const auto& [way, times] : drawn) {
            CHECK(ways.contains(way));
            CHECK(times > per_way / 2);  // seven standard deviations
            CHECK(times < per_way * 3 / 2);
        }
    }
    // Two formula units of rutile need 2 + 4 points: P4_2/mnm has room, the 16-fold general
    // position alone would not.
    CHECK(WyckoffChoices(wyckoff_table(136), {2, 4}).ways() > 0);
    CHECK(WyckoffChoices(wyckoff_table(205), {2, 4}).ways() == 0);  // Pa-3: four and more
}

TEST_CASE("Crystals made in a space group have its symmetry, and keep window and distances") {
    for (const int number :
         {2,   4,   9,   14,  15,  19,  29,  36,  43,  60,  62,  74,  79,  88,  96,  122,
          136, 141, 146, 152, 160, 166, 167, 176, 186, 194, 198, 205, 206, 215, 224, 225}) {
        GenerateSettings settings = titania_settings();
        settings.symmetry = {number, number, 1, 48};
        settings.cells = 20000;
        for (const int units : {2, 3, 4, 6, 8}) {
            INFO(number, " ", units);
            std::unique_ptr<Generator> generator;
            try {
                generator = std::make_unique<Generator>(settings, units);
            } catch (const InputError&) {
                CHECK(WyckoffChoices(wyckoff_table(number), {units, 2 * units}).ways() == 0);
                continue;
            }
            RandomStream random(7, StreamId::generate, static_cast<std::uint64_t>(units));
            Structure s;
            int cells = 0;
            if (generator->make(random, s, cells) == Generator::Outcome::gave_up) continue;
            CHECK(composition(s.numbers) == Composition{{8, 2 * units}, {22, units}});
            CHECK(s.cell.volume() / units >= doctest::Approx(26));
            CHECK(s.cell.volume() / units <= doctest::Approx(34));
            const NeighbourList near = neighbours_reference(s, 3);
            for (std::size_t i = 0; i < s.size(); ++i)
                for (const Neighbour& n : near.of(i)) {
                    const int sum = s.numbers[i] + s.numbers[static_cast<std::size_t>(n.j)];
                    CHECK(n.distance >= (sum == 44 ? 2.6 : sum == 30 ? 1.6 : 2.1) - 1e-9);
                }
            const auto found = find_symmetry(s, 1e-4);
            REQUIRE(found.has_value());
            const WyckoffTable t = wyckoff_table(number);
            const auto order = t.operations.size() / static_cast<std::size_t>(t.centring);
            CHECK(found->operations.size() % order == 0);  // it, or a group above it
        }
    }
}

TEST_CASE("A window without room says so") {
    CHECK_THROWS_AS(SymmetricSites({225, 225, 1, 48}, {5, 10}), InputError);
    CHECK_THROWS_AS(SymmetricSites({2, 1, 1, 48}, {1, 2}), InputError);
    CHECK_THROWS_AS(SymmetricSites({1, 230, 60, 50}, {1, 2}), InputError);
    CHECK(SymmetricSites({1, 230, 2, 4}, {2, 4}).size() > 40);
}
