// Networks of reactions against brute force and the example of the slides.

#include "crucible/synthesis/network.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/data/table.hpp"
#include "crucible/synthesis/network_chains.hpp"
#include "crucible/synthesis/network_shared.hpp"
#include "crucible/synthesis/network_statistics.hpp"
#include "crucible/synthesis/score.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::synthesis;

namespace {

using Molecules = std::vector<std::string>;

/// The five reactions of the review's slide; F and G make each other.
ReactionNetwork slide_network() {
    ReactionNetwork n;
    n.add({"1", {"A"}, {"D", "E"}, 0});
    n.add({"2", {"B", "C"}, {"F"}, 0});
    n.add({"3", {"C", "G"}, {"F"}, 0});
    n.add({"4", {"E", "F"}, {"H"}, 0});
    n.add({"5", {"F", "I"}, {"G"}, 0});
    return n;
}

std::vector<char> stock_mask(const ReactionNetwork& n, const Molecules& stock) {
    std::vector<char> out(n.molecules(), 0);
    for (const std::string& s : stock)
        if (const auto m = n.find(s)) out[*m] = 1;
    return out;
}

NetworkCosts plain_costs(const ReactionNetwork& n, const Molecules& stock, double yield = 1) {
    return {1, yield, bought_costs(n, Stock::of(stock))};
}

ReactionNetwork random_network(std::uint64_t item, std::uint64_t molecules, int reactions,
                               std::uint64_t most_products, Molecules& stock) {
    RandomStream random(21, StreamId::tests, item);
    ReactionNetwork n;
    const auto name = [](std::uint64_t k) { return "M" + std::to_string(k); };
    for (int r = 0; r < reactions; ++r) {
        NetworkRecord record{std::to_string(r), {}, {}, random.uniform(0.2, 1)};
        for (auto k = 1 + random.index(3); k > 0; --k)
            record.reactants.push_back(name(random.index(molecules)));
        for (auto k = 1 + random.index(most_products); k > 0; --k)
            record.products.push_back(name(random.index(molecules)));
        n.add(record);
    }
    stock.clear();
    for (std::uint64_t m = 0; m < molecules; ++m)
        if (random.uniform() < 0.25) stock.push_back(name(m));
    return n;
}

/// Least shared cost by trying every way to have every molecule.
double brute_shared(const ReactionNetwork& n, const NetworkCosts& c,
                    const std::vector<ReactionNetwork::Index>& targets) {
    std::map<ReactionNetwork::Index, std::int64_t> choice;
    double best = not_to_be_had;
    const auto is_acyclic = [&] {
        std::map<ReactionNetwork::Index, int> state;
        const std::function<bool(ReactionNetwork::Index)> visit = [&](ReactionNetwork::Index m) {
            if (state[m] == 1) return false;
            if (state[m] == 2 || choice.at(m) < 0) return true;
            state[m] = 1;
            for (const auto s : n.reactions()[static_cast<std::size_t>(choice.at(m))].reactants)
                if (!visit(s)) return false;
            state[m] = 2;
            return true;
        };
        return std::all_of(choice.begin(), choice.end(), [&](auto& p) { return visit(p.first); });
    };
    const std::function<void(std::vector<ReactionNetwork::Index>)> decide =
        [&](std::vector<ReactionNetwork::Index> open) {
            while (!open.empty() && choice.contains(open.back())) open.pop_back();
            if (open.empty()) {
                double cost = 0;
                std::set<std::int64_t> reactions;
                for (const auto& [m, how] : choice) {
                    if (how < 0)
                        cost += c.bought[m];
                    else if (reactions.insert(how).second)
                        cost += c.reaction;
                }
                if (cost < best && is_acyclic()) best = cost;
                return;
            }
            const ReactionNetwork::Index m = open.back();
            if (c.bought[m] < not_to_be_had) {
                choice[m] = -1;
                decide(open);
            }
            for (const auto r : n.made_by(m)) {
                choice[m] = r;
                auto more = open;
                const auto& reactants = n.reactions()[r].reactants;
                more.insert(more.end(), reactants.begin(), reactants.end());
                decide(more);
            }
            choice.erase(m);
        };
    decide(targets);
    return best;
}

ReactionNetwork uspto_network() {
    ReactionNetwork n;
    for (const char* part : {"train", "valid", "test"}) {
        const std::string file =
            std::string(SHARED_DATA) + "/reactions/uspto50k_" + part + ".csv.gz";
        const Table t = parse_csv(read_file(file), file);
        for (std::size_t k = 0; k < t.rows(); ++k) {
            NetworkRecord r{t.find("id")->texts[k], {}, {t.find("product")->texts[k]}, 0};
            std::string all = t.find("reactants")->texts[k];
            for (std::size_t at = 0; at <= all.size();) {
                const std::size_t dot = std::min(all.find('.', at), all.size());
                r.reactants.push_back(all.substr(at, dot - at));
                at = dot + 1;
            }
            n.add(r);
        }
    }
    return n;
}

}  // namespace

