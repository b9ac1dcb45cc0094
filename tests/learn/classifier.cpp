#include "crucible/learn/classifier.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <mutex>

#include "crucible/base/error.hpp"
#include "crucible/learn/classifier_training.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

struct Rows {
    SparseRows inputs;
    LabelLists labels, candidates;
};

/// Rows whose label follows from which entries they have.
Rows made_up_rows(std::size_t n, std::uint32_t inputs, std::uint32_t labels) {
    Rows rows;
    RandomStream r(7, StreamId::tests);
    for (std::size_t i = 0; i < n; ++i) {
        std::uint32_t sum = 0;
        for (std::uint32_t c = 0; c < inputs; ++c)
            if (r.uniform() < 0.2) {
                rows.inputs.add(c, static_cast<float>(1 + r.index(2)));
                sum = c < 6 ? sum + c : sum;
            }
        rows.inputs.end_row();
        const std::uint32_t label = sum % labels;
        std::vector<std::uint32_t> right{label}, list{label};
        if (i % 3 == 0 && label + 1 < labels) right.push_back(label + 1), list.push_back(label + 1);
        for (std::uint32_t l = 0; l < labels; ++l)
            if (std::ranges::find(right, l) == right.end() && r.uniform() < 0.3) list.push_back(l);
        rows.labels.add_list(right);
        rows.candidates.add_list(list);
    }
    return rows;
}

/// Sums what it is told, parameter by parameter.
class Recorder final : public Optimiser {
public:
    explicit Recorder(std::size_t n) : gradient(n) {}
    void begin_step(double) override {}
    void update(std::size_t offset, std::size_t n, const float* g) override {
        const std::scoped_lock hold(mutex_);
        for (std::size_t i = 0; i < n; ++i) gradient[offset + i] += g[i];
    }
    std::vector<double> gradient;

private:
    std::mutex mutex_;
};

/// The loss as its definition says it, in double.
double loss_of(const Classifier& net, const Rows& rows, bool with_candidates) {
    double loss = 0;
    for (std::size_t i = 0; i < rows.inputs.size(); ++i) {
        const auto z = net.reference(rows.inputs[i]);
        double all = 0, right = 0;
        if (with_candidates)
            for (const auto c : rows.candidates[i]) all += std::exp(z[c]);
        else
            for (const double x : z) all += std::exp(x);
        for (const auto l : rows.labels[i]) right += std::exp(z[l]);
        loss -= std::log(right / all);
    }
    return loss / static_cast<double>(rows.inputs.size());
}

Classifier shaken(const ClassifierShape& shape) {
    Classifier net(shape, {1, StreamId::dense_nets});
    RandomStream r(3, StreamId::tests);
    for (float& p : net.parameters()) p += static_cast<float>(0.1 * r.normal());
    return net;
}

}  // namespace

TEST_CASE("Dense nets: fast and plain ways agree") {
    const auto net = shaken({{40, 32, 2}, 21});
    const Rows rows = made_up_rows(5, 40, 21);
    for (std::size_t i = 0; i < rows.inputs.size(); ++i) {
        const auto plain = net.reference(rows.inputs[i]);
        const auto fast = net.logits(rows.inputs[i]);
        for (std::size_t l = 0; l < plain.size(); ++l)
            CHECK(fast[l] == doctest::Approx(plain[l]).epsilon(1e-5));
        const auto some = net.logits(rows.inputs[i], rows.candidates[i]);
        for (std::size_t c = 0; c < some.size(); ++c) CHECK(some[c] == fast[rows.candidates[i][c]]);
    }
}

