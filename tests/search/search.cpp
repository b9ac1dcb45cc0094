#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/search/phases.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

SearchSettings titania_search(std::vector<int> units, std::int64_t trials, double gpa = 20) {
    SearchSettings s;
    s.generate = titania_settings();
    s.units = std::move(units);
    s.trials = trials;
    s.seed = 1;
    s.relax.pressure = gpa * constants::gpa;
    return s;
}

double kcal(double ev) { return ev / constants::kcal_per_mol; }

}  // namespace

TEST_CASE("generated crystals keep the window, the distances and the composition") {
    const GenerateSettings settings = titania_settings();
    for (int units : {1, 2, 3, 4, 6, 12}) {
        Generator generator(settings, units);
        for (std::uint64_t item = 0; item < 20; ++item) {
            RandomStream random(5, StreamId::generate, item);
            Structure s;
            int cells = 0;
            REQUIRE(generator.make(random, s, cells) == Generator::Outcome::made);
            CHECK(cells >= 1);
            CHECK(composition(s.numbers) == Composition{{8, 2 * units}, {22, units}});
            const double volume = s.cell.volume() / units;
            CHECK(volume >= 26);
            CHECK(volume <= 34);
            for (double spacing : plane_spacings(s.cell)) CHECK(spacing >= 2.5);
            const NeighbourList near = neighbours_reference(s, 3);
            for (std::size_t i = 0; i < s.size(); ++i)
                for (const Neighbour& n : near.of(i)) {
                    const int sum = s.numbers[i] + s.numbers[static_cast<std::size_t>(n.j)];
                    CHECK(n.distance >= (sum == 44 ? 2.6 : sum == 30 ? 1.6 : 2.1));
                }
        }
    }
}

TEST_CASE("a composition that does not fit gives up and says so; nonsense is refused") {
    GenerateSettings s = titania_settings();
    s.volume_low = s.volume_high = 8;  // angstrom^3 per TiO2
    s.cells = 20;
    Generator generator(s, 2);
    RandomStream random(5, StreamId::generate);
    Structure out;
    int cells = 0;
    CHECK(generator.make(random, out, cells) == Generator::Outcome::gave_up);
    CHECK(cells == 20);
    SearchSettings search = titania_search({2}, 3);
    search.generate = s;
    CHECK(run_trial(search, 1).outcome == TrialOutcome::not_generated);
    s = titania_settings();
    s.angle_low = 130, s.angle_high = 150;  // three such angles enclose no volume
    s.cells = 20;
    CHECK(Generator(s, 2).make(random, out, cells) == Generator::Outcome::gave_up);
    s = titania_settings();
    s.distances = {{22, 22, 19}};  // thousands of images of each atom
    s.plane_spacing = 0.1;
    s.cells = 20;
    CHECK(Generator(s, 2).make(random, out, cells) == Generator::Outcome::gave_up);
    s.volume_high = 1;
    CHECK_THROWS_AS(Generator(s, 2), InputError);
    s = titania_settings();
    s.unit.clear();
    CHECK_THROWS_AS(Generator(s, 2), InputError);
    CHECK_THROWS_AS(Generator(titania_settings(), 0), InputError);
    search = titania_search({}, 3);
    CHECK_THROWS_AS(TrialRunner{search}, InputError);
    CHECK_THROWS_AS(run_trial(titania_search({2}, 3), 3), InputError);
}

TEST_CASE("a trial is a pure function of settings and item") {
    const SearchSettings s = titania_search({2, 3}, 6);
    TrialRunner runner(s);
    std::vector<std::string> forward, backward(static_cast<std::size_t>(item_count(s)));
    for (std::int64_t i = 0; i < item_count(s); ++i) forward.push_back(encode(runner.run(i)));
    for (std::int64_t i = item_count(s); i-- > 0;)
        backward[static_cast<std::size_t>(i)] = encode(runner.run(i));
    CHECK(forward == backward);
    CHECK(encode(run_trial(s, 7)) == forward[7]);
    // The batch of three units does not depend on which other batches there are.
    CHECK(encode(run_trial(titania_search({3}, 2), 1)) == forward[7]);
    CHECK(forward[0] != forward[1]);
    SearchSettings other = s;
    other.seed = 2;
    CHECK(encode(run_trial(other, 0)) != forward[0]);
}

TEST_CASE("a record reads back to the same bits, and damage is noticed") {
    const Trial t = run_trial(titania_search({2}, 3), 2);
    const std::string line = encode(t);
    const Trial back = decode_trial(line);
    CHECK(encode(back) == line);
    CHECK(back.structure.positions == t.structure.positions);
    CHECK(back.enthalpy == t.enthalpy);
    CHECK(back.outcome == t.outcome);
    for (std::size_t cut = 0; cut < line.size(); cut += 7)
        CHECK_THROWS_AS(decode_trial(line.substr(0, cut)), InputError);
    CHECK_THROWS_AS(decode_trial(""), InputError);
    CHECK_THROWS_AS(decode_trial("trial2 4 0 minimum"), InputError);
}

