#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/search/phases.hpp"
#include "crucible/search/scout.hpp"
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

TEST_CASE("settings of a search that make no sense are refused with the reason") {
    struct Fault {
        const char* said;
        std::function<void(SearchSettings&)> make;
    };
    const Fault faults[] = {
        {"formula units per cell must be",
         [](SearchSettings& s) {
             s.units = {2, 0};
         }},
        {"formula units per cell must be", [](SearchSettings& s) { s.units = {1001}; }},
        {"trials must be 1 to 1,000,000,000", [](SearchSettings& s) { s.trials = 0; }},
        {"trials must be 1 to 1,000,000,000", [](SearchSettings& s) { s.trials = 1000000001; }},
        {"a block cannot have fewer", [](SearchSettings& s) { s.block = -1; }},
        {"the coarse accuracy is finer", [](SearchSettings& s) { s.coarse_accuracy = 1e-7; }},
    };
    for (const Fault& f : faults) {
        SearchSettings s = titania_search({2}, 3);
        f.make(s);
        CHECK_THROWS_WITH_AS(TrialRunner{s}, doctest::Contains(f.said), InputError);
    }
    for (const std::int64_t item : {-1, 3})
        CHECK_THROWS_WITH_AS(trial_key(titania_search({2}, 3), item),
                             doctest::Contains(("no trial " + std::to_string(item)).c_str()),
                             InputError);
}

