#include "crucible/learn/scalar_net.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "tests/learn/gradient_collector.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

SparseRows scalar_rows(std::size_t n, std::uint32_t inputs) {
    RandomStream r(13, StreamId::tests);
    SparseRows rows;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t c = 0; c < inputs; ++c)
            if (r.uniform() < 0.3) rows.add(c, static_cast<float>(r.normal()));
        rows.end_row();
    }
    return rows;
}

/// Targets that a net can learn: the sum of a row's first ten columns, squashed.
std::vector<double> scalar_targets(const SparseRows& rows) {
    std::vector<double> t;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < rows[i].columns.size(); ++k)
            if (rows[i].columns[k] < 10) sum += rows[i].values[k];
        t.push_back(5 + 4 * std::tanh(sum));
    }
    return t;
}

}  // namespace

TEST_CASE("Scalar nets: gradients are those of the loss, the fast way is the plain one") {
    const auto rows = scalar_rows(9, 24);
    std::vector<double> targets;
    for (int i = 0; i < 9; ++i) targets.push_back(i < 5 ? 0.2 * i : 4.0 + i);  // both sides
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < 9; ++i) all.push_back(i);
    ScalarNet net({24, 32, 1}, {1, StreamId::dense_nets});
    RandomStream pick(5, StreamId::tests);
    for (std::size_t k = net.weights_at(); k <= net.bias_at(); ++k)
        net.parameters()[k] = static_cast<float>(0.2 * pick.normal());
    const auto loss = [&] {
        double sum = 0;
        for (std::size_t i = 0; i < 9; ++i) {
            const double e = std::abs(net.reference(rows[i]) - targets[i]);
            sum += e < 1.5 ? e * e / 2 : 1.5 * (e - 0.75);
        }
        return sum / 9;
    };
    ScalarTraining training(net, rows, targets, {.elbow = 1.5});
    GradientCollector collector(net.parameters().size());
    CHECK(training.step(all, collector) == doctest::Approx(loss()).epsilon(1e-5));
    const double worst = worst_gradient(net, collector.gradient, loss, [&](std::size_t k) {
        return k < 33 ? net.weights_at() + k : pick.index(net.weights_at());
    });
    CHECK(worst < 5e-6);
    for (std::size_t i = 0; i < 9; ++i) {
        const SparseRow row = rows[i];
        CHECK(net.values({&row, 1})[0] == doctest::Approx(net.reference(row)).epsilon(1e-5));
    }
}

TEST_CASE("Scalar nets learn, to the same bytes on any number of threads and after a stop") {
    const auto rows = scalar_rows(400, 40);
    const auto targets = scalar_targets(rows);
    const ScalarTrainingSettings s{.epochs = 30, .batch = 32, .rate = 3e-3};
    ScalarNet whole({40, 64, 0}, {1, StreamId::dense_nets});
    ScalarTraining training(whole, rows, targets, s);
    training.run();
    REQUIRE(training.loop().curve().size() == 30);
    CHECK(training.loop().curve().back() < 0.15 * training.loop().curve().front());

    auto many = s;
    many.threads = 3;
    ScalarNet parted({40, 64, 0}, {1, StreamId::dense_nets});
    int batches = 0;
    ScalarTraining first(parted, rows, targets, many);
    first.run([&] { return ++batches < 171; });
    REQUIRE_FALSE(first.loop().is_done());
    ScalarNet resumed({40, 64, 0}, {2, StreamId::dense_nets});
    ScalarTraining second(resumed, rows, targets, s);
    second.restore(first.save());
    second.run();
    CHECK(std::ranges::equal(whole.parameters(), resumed.parameters()));
    CHECK(second.loop().curve() == training.loop().curve());
    ScalarNet other({40, 32, 0}, {1, StreamId::dense_nets});
    ScalarTraining of_another(other, rows, targets, s);
    CHECK_THROWS_AS(of_another.restore(first.save()), InputError);
}

TEST_CASE("Scalar nets come back from files nearly; what cannot be is refused") {
    const auto rows = scalar_rows(20, 40);
    const auto targets = scalar_targets(rows);
    ScalarNet net({40, 32, 0}, {1, StreamId::dense_nets});
    ScalarTraining(net, rows, targets, {.rate = 3e-3}).run();
    Value about;
    about.set("most", 7.0);
    const std::string bytes = to_bytes(net, "cost", about);
    const auto again = parse_scalar_net(bytes, "x", "cost");
    CHECK(again.about["most"].real() == 7.0);
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(std::abs(again.net.reference(rows[i]) - net.reference(rows[i])) < 0.05);
    CHECK_THROWS_AS(parse_scalar_net(bytes, "x", "classifier"), InputError);
    CHECK_THROWS_AS(parse_scalar_net(bytes.substr(0, bytes.size() - 1), "x", "cost"), InputError);
    CHECK_THROWS_AS(ScalarNet({40, 32, 0}, std::vector<float>(7)), InputError);
    CHECK_THROWS_AS(ScalarTraining(net, rows, std::span(targets).first(3), {}), InputError);
    const std::vector<double> infinite(20, HUGE_VAL);
    CHECK_THROWS_AS(ScalarTraining(net, rows, infinite, {}), InputError);
}