TEST_CASE("phases: counts add up, order of trials plays no part, frequencies carry errors") {
    const SearchSettings s = titania_search({2}, 60);
    TrialRunner runner(s);
    std::vector<Trial> trials;
    for (std::int64_t i = 0; i < item_count(s); ++i) trials.push_back(runner.run(i));
    trials.push_back({});
    trials.back().key = {2, 60};
    trials.back().outcome = TrialOutcome::collapsed;
    const PhaseTable table = find_phases(trials, {}, s.generate.unit);
    std::int64_t counted = 0, outcomes = 0;
    for (const Phase& p : table.phases) {
        counted += p.count;
        CHECK(p.members.size() == static_cast<std::size_t>(p.count));
        CHECK(p.frequency == static_cast<double>(p.count) / 61.0);
        CHECK(p.frequency_error > 0);
        CHECK(p.frequency_error < 0.07);
        CHECK(p.relative >= 0);
        CHECK(p.label == "");
        CHECK(p.enthalpy_spread < 1e-5);
    }
    for (const auto& [outcome, count] : table.outcomes) outcomes += count;
    CHECK(table.trials == 61);
    CHECK(outcomes == 61);
    CHECK(counted == table.minima);
    CHECK(table.outcomes.at(TrialOutcome::collapsed) == 1);
    REQUIRE(table.phases.size() > 3);
    std::reverse(trials.begin(), trials.end());
    const PhaseTable mirrored = find_phases(trials, {}, s.generate.unit);
    REQUIRE(mirrored.phases.size() == table.phases.size());
    for (std::size_t i = 0; i < table.phases.size(); ++i) {
        CHECK(mirrored.phases[i].count == table.phases[i].count);
        CHECK(mirrored.phases[i].space_group == table.phases[i].space_group);
    }
    // What is not known is named by pressure, letter and space group, in the order of enthalpy.
    PhaseTable named = table;
    named.phases[1].label = "rutile";
    named.phases[0].space_group = "P2_1/c";
    name_phases(named, 20);
    CHECK(named.phases[0].name == "20-a-P21/c");
    CHECK(named.phases[1].name == "rutile");
    CHECK(named.phases[2].name.starts_with("20-b-"));
    named.phases.resize(1);
    named.phases.resize(30, named.phases[0]);
    name_phases(named, -2.5);
    CHECK(named.phases[25].name.starts_with("-2.5-z-"));
    CHECK(named.phases[26].name.starts_with("-2.5-aa-"));
    CHECK(named.phases[29].name.starts_with("-2.5-ad-"));
    // The empty search has an empty table and knows nothing.
    const PhaseTable none = find_phases({}, {}, s.generate.unit);
    CHECK(none.phases.empty());
    CHECK(none.unseen == 1);
}

TEST_SUITE("slow search") {
    TEST_CASE("1000 trials of four units at 20 GPa find pyrite, columbite and rutile") {
        REQUIRE_SHARED_DATA("tio2/relaxed");
        const SearchSettings s = titania_search({4}, 1000);
        TrialRunner runner(s);
        std::vector<Trial> trials;
        for (std::int64_t i = 0; i < item_count(s); ++i) trials.push_back(runner.run(i));
        const auto file = shared_data("tio2/relaxed/tio2_P20GPa.extxyz");
        std::vector<std::string> problems;
        const auto known = relax_known(runner, read_extxyz(read_file(file), file.string(), {}),
                                       s.generate.unit, problems);
        CHECK(problems.empty());
        const PhaseTable table = find_phases(trials, known, s.generate.unit);
        const auto found = [&](const std::string& label) -> const Phase& {
            for (const Phase& p : table.phases)
                if (p.label.find(label) != std::string::npos) return p;
            FAIL("not found: " << label);
            return table.phases.front();
        };
        CHECK(found("pyrite").relative == 0);
        CHECK(std::fabs(kcal(found("pyrite").enthalpy) + 835.396) < 0.01);
        CHECK(found("pyrite").space_group == "Pa-3");
        CHECK(found("pyrite").frequency > 0.05);
        CHECK(found("pyrite").frequency < 0.20);
        CHECK(std::fabs(kcal(found("columbite").enthalpy) + 834.0476) < 0.01);
        CHECK(found("columbite").space_group == "Pbcn");
        CHECK(std::fabs(kcal(found("Pnnm").enthalpy) + 833.7381) < 0.01);
        CHECK(table.minima > 990);
        MESSAGE(table.phases.size() << " phases; pyrite " << found("pyrite").frequency << " +- "
                                    << found("pyrite").frequency_error);
    }
}
