#include "crucible/learn/pair_net.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "tests/learn/gradient_collector.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

SparseRows random_rows(std::size_t n, std::uint32_t inputs, std::uint64_t item,
                       double least = -1e9) {
    RandomStream r(11, StreamId::tests, item);
    SparseRows rows;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t c = 0; c < inputs; ++c)
            if (r.uniform() < 0.3) rows.add(c, static_cast<float>(std::max(least, r.normal())));
        rows.end_row();
    }
    return rows;
}

}  // namespace

TEST_CASE("Pair nets: gradients are those of the loss") {
    const auto left = random_rows(9, 24, 1), right = random_rows(9, 30, 2);
    std::vector<PairExample> examples;
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < 9; ++i)
        examples.push_back({i, (i * 2) % 9, i % 3 == 0}), all.push_back(i);
    PairNet net({24, 32, 1}, {30, 32, 0}, {1, StreamId::dense_nets});
    const auto loss = [&] {
        double sum = 0;
        for (const auto& e : examples) {
            const double z = net.reference(left[e.left], right[e.right]);
            sum += std::log1p(std::exp(e.belongs ? -z : z));
        }
        return sum / 9;
    };
    PairTraining training(net, left, right, examples, {});
    GradientCollector collector(net.parameters().size());
    CHECK(training.step(all, collector) == doctest::Approx(loss()).epsilon(1e-5));
    RandomStream pick(5, StreamId::tests);
    const double worst = worst_gradient(net, collector.gradient, loss, [&](std::size_t k) {
        return k < 2 ? net.last_at() + k : pick.index(net.last_at());
    });
    CHECK(worst < 5e-6);
}

TEST_CASE("Pair nets learn what belongs together, and come back from files") {
    // Pairs belong together where both sides have the first entry, or neither.
    const auto left = random_rows(300, 20, 3, 1), right = random_rows(300, 20, 4, 1);
    const auto has_first = [](const SparseRow& r) {
        return !r.columns.empty() && r.columns[0] == 0;
    };
    std::vector<PairExample> examples;
    RandomStream r(9, StreamId::tests);
    for (int i = 0; i < 3000; ++i) {
        const auto a = static_cast<std::uint32_t>(r.index(300)),
                   b = static_cast<std::uint32_t>(r.index(300));
        examples.push_back({a, b, has_first(left[a]) == has_first(right[b])});
    }
    PairNet net({20, 32, 0}, {20, 32, 0}, {1, StreamId::dense_nets});
    PairTraining training(net, left, right, examples, {.epochs = 30, .batch = 64, .rate = 3e-3});
    training.run();
    CHECK(training.loop().curve().back() < 0.5 * training.loop().curve().front());
    std::vector<double> scores;
    std::vector<char> belongs;
    for (const auto& e : examples) {
        const SparseRow one = right[e.right];
        scores.push_back(net.probabilities(left[e.left], {&one, 1})[0]);
        belongs.push_back(e.belongs);
    }
    CHECK(area_under_curve(scores, belongs) > 0.95);
    const auto again = parse_pair_net(to_bytes(net, Value::make_table()), "x");
    CHECK(std::ranges::equal(again.net.parameters(), net.parameters()));
}

TEST_CASE("Pair nets: the same bytes on any number of threads and after a stop") {
    const auto left = random_rows(100, 20, 5), right = random_rows(100, 20, 6);
    std::vector<PairExample> examples;
    RandomStream r(9, StreamId::tests);
    for (int i = 0; i < 500; ++i)
        examples.push_back({static_cast<std::uint32_t>(r.index(100)),
                            static_cast<std::uint32_t>(r.index(100)), r.uniform() < 0.4});
    const TowerShape shape{20, 32, 1};
    const PairTrainingSettings s{.epochs = 6, .batch = 64, .rate = 3e-3};
    PairNet whole(shape, {20, 32, 0}, {1, StreamId::dense_nets});
    PairTraining training(whole, left, right, examples, s);
    training.run();

    auto many = s;
    many.threads = 3;
    PairNet parted(shape, {20, 32, 0}, {1, StreamId::dense_nets});
    int batches = 0;
    PairTraining first(parted, left, right, examples, many);
    first.run([&] { return ++batches < 29; });
    REQUIRE_FALSE(first.loop().is_done());
    PairNet resumed(shape, {20, 32, 0}, {2, StreamId::dense_nets});
    PairTraining second(resumed, left, right, examples, s);
    second.restore(first.save());
    second.run();
    CHECK(std::ranges::equal(whole.parameters(), resumed.parameters()));
    REQUIRE(second.loop().curve().size() == 6);
    for (std::size_t e = 0; e < 6; ++e)
        CHECK(second.loop().curve()[e] == training.loop().curve()[e]);
    const std::string bytes = first.save();
    CHECK_THROWS_AS(second.restore(bytes.substr(0, bytes.size() / 2)), InputError);
}

TEST_CASE("Area under the curve") {
    const std::vector<double> s{0.1, 0.4, 0.35, 0.8};
    const std::vector<char> y{0, 0, 1, 1};
    CHECK(area_under_curve(s, y) == doctest::Approx(0.75));  // by hand: 3 of 4 pairs
    CHECK(area_under_curve(std::vector<double>{1, 1}, std::vector<char>{0, 1}) == 0.5);
    CHECK(area_under_curve(std::vector<double>{1, 2}, std::vector<char>{1, 1}) == 0.5);
}