TEST_CASE("a trial ends as its relaxation does, and its record says how") {
    struct Way {
        TrialOutcome outcome;
        std::string name;
        std::function<void(SearchSettings&)> lead;
    };
    const Way ways[] = {
        {TrialOutcome::minimum, "minimum", [](SearchSettings&) {}},
        {TrialOutcome::evaluation_limit, "evaluation-limit",
         [](SearchSettings& s) { s.relax.max_evaluations = 3; }},
        {TrialOutcome::stalled, "stalled",
         [](SearchSettings& s) {  // no force becomes as small as this
             s.relax.fmax = 1e-30, s.relax.max_evaluations = 5000;
             s.generate.symmetry.group_high = 230;
         }},
        {TrialOutcome::collapsed, "collapsed",
         [](SearchSettings& s) {
             s.relax.pressure = 300 * constants::gpa;
             s.relax.volume_low = 0.9;
         }},
        {TrialOutcome::exploded, "exploded",
         [](SearchSettings& s) { s.relax.pressure = -60 * constants::gpa; }},
    };
    for (const Way& way : ways)
        for (const int highest_group : {1, 230}) {
            INFO(way.name, " of groups up to ", highest_group);
            SearchSettings s = titania_search({2}, 3);
            s.generate.symmetry.group_high = highest_group;
            s.coarse_accuracy = 0;  // the fine model alone
            way.lead(s);
            TrialRunner runner(s);
            Trial t = runner.run(0);  // which one ends so is a matter of rounding for some ways
            for (int item = 1; item < 3 && t.outcome != way.outcome; ++item) t = runner.run(item);
            CHECK(t.outcome == way.outcome);
            CHECK(name(t.outcome) == way.name);
            CHECK(encode(t).find(" " + way.name + " ") != std::string::npos);
            CHECK(decode_trial(encode(t)).outcome == way.outcome);
        }
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

TEST_CASE(
    "a window that nobody gave is about the crystals' own density, and the same for everybody") {
    SearchSettings s = titania_search({2}, 3, 0);
    Relaxer relaxer;
    const auto model = make_model({s.energy, 1e-4, ShortRange::patch});
    const VolumeWindow window = scout_volume(s, relaxer, *model);
    CHECK(window.low < 31.2);  // rutile, angstrom^3 per TiO2
    CHECK(window.high > 31.2);
    CHECK(window.low > 20);
    CHECK(window.high < 50);
    SearchSettings other = titania_search({3, 4}, 7, 0);
    const VolumeWindow again = scout_volume(other, relaxer, *model);
    CHECK(again.low == window.low);
    CHECK(again.high == window.high);
    other.seed = 2;
    CHECK(scout_volume(other, relaxer, *model).low != window.low);

    s.relax.pressure = 60 * constants::gpa;
    CHECK(scout_volume(s, relaxer, *model).high < window.high);

    s = titania_search({2}, 3, 0);
    SearchSettings told = s;
    told.generate.volume_low = window.low, told.generate.volume_high = window.high;
    s.generate.volume_low = s.generate.volume_high = 0;
    CHECK(encode(run_trial(s, 1)) == encode(run_trial(told, 1)));

    s.coarse_accuracy = 0;  // then it is scouted on the fine model
    const auto fine = make_model({s.energy, s.accuracy, ShortRange::patch});
    const VolumeWindow finer = scout_volume(s, relaxer, *fine);
    told = s;
    told.generate.volume_low = finer.low, told.generate.volume_high = finer.high;
    CHECK(encode(run_trial(s, 1)) == encode(run_trial(told, 1)));

    s.generate.distances = {{22, 8, 19}};
    CHECK_THROWS_WITH(TrialRunner{s}, doctest::Contains("TiO2"));
}

TEST_CASE("faces come nearer where a cell is too small for the usual distance") {
    GenerateSettings small = titania_settings();
    small.unit = {{29, 1}};
    small.volume_low = 10, small.volume_high = 12;  // a cube's faces are 2.2 to 2.3 angstrom apart
    small.cells = 50;
    RandomStream random(1, StreamId::tests);
    Structure crystal;
    int cells = 0;
    CHECK(Generator(small, 1).make(random, crystal, cells) == Generator::Outcome::gave_up);
    small.plane_spacing = 0;
    CHECK(Generator(small, 1).make(random, crystal, cells) == Generator::Outcome::made);
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
    CHECK(none.unseen_limit == 1);
}

TEST_CASE("blocks renumber trials and leave them as they are") {
    SearchSettings s = titania_search({2, 3}, 7);
    const auto keys = [&] {
        std::vector<std::pair<int, std::int64_t>> out;
        for (std::int64_t i = 0; i < item_count(s); ++i)
            out.emplace_back(trial_key(s, i).units, trial_key(s, i).number);
        return out;
    };
    const auto plain = keys();
    CHECK(pauses(s) == std::vector<std::int64_t>{7});
    s.block = 3;
    auto blocks = keys();
    CHECK(pauses(s) == std::vector<std::int64_t>{3, 6, 7});
    CHECK(blocks[2] == std::pair(2, std::int64_t{2}));
    CHECK(blocks[3] == std::pair(3, std::int64_t{0}));
    CHECK(blocks[12] == std::pair(2, std::int64_t{6}));
    CHECK(blocks[13] == std::pair(3, std::int64_t{6}));
    std::sort(blocks.begin(), blocks.end());
    CHECK(blocks == plain);
    s.trials = 3000, s.block = 50;
    CHECK(pauses(s) == std::vector<std::int64_t>{50, 100, 150, 200, 250, 300, 350, 400, 500, 600,
                                                 750, 900, 1100, 1350, 1650, 2050, 2550, 3000});
}

TEST_CASE("the limit of what is unseen holds nineteen times in twenty") {
    // Minima of phases whose chances fall as a power: what is left is known in every replica.
    constexpr int phases = 400, replicas = 400;
    std::vector<double> chance(phases);
    double sum = 0;
    for (int k = 0; k < phases; ++k)
        sum += chance[static_cast<std::size_t>(k)] = std::pow(k + 1.0, -1.3);
    for (double& c : chance) c /= sum;
    for (const int draws : {100, 1000}) {
        int held = 0;
        for (int replica = 0; replica < replicas; ++replica) {
            RandomStream random(9, StreamId::tests, static_cast<std::uint64_t>(draws + replica));
            std::vector<std::int64_t> counts(phases);
            for (int d = 0; d < draws; ++d) {
                double at = random.uniform();
                std::size_t k = 0;
                while (k + 1 < counts.size() && (at -= chance[k]) > 0) ++k;
                ++counts[k];
            }
            double missing = 0;
            for (std::size_t k = 0; k < counts.size(); ++k)
                if (counts[k] == 0) missing += chance[k];
            held += missing <= unseen_of(counts).limit;
        }
        // 95 % of 400 within four standard deviations.
        CHECK(held >= 0.95 * replicas - 18);
        CHECK(held <= 0.95 * replicas + 18);
    }
    CHECK(unseen_of({}).limit == 1);
    CHECK(std::fabs(unseen_of(std::vector<std::int64_t>{50, 50}).limit - std::log(20.0) / 100) <
          1e-15);
    CHECK(unseen_of(std::vector<std::int64_t>{1, 1, 1}).limit == 1);
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
