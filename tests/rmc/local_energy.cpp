// Potentials of short range along the chain: deep potentials and NEP.
#include <doctest/doctest.h>

#include "crucible/energy/deep_pot.hpp"
#include "crucible/energy/nep.hpp"
#include "crucible/energy/nep_made_up.hpp"
#include "crucible/rmc/reference.hpp"
#include "problems.hpp"
#include "tests/energy/deep_pot_models.hpp"

using namespace crucible;
using namespace crucible::rmc;
using namespace rmc_test;

namespace {

std::shared_ptr<const ShortRangeModel> deep_model(Precision precision) {
    deep_pot_models::Shape shape;
    shape.numbers = {29, 40}, shape.sel = {60, 40};
    return std::make_shared<DeepPot>(deep_pot_models::random_model(shape),
                                     DeepPotSettings{precision});
}

std::shared_ptr<const ShortRangeModel> nep_model() {
    const std::string text = made_up_nep(
        "nep4 2 Cu Zr\ncutoff 5 4 200 134\nn_max 4 4\nbasis_size 8 8\nl_max 4 2 1\nANN 10 0\n", 3);
    return std::make_shared<Nep>(parse_nep(text, "made up"), Precision::single);
}

/// Cold enough that the energy refuses moves, warm enough that it lets some pass.
Problem problem_with(std::shared_ptr<const ShortRangeModel> model, double temperature) {
    Problem p;
    p.energy.local = std::move(model);
    p.cutoffs = {{{29, 29}, 1.9}, {{29, 40}, 1.9}, {{40, 40}, 1.9}};
    p.stages.push_back({4000, 0, {}, {temperature, temperature}, 0.1});
    return p;
}

double whole_energy(const ShortRangeModel& model, const Structure& s) {
    const auto copy = model.clone();
    Evaluation e;
    copy->evaluate(s, e);
    return e.energy;
}

}  // namespace

TEST_CASE("a local energy follows every move as the whole energy does") {
    const Structure start = random_alloy(120, 4);
    struct Case {
        const char* name;
        std::shared_ptr<const ShortRangeModel> model;
        double tolerance;  // eV per atom
    };
    for (const Case& c : {Case{"deep potential, double", deep_model(Precision::double_), 1e-10},
                          Case{"deep potential, single", deep_model(Precision::single), 1e-5},
                          Case{"NEP", nep_model(), 1e-5}}) {
        INFO(c.name);
        Chain chain(problem_with(c.model, 400), start, {7, StreamId::rmc_chain});
        chain.run(1500);
        const Progress now = chain.progress();
        CHECK(now.accepted > 50);
        CHECK(now.energy_rejected > 50);
        CHECK(now.swaps_accepted > 0);
        CHECK(now.energy ==
              doctest::Approx(whole_energy(*c.model, chain.structure())).epsilon(c.tolerance));
        CHECK(chain.recheck() == 0);  // the same bits as after a fresh start
    }
}

TEST_CASE("a chain on a local energy decides as the plain reference does") {
    const Structure start = random_alloy(90, 2);
    const Problem p = problem_with(deep_model(Precision::double_), 600);
    const RandomStream random(3, StreamId::rmc_chain);
    ReferenceChain plain(p, start, random);
    Chain fast(p, start, random);
    plain.run(400);
    fast.run(400);
    std::int64_t accepted = 0;
    for (const auto o : plain.outcomes()) accepted += o == ReferenceChain::Outcome::accepted;
    CHECK(fast.progress().accepted == accepted);
    CHECK(accepted > 20);
    CHECK(fast.progress().energy_rejected > 20);
    CHECK(fast.progress().energy == doctest::Approx(plain.energy()).epsilon(1e-10));
}

TEST_CASE("a chain on a local energy resumes to the last bit, on any number of threads") {
    const Structure start = random_alloy(90, 2);
    const Problem p = problem_with(deep_model(Precision::single), 3000);
    const RandomStream random(6, StreamId::rmc_chain);
    Chain through(p, start, random);
    through.run(900);
    Chain first(p, start, random);
    first.run(400);
    Chain second(p, random_alloy(90, 3), random, {2, 8});
    second.restore(first.save());
    second.run(500);
    CHECK(second.save() == through.save());
    CHECK(second.progress().energy == through.progress().energy);
}

TEST_CASE("an atom's energy does not depend on the atoms beside it in a row") {
    for (const auto& shared : {deep_model(Precision::single), nep_model()}) {
        const auto copy = shared->clone();
        auto& model = static_cast<ShortRangeModel&>(*copy);
        const Structure s = random_alloy(200, 5);
        // Every atom with its neighbours in a frame of its own, `together` of them in one row.
        const FixedCell cell(s.cell);
        const auto energies = [&](std::size_t together) {
            std::vector<double> out;
            for (std::size_t from = 0; from < 60; from += together) {
                const std::size_t owned = std::min<std::size_t>(together, 60 - from);
                std::vector<double> at(3 * owned, 0.0);
                std::vector<int> numbers(
                    s.numbers.begin() + static_cast<std::ptrdiff_t>(from),
                    s.numbers.begin() + static_cast<std::ptrdiff_t>(from + owned));
                std::vector<std::int64_t> first{0};
                std::vector<std::int32_t> neighbours;
                for (std::size_t i = from; i < from + owned; ++i) {
                    for (std::size_t j = 0; j < s.size(); ++j) {
                        const Vec3 d =
                            cell.between(cell.place(s.positions[i]), cell.place(s.positions[j]));
                        if (i == j || norm(d) > model.cutoff()) continue;
                        neighbours.push_back(static_cast<std::int32_t>(numbers.size()));
                        numbers.push_back(s.numbers[j]);
                        for (int c = 0; c < 3; ++c) at.push_back(d[c]);
                    }
                    first.push_back(static_cast<std::int64_t>(neighbours.size()));
                }
                const auto kinds = kinds_of(numbers, model);
                LocalSums sums;
                model.energies({owned, numbers.size(), at.data(), kinds.data(), first.data(),
                                neighbours.data(), nullptr},
                               sums);
                out.insert(out.end(), sums.per_atom.begin(),
                           sums.per_atom.begin() + static_cast<std::ptrdiff_t>(owned));
            }
            return out;
        };
        const std::vector<double> all = energies(60);
        CHECK(all == energies(1));
        CHECK(all == energies(7));
        CHECK(all == energies(33));
    }
}

TEST_CASE("a local energy that reaches beyond half the box is refused") {
    const Structure start = random_alloy(40, 2);
    CHECK_THROWS_WITH_AS(
        Chain(problem_with(deep_model(Precision::single), 300), start, {6, StreamId::rmc_chain}),
        doctest::Contains("half the smallest width"), InputError);
}
