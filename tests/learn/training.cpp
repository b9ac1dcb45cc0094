// The training loop around a network that is a straight line: no plug-in is needed to test when it
// stops, starts again, scales back and goes on.

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/image_training.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

/// Says w x + b of one feature; plain gradient descent. `broken` gives it a loss of NaN,
/// `frozen` says 0 to everything.
class LineNetwork final : public ImageNetwork {
public:
    LineNetwork() {
        net_.name = "line", net_.channels = 1, net_.height = 2, net_.width = 2;
        net_.blocks = {{1}}, net_.head = Head::gap, net_.targets = 1;
        all_.resize(net_.parameter_count());
    }
    const ImageNet& net() const override { return net_; }
    std::string arithmetic() const override { return "by hand"; }
    ImagePrecision precision() const override { return ImagePrecision::single; }
    std::vector<float> parameters() const override { return all_; }
    void set_parameters(std::span<const float> v) override { all_.assign(v.begin(), v.end()); }
    std::vector<float> moments() const override { return std::vector<float>(2 * all_.size()); }
    std::int64_t steps() const override { return steps_; }
    void set_moments(std::span<const float>, std::int64_t steps) override { steps_ = steps; }
    std::vector<float> predict(const InputRows& in) override {
        std::vector<float> out;
        for (const float x : in.values) out.push_back(frozen ? 0 : w() * x + b());
        return out;
    }
    std::vector<float> features(const InputRows& in) override {
        return {in.values.begin(), in.values.end()};
    }
    double step(const InputRows& in, std::span<const float> targets, double rate) override {
        ++steps_;
        if (broken) return NAN;
        if (frozen) return 1;
        double loss = 0, dw = 0, db = 0;
        const auto n = static_cast<double>(in.count);
        for (std::size_t k = 0; k < in.count; ++k) {
            const double d = w() * in.values[k] + b() - targets[k];
            loss += d * d / n, dw += 2 * d * in.values[k] / n, db += 2 * d / n;
        }
        w() -= static_cast<float>(rate * dw), b() -= static_cast<float>(rate * db);
        return loss;
    }
    LayerMaps activations(std::span<const float>, std::string_view) override { return {}; }
    LayerMaps heat_map(std::span<const float>, std::string_view, std::size_t) override {
        return {};
    }
    std::vector<float> pattern(std::span<const float>, std::string_view, std::size_t, int,
                               double) override {
        return {};
    }
    float& w() { return all_[all_.size() - 2]; }
    float& b() { return all_[all_.size() - 1]; }
    bool broken = false, frozen = false;

private:
    ImageNet net_;
    std::vector<float> all_;
    std::int64_t steps_ = 0;
};

/// y = 40 + 3 x, x in (-1, 1), with some noise.
struct Line {
    std::vector<float> x, y;
    explicit Line(std::uint64_t seed, std::size_t n = 40) {
        RandomStream random(seed, StreamId::tests);
        for (std::size_t k = 0; k < n; ++k) {
            x.push_back(static_cast<float>(random.uniform(-1, 1)));
            y.push_back(40 + 3 * x.back() + static_cast<float>(0.1 * random.normal()));
        }
    }
    Examples examples() const { return {{InputRows::Kind::features, x, x.size()}, y}; }
};

ImageTrainingSettings line_settings() {
    ImageTrainingSettings s;
    s.epochs = 200, s.batch = 5, s.rate = 0.05, s.patience = 10;
    return s;
}

}  // namespace