TEST_SUITE("synthesis: network") {
    TEST_CASE("the five reactions of the slide: cheapest synthesis and counts, by hand") {
        const ReactionNetwork n = slide_network();
        const Molecules stock{"A", "B", "C", "I"};
        const CheapestSyntheses c = cheapest_syntheses(n, plain_costs(n, stock));
        // H: 1 + E (1 + 1) + F (1 + 1 + 1); G: 1 + F 3 + I 1.
        CHECK(c.cost[*n.find("H")] == 6);
        CHECK(c.cost[*n.find("G")] == 5);
        CHECK(c.cost[*n.find("D")] == 2);
        CHECK(route_text(cheapest_route(n, c, *n.find("H"))) == "H(E(A) F(B C))");
        // With yields of 0.8: F 3.75, E 2.5, H (1 + 6.25) / 0.8.
        CHECK(cheapest_syntheses(n, plain_costs(n, stock, 0.8)).cost[*n.find("H")] ==
              doctest::Approx(9.0625));
        const std::vector<char> mask = stock_mask(n, stock);
        const auto counts = [&](const char* m) {
            std::string out;
            for (int d = 0; d <= 8; ++d)
                out += count_syntheses(n, mask, d)[*n.find(m)].text() + " ";
            return out;
        };
        // Each turn around F, G, F makes one more.
        CHECK(counts("F") == "0 1 1 2 2 3 3 4 4 ");
        CHECK(counts("G") == "0 0 1 1 2 2 3 3 4 ");
        CHECK(counts("H") == "0 0 1 1 2 2 3 3 4 ");
        CHECK(count_acyclic(n, mask, *n.find("F"), 20) == Natural(1));
        CHECK(count_acyclic(n, mask, *n.find("H"), 20) == Natural(1));
        // G may be bought: the cycle is a second way to F.
        const std::vector<char> with_g = stock_mask(n, {"A", "B", "C", "G", "I"});
        CHECK(count_acyclic(n, with_g, *n.find("H"), 20) == Natural(2));
        CHECK(popularity(n, cheapest_route(n, c, *n.find("H"))) == doctest::Approx(1 + 1 + 0.5));
    }
    TEST_CASE("C + G -> F is no way from C alone") {
        const ReactionNetwork n = slide_network();
        const CheapestSyntheses c = cheapest_syntheses(n, plain_costs(n, {"A", "C", "I"}));
        CHECK(c.cost[*n.find("F")] == not_to_be_had);
        CHECK_THROWS_AS(cheapest_route(n, c, *n.find("H")), InputError);
    }
    TEST_CASE("Knuth's algorithm equals iteration on networks of 200 molecules with cycles") {
        int made = 0;
        for (std::uint64_t item = 0; item < 60; ++item) {
            Molecules stock;
            const ReactionNetwork n = random_network(item, 200, 260, 2, stock);
            for (const double yield : {1.0, 0.8}) {
                const NetworkCosts costs = plain_costs(n, stock, yield);
                const CheapestSyntheses fast = cheapest_syntheses(n, costs);
                const CheapestSyntheses plain = cheapest_syntheses_reference(n, costs);
                for (std::size_t m = 0; m < n.molecules(); ++m) {
                    if (std::isinf(plain.cost[m])) {
                        CHECK(std::isinf(fast.cost[m]));
                        continue;
                    }
                    CHECK(fast.cost[m] == doctest::Approx(plain.cost[m]).epsilon(1e-12));
                    made += fast.reaction[m] >= 0;
                }
            }
        }
        CHECK(made > 1000);
    }
    TEST_CASE("shared plans against every choice tried") {
        int cheaper = 0, tried = 0;
        for (std::uint64_t item = 0; item < 120; ++item) {
            Molecules stock;
            const ReactionNetwork n = random_network(item, 12, 12, 2, stock);
            const NetworkCosts costs = plain_costs(n, stock);
            const CheapestSyntheses trees = cheapest_syntheses(n, costs);
            std::vector<ReactionNetwork::Index> targets;
            double sum = 0;
            for (ReactionNetwork::Index m = 0; m < n.molecules() && targets.size() < 3; ++m)
                if (trees.reaction[m] >= 0) targets.push_back(m), sum += trees.cost[m];
            if (targets.empty()) continue;
            ++tried;
            CAPTURE(item);
            const SharedSynthesis s = shared_synthesis(n, costs, targets);
            const double truth = brute_shared(n, costs, targets);
            CHECK(s.is_exact);
            CHECK(s.cost == doctest::Approx(truth));
            CHECK(s.cost <= sum + 1e-9);
            cheaper += s.cost < sum - 1e-9;
            const SharedSynthesis quick = shared_synthesis(n, costs, targets, {16, 0});
            CHECK(!quick.is_exact);
            CHECK(quick.cost >= truth - 1e-9);
            CHECK(quick.cost <= sum + 1e-9);
        }
        CHECK(tried > 60);
        CHECK(cheaper > 20);
    }
    TEST_CASE("counts by depth equal those of trees tried one by one") {
        for (std::uint64_t item = 0; item < 60; ++item) {
            Molecules stock;
            const ReactionNetwork n = random_network(item, 15, 18, 1, stock);
            const std::vector<char> mask = stock_mask(n, stock);
            const std::function<std::uint64_t(ReactionNetwork::Index, int)> count =
                [&](ReactionNetwork::Index m, int d) -> std::uint64_t {
                std::uint64_t out = mask[m] != 0 ? 1 : 0;
                if (d == 0) return out;
                for (const auto r : n.made_by(m)) {
                    std::uint64_t ways = 1;
                    for (const auto s : n.reactions()[r].reactants) ways *= count(s, d - 1);
                    out += ways;
                }
                return out;
            };
            const std::vector<Natural> all = count_syntheses(n, mask, 4);
            for (ReactionNetwork::Index m = 0; m < n.molecules(); ++m) {
                CHECK(all[m] == Natural(count(m, 4)));
                CHECK(count_acyclic(n, mask, m, 4) <= all[m]);
            }
        }
    }
    TEST_CASE("counts grow beyond machine numbers") {
        ReactionNetwork n;  // each level has two reactions that need both of the level below
        for (int k = 0; k < 9; ++k)
            for (const char* side : {"a", "b"})
                for (const char* id : {"x", "y"})
                    n.add({std::string(side) + id,
                           {"a" + std::to_string(k), "b" + std::to_string(k),
                            std::string("help") + id},
                           {side + std::to_string(k + 1)},
                           0});
        const std::vector<char> mask = stock_mask(n, {"a0", "b0", "helpx", "helpy"});
        // c(k + 1) = 2 c(k)^2, c(0) = 1: c(9) = 2^511.
        const Natural most = count_syntheses(n, mask, 9)[*n.find("a9")];
        Natural power = 1;
        for (int k = 0; k < 511; ++k) power += Natural(power);
        CHECK(most == power);
        CHECK_THROWS_AS(count_acyclic(n, mask, *n.find("a9"), 9, 1000), ResourceError);
    }
    TEST_CASE("equal reactions of several records are one; bad records are refused") {
        ReactionNetwork n;
        n.add({"1", {"B", "A", "A"}, {"C"}, 0.3});
        n.add({"2", {"A", "B"}, {"C"}, 0.6});
        REQUIRE(n.reactions().size() == 1);
        CHECK(n.reactions()[0].records == 2);
        CHECK(n.reactions()[0].yield == 0.6);
        CHECK(n.records() == 2);
        CHECK_THROWS_AS(n.add({"3", {}, {"C"}, 0}), InputError);
        CHECK_THROWS_AS(n.add({"4", {"A"}, {"C"}, 1.5}), InputError);
        CHECK_THROWS_AS(n.add({"5", {"A"}, {"C"}, std::nan("")}), InputError);
    }
    TEST_CASE("a power law gives its exponent back") {
        RandomStream random(3, StreamId::tests);
        std::vector<int> values;
        // Inverse transform of the zeta distribution with exponent 2.5, by the cumulated sum.
        std::vector<double> cumulated;
        double sum = 0;
        for (int k = 1; k < 100'000; ++k) cumulated.push_back(sum += std::pow(k, -2.5));
        for (int i = 0; i < 20'000; ++i) {
            const double u = random.uniform() * sum;
            values.push_back(static_cast<int>(
                std::lower_bound(cumulated.begin(), cumulated.end(), u) - cumulated.begin() + 1));
        }
        const PowerLaw law = fit_power_law(values);
        CHECK(std::abs(law.exponent - 2.5) < 3 * law.error);
        CHECK(law.error < 0.05);
        CHECK(law.distance < 0.02);
        CHECK_THROWS_AS(fit_power_law(std::vector<int>(100, 1)), InputError);
        CHECK_THROWS_AS(fit_power_law(std::vector<int>{1, 2, 3}), InputError);
    }
    TEST_CASE("degrees of the slide's network") {
        const DegreeStatistics s = degree_statistics(slide_network());
        CHECK(s.begin == 4);    // A, B, C, I
        CHECK(s.end == 2);      // D, H
        CHECK(s.between == 3);  // E, F, G
        CHECK(s.most_used == 2);
        CHECK(s.made_by.at(2) == 1);  // F
        CHECK(s.mean_used == doctest::Approx(9.0 / 7));
    }
    TEST_CASE("chains of the slide's network run into its cycle") {
        const std::vector<Chain> chains = longest_chains(slide_network(), 2);
        // F <- G + C, G <- I (F is above): two in a line; G <- F <- B + C; H <- F <- G.
        REQUIRE(chains.size() == 3);
        CHECK(route_text(chains[0].route) == "F(C G(F I))");
        CHECK(chains[0].ends_above);
        CHECK(route_text(chains[1].route) == "G(F(B C) I)");
        CHECK(!chains[1].ends_above);
        CHECK(route_text(chains[2].route) == "H(E(A) F(C G(F I)))");
        CHECK(chains[2].longest == 3);
    }
    TEST_CASE("the reactions of USPTO-50k") {
        REQUIRE_SHARED_DATA("reactions/uspto50k_train.csv.gz");
        const ReactionNetwork n = uspto_network();
        CHECK(n.records() == 50'016);
        CHECK(n.reactions().size() == 49'702);
        const std::vector<Chain> chains = longest_chains(n, 2);
        CHECK(chains.size() == 2'983);
        CHECK(std::count_if(chains.begin(), chains.end(),
                            [](const Chain& c) { return c.longest >= 3; }) == 222);
    }
}