TEST_CASE("Dense nets: gradients are those of the loss") {
    const Rows rows = made_up_rows(19, 40, 21);
    std::vector<std::uint32_t> all(19);
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    for (const bool with_candidates : {false, true})
        for (const int highways : {0, 2, 5})
            for (const int threads : {1, 3}) {
                auto net = shaken({{40, 32, highways}, 21});
                ClassifierTraining training(
                    net, {&rows.inputs, &rows.labels, with_candidates ? &rows.candidates : nullptr},
                    {.threads = threads});
                Recorder recorder(net.parameters().size());
                const double loss = training.step(all, recorder, 0);
                CHECK(loss == doctest::Approx(loss_of(net, rows, with_candidates)).epsilon(1e-5));
                double worst = 0;
                RandomStream pick(5, StreamId::tests);
                for (int k = 0; k < 200; ++k) {
                    const std::size_t p = pick.index(net.parameters().size());
                    const float here = net.parameters()[p];
                    // a step of float itself, so that both ends are where they are said to be
                    const float high = here + 2e-3F, low = here - 2e-3F;
                    net.parameters()[p] = high;
                    const double up = loss_of(net, rows, with_candidates);
                    net.parameters()[p] = low;
                    const double down = loss_of(net, rows, with_candidates);
                    net.parameters()[p] = here;
                    const double slope = (up - down) / (double{high} - double{low});
                    worst = std::max(worst, std::abs(slope - recorder.gradient[p]));
                }
                CHECK(worst < 2e-6);
            }
}

TEST_CASE("Dense nets learn, to the same bytes on any number of threads and after a stop") {
    const Rows rows = made_up_rows(400, 40, 8);
    const LabelledRows data{&rows.inputs, &rows.labels, &rows.candidates};
    const ClassifierShape shape{{40, 64, 1}, 8};
    const ClassifierTrainingSettings s{.epochs = 12, .batch = 32, .rate = 3e-3, .dropout = 0.1};
    Classifier whole(shape, {1, StreamId::dense_nets});
    ClassifierTraining training(whole, data, s);
    training.run();
    REQUIRE(training.curve().size() == 12);
    CHECK(training.curve().back().loss < 0.5 * training.curve().front().loss);
    CHECK(training.curve().back().top1 > 0.8);

    auto many = s;
    many.threads = 3;
    Classifier parted(shape, {1, StreamId::dense_nets});
    int batches = 0;
    std::string saved;
    {
        ClassifierTraining first(parted, data, many);
        first.run([&] { return ++batches < 71; });
        REQUIRE_FALSE(first.is_done());
        saved = first.save();
    }
    Classifier resumed(shape, {2, StreamId::dense_nets});
    ClassifierTraining second(resumed, data, s);
    second.restore(saved);
    second.run();
    CHECK(std::ranges::equal(whole.parameters(), resumed.parameters()));
    CHECK(second.curve().back().loss == training.curve().back().loss);
}

TEST_CASE("Dense nets: files come back, rounded ones nearly") {
    const auto net = shaken({{40, 32, 1}, 21});
    Value about;
    about.set("templates", "abc");
    const auto same = parse_classifier(to_bytes(net, about), "x");
    CHECK(std::ranges::equal(same.classifier.parameters(), net.parameters()));
    CHECK(same.about["templates"].text == "abc");
    const std::string bytes = to_bytes(net, about, WeightFormat::bytes);
    const auto near = parse_classifier(bytes, "x");
    const Rows rows = made_up_rows(5, 40, 21);
    for (std::size_t i = 0; i < 5; ++i) {
        const auto a = net.logits(rows.inputs[i]), b = near.classifier.logits(rows.inputs[i]);
        for (std::size_t l = 0; l < a.size(); ++l) CHECK(std::abs(a[l] - b[l]) < 0.05);
    }
    CHECK_THROWS_AS(parse_classifier(bytes.substr(0, bytes.size() / 2), "x"), InputError);
}

TEST_CASE("Dense nets: what cannot be is refused") {
    CHECK_THROWS_AS(Tower({10, 17, 0}), InputError);
    CHECK_THROWS_AS(Classifier({{10, 16, 0}, 5}, std::vector<float>(7)), InputError);
    Classifier net({{4, 16, 0}, 3}, {1, StreamId::dense_nets});
    SparseRows inputs;
    inputs.add(9, 1), inputs.end_row();
    LabelLists labels;
    labels.add_list(std::vector<std::uint32_t>{1});
    CHECK_THROWS_AS(ClassifierTraining(net, {&inputs, &labels, nullptr}, {}), InputError);
}