TEST_SUITE("learn: training") {
    TEST_CASE("a line is found; the last layer says targets as they are") {
        const Line train(1), validation(2);
        LineNetwork net;
        ImageTraining t(net, train.examples(), validation.examples(), line_settings());
        t.run();
        CHECK(t.is_done());
        CHECK(net.w() == doctest::Approx(3).epsilon(0.05));
        CHECK(net.b() == doctest::Approx(40).epsilon(0.01));
        CHECK(t.curve().front().baseline == doctest::Approx(1).epsilon(0.2));
        CHECK(t.best_validation() < 0.1);
    }
    TEST_CASE("it stops when nothing improves, and keeps the best epoch") {
        const Line train(1), validation(2);
        LineNetwork net;
        ImageTraining t(net, train.examples(), validation.examples(), line_settings());
        t.run();
        REQUIRE(t.curve().size() < 200);
        CHECK(t.notes().size() == 1);
        CHECK(t.best_epoch() == static_cast<int>(t.curve().size()) - 10);
        CHECK(t.curve().back().rate < 0.05);  // it fell on the way
        double least = 1e9;
        for (const EpochRecord& r : t.curve()) least = std::min(least, r.validation);
        CHECK(t.best_validation() == least);
    }
    TEST_CASE("stopped anywhere it goes on as if it had not been") {
        const Line train(1), validation(2);
        LineNetwork whole, part, rest;
        ImageTraining one(whole, train.examples(), validation.examples(), line_settings());
        one.run();
        for (const int stop : {1, 8, 13, 77}) {
            ImageTraining first(part, train.examples(), validation.examples(), line_settings());
            int steps = 0;
            first.run([&] { return ++steps < stop; });
            const std::string saved = first.save();
            ImageTraining second(rest, train.examples(), validation.examples(), line_settings());
            second.restore(saved);
            second.run();
            CHECK(rest.parameters() == whole.parameters());
            CHECK(second.curve().size() == one.curve().size());
            CHECK(second.notes() == one.notes());
        }
        const Line other(3, 20);
        ImageTraining wrong(rest, other.examples(), validation.examples(), line_settings());
        CHECK_THROWS_WITH_AS(wrong.restore(one.save()), doctest::Contains("E-image-checkpoint"),
                             InputError);
    }
    TEST_CASE("what learns nothing starts again at a third of the rate, and says so") {
        const Line train(1), validation(2);
        LineNetwork net;
        net.frozen = true;
        ImageTrainingSettings s = line_settings();
        s.epochs = 30, s.patience = 0;
        ImageTraining t(net, train.examples(), validation.examples(), s);
        t.run();
        CHECK(t.is_collapsed());
        REQUIRE(t.notes().size() == 3);
        CHECK(t.notes()[0].find("no better than a constant after 8 epochs") == 0);
        CHECK(t.notes()[2].find("nothing was learned") != std::string::npos);
        CHECK(t.curve().back().attempt == 3);
        CHECK(t.curve().back().rate == doctest::Approx(0.05 / 9));
    }
    TEST_CASE("a loss that is no number is tried again, then refused") {
        const Line train(1), validation(2);
        LineNetwork net;
        net.broken = true;
        ImageTraining t(net, train.examples(), validation.examples(), line_settings());
        CHECK_THROWS_WITH_AS(t.run(), doctest::Contains("E-learn-finite"), UnstableError);
        CHECK(t.notes().size() == 2);
    }
    TEST_CASE("a constant target is learned as what it is") {
        Line train(1), validation(2);
        train.y.assign(40, 0.9F), validation.y.assign(40, 0.9F);
        LineNetwork net;
        ImageTraining t(net, train.examples(), validation.examples(), line_settings());
        t.run();
        CHECK_FALSE(t.is_collapsed());
        CHECK(net.b() == doctest::Approx(0.9).epsilon(0.01));
    }
    TEST_CASE("weights that say these targets are gone on from") {
        const Line train(1), validation(2);
        LineNetwork net;
        net.w() = 3, net.b() = 40;
        ImageTrainingSettings s = line_settings();
        s.start = ImageTrainingSettings::Start::as_trained;
        ImageTraining t(net, train.examples(), validation.examples(), s);
        t.run([] { return false; });
        CHECK(net.w() == doctest::Approx(3 / std::sqrt(3.0)).epsilon(0.2));  // over the deviation
        t.run();
        CHECK(t.curve().front().validation < 0.15);
    }
    TEST_CASE("nothing to learn from, and settings that make no sense") {
        const Line train(1), none(1, 0);
        LineNetwork net;
        CHECK_THROWS_WITH_AS(ImageTraining(net, train.examples(), none.examples(), {}),
                             doctest::Contains("E-image-training"), InputError);
        ImageTrainingSettings s;
        s.rate = 0;
        CHECK_THROWS_AS(ImageTraining(net, train.examples(), train.examples(), s), InputError);
        s = {};
        s.decay = 2;
        CHECK_THROWS_AS(ImageTraining(net, train.examples(), train.examples(), s), InputError);
    }
}
