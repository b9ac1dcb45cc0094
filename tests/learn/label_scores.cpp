// Scores of labels against cases counted by hand; logistic regression.

#include "crucible/learn/label_scores.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/logistic.hpp"
#include "gradient_collector.hpp"

using namespace crucible;
using namespace crucible::learn;

TEST_CASE("Scores of labels are those counted by hand") {
    // Right:  0 0 0 1 1 2;  told first:  0 0 1 1 2 -;  places of the right one:  1 1 2 1 4 0.
    const std::vector<std::uint32_t> right{0, 0, 0, 1, 1, 2};
    const std::vector<LabelGuess> guesses{{0, 1}, {0, 1}, {1, 2}, {1, 1}, {2, 4}, {}};
    const LabelScores s = label_scores(right, guesses);
    CHECK(s.rows == 6);
    CHECK(s.accuracy == doctest::Approx(3.0 / 6));
    CHECK(s.top3 == doctest::Approx(4.0 / 6));
    CHECK(s.mean_reciprocal_rank == doctest::Approx((1 + 1 + 0.5 + 1 + 0.25 + 0) / 6));
    // Precision of 0, 1, 2: 2/2, 1/2, 0/1. Recall: 2/3, 1/2, 0/1. F1: 4/5, 1/2, 0.
    CHECK(s.weighted_precision == doctest::Approx((3 * 1 + 2 * 0.5 + 0) / 6));
    CHECK(s.weighted_f1 == doctest::Approx((3 * 0.8 + 2 * 0.5 + 0) / 6));
    CHECK(s.macro_f1 == doctest::Approx((0.8 + 0.5 + 0) / 3));
    REQUIRE(s.labels.size() == 3);
    CHECK(s.labels[0].recall() == doctest::Approx(2.0 / 3));
    CHECK(s.labels[2].precision() == 0);
}

TEST_CASE("A label that was told and is nowhere counts in the mean of all labels") {
    const std::vector<std::uint32_t> right{1};
    const LabelScores s = label_scores(right, std::vector<LabelGuess>{{7, 2}});
    CHECK(s.labels.size() == 2);
    CHECK(s.macro_f1 == 0);
    CHECK(s.mean_reciprocal_rank == 0.5);
    CHECK(label_scores({}, {}).accuracy == 0);
}

TEST_CASE("Of equal logits the first label stands first") {
    const std::vector<float> z{1, 3, 3, 0};
    CHECK(guess_of(z, 2).said == 1);
    CHECK(guess_of(z, 2).rank == 2);
    CHECK(guess_of(z, 1).rank == 1);
    CHECK(guess_of(z, 3).rank == 4);
    CHECK(guess_of(z, 9).rank == 0);
    const std::vector<std::uint32_t> order{5, 2};
    CHECK(guess_of(order, 2).rank == 2);
    CHECK(guess_of(order, 4).rank == 0);
    CHECK(guess_of(std::vector<std::uint32_t>{}, 4).said == LabelGuess::none);
}

namespace {

/// Rows of which columns 0 to 2 say the label, with noise behind.
void add_marked_rows(std::size_t n, SparseRows& rows, std::vector<std::uint32_t>& labels) {
    RandomStream random(3, StreamId::tests);
    for (std::size_t i = 0; i < n; ++i) {
        const auto label = static_cast<std::uint32_t>(random.index(3));
        rows.add(label, static_cast<float>(random.uniform(0.5, 2)));
        for (std::uint32_t c = 3; c < 12; ++c)
            if (random.index(3) == 0) rows.add(c, static_cast<float>(random.uniform(0.2, 1)));
        rows.end_row();
        labels.push_back(label);
    }
}

}  // namespace

TEST_CASE("Logistic regression: gradients, plain loops, learning, stops") {
    SparseRows rows;
    std::vector<std::uint32_t> labels;
    add_marked_rows(200, rows, labels);
    LogisticRegression net(12, 3);
    RandomStream random(1, StreamId::tests);
    for (float& p : net.parameters()) p = static_cast<float>(0.3 * random.normal());
    const auto plain = net.reference(rows[5]);
    const auto fast = net.logits(rows[5]);
    for (std::size_t l = 0; l < 3; ++l) CHECK(fast[l] == doctest::Approx(plain[l]).epsilon(1e-5));

    const EpochSettings s{.epochs = 30, .batch = 20, .rate = 0.05};
    const std::vector<std::uint32_t> batch{0, 3, 7, 11, 50};
    {
        LogisticTraining training(net, rows, labels, s);
        GradientCollector collector(net.parameters().size());
        training.step(batch, collector);
        const auto loss = [&] {
            double sum = 0;
            for (const std::uint32_t i : batch) {
                const auto z = net.reference(rows[i]);
                double all = 0;
                for (const double x : z) all += std::exp(x);
                sum -= std::log(std::exp(z[labels[i]]) / all);
            }
            return sum / static_cast<double>(batch.size());
        };
        const double worst = worst_gradient(net, collector.gradient, loss, [&](std::size_t k) {
            return k % 13 * net.padded_labels() + k % 3;
        });
        CHECK(worst < 1e-5);
    }
    LogisticRegression whole(12, 3), parted(12, 3);
    LogisticTraining training(whole, rows, labels, s);
    training.run();
    std::size_t right = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        right += guess_of(whole.logits(rows[i]), labels[i]).rank == 1;
    CHECK(right > 195);

    std::string saved;
    {
        LogisticTraining first(parted, rows, labels, s);
        first.run([&] { return first.loop().progress() < 0.4; });
        saved = first.save();
    }
    LogisticRegression resumed(12, 3);
    LogisticTraining second(resumed, rows, labels, s);
    second.restore(saved);
    second.run();
    CHECK(std::ranges::equal(resumed.parameters(), whole.parameters()));

    CHECK_THROWS_AS(LogisticTraining(whole, rows, std::vector<std::uint32_t>(3), s), InputError);
    CHECK_THROWS_AS(LogisticRegression(0, 3), InputError);
}
