// Networks that see images: derivatives, training, transfer, heat maps.

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/errors.hpp"
#include "crucible/learn/image_training.hpp"
#include "tests/nn/plugin.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

std::unique_ptr<ImageNetwork> network_of(const Plugin* nn, const ImageNet& net,
                                         std::uint64_t seed = 1, NetworkSettings s = {}) {
    auto out = nn->find(torch_image_network)(net, s);
    out->set_parameters(first_weights(net, FirstWeights::he, seed));
    return out;
}

std::vector<float> noise(std::size_t n, std::uint64_t seed) {
    RandomStream random(seed, StreamId::tests);
    std::vector<float> out(n);
    for (float& x : out) x = static_cast<float>(random.uniform());
    return out;
}

/// Images with a bright square somewhere; the target is the share of the image it takes.
struct Squares {
    std::vector<float> images, targets;
    std::size_t count = 0;
    InputRows rows() const { return {InputRows::Kind::images, images, count}; }
    Examples examples() const { return {rows(), targets}; }
};
Squares squares(std::size_t n, std::size_t size, std::uint64_t seed) {
    RandomStream random(seed, StreamId::tests);
    Squares out;
    out.count = n;
    for (std::size_t k = 0; k < n; ++k) {
        std::vector<float> image(size * size);
        for (float& x : image) x = static_cast<float>(0.05 * random.uniform());
        const std::size_t side = 1 + random.index(size * 3 / 4);
        const std::size_t y = random.index(size - side + 1), x = random.index(size - side + 1);
        for (std::size_t i = y; i < y + side; ++i)
            for (std::size_t j = x; j < x + side; ++j) image[i * size + j] = 0.9F;
        out.images.insert(out.images.end(), image.begin(), image.end());
        out.targets.push_back(static_cast<float>(side * side) / static_cast<float>(size * size));
    }
    return out;
}
double rmse(ImageNetwork& net, const Squares& s) {
    const std::vector<float> said = net.predict(s.rows());
    const std::vector<double> predicted(said.begin(), said.end()),
        truth(s.targets.begin(), s.targets.end());
    return regression_errors(truth, predicted, 0).rmse;
}

/// One image through a plain net in double, straight from the definition.
std::vector<double> answer_reference(const ImageNet& net, const std::vector<float>& parameters,
                                     std::span<const float> image) {
    std::vector<double> x(image.begin(), image.end());
    auto h = static_cast<std::size_t>(net.height), w = static_cast<std::size_t>(net.width);
    auto maps = static_cast<std::size_t>(net.channels);
    const float* p = parameters.data();
    for (const auto& block : net.blocks) {
        for (const int width : block) {
            const auto outputs = static_cast<std::size_t>(width);
            const float* bias = p + outputs * maps * 9;
            std::vector<double> y(outputs * h * w);
            for (std::size_t o = 0; o < outputs; ++o)
                for (std::size_t i = 0; i < h; ++i)
                    for (std::size_t j = 0; j < w; ++j) {
                        double sum = bias[o];
                        for (std::size_t c = 0; c < maps; ++c)
                            for (std::size_t a = 0; a < 3; ++a)
                                for (std::size_t b = 0; b < 3; ++b)
                                    if (i + a >= 1 && i + a <= h && j + b >= 1 && j + b <= w)
                                        sum += p[((o * maps + c) * 3 + a) * 3 + b] *
                                               x[(c * h + i + a - 1) * w + j + b - 1];
                        y[(o * h + i) * w + j] = std::max(0.0, sum);
                    }
            p = bias + outputs, x = y, maps = outputs;
        }
        std::vector<double> y(maps * (h / 2) * (w / 2));
        for (std::size_t c = 0; c < maps; ++c)
            for (std::size_t i = 0; i < h / 2; ++i)
                for (std::size_t j = 0; j < w / 2; ++j)
                    y[(c * (h / 2) + i) * (w / 2) + j] = std::max(
                        {x[(c * h + 2 * i) * w + 2 * j], x[(c * h + 2 * i) * w + 2 * j + 1],
                         x[(c * h + 2 * i + 1) * w + 2 * j],
                         x[(c * h + 2 * i + 1) * w + 2 * j + 1]});
        h /= 2, w /= 2, x = y;
    }
    if (net.head == Head::gap) {
        std::vector<double> y(maps);
        for (std::size_t k = 0; k < x.size(); ++k)
            y[k / (h * w)] += x[k] / static_cast<double>(h * w);
        x = y;
    }
    std::vector<int> widths = net.dense;
    widths.push_back(net.targets);
    for (std::size_t layer = 0; layer < widths.size(); ++layer) {
        const auto outputs = static_cast<std::size_t>(widths[layer]);
        const float* bias = p + outputs * x.size();
        std::vector<double> y(outputs);
        for (std::size_t o = 0; o < outputs; ++o) {
            y[o] = bias[o];
            for (std::size_t k = 0; k < x.size(); ++k) y[o] += p[o * x.size() + k] * x[k];
            if (layer + 1 < widths.size()) y[o] = std::max(0.0, y[o]);
        }
        p = bias + outputs, x = y;
    }
    return x;
}

}  // namespace

TEST_SUITE("nn: networks that see images") {
    TEST_CASE("VGG16 has the paper's parameters, 107.0 million at 200 x 200") {
        const ImageNet net = make_image_net("vgg16", 3, 200, 200, 1);
        CHECK(net.convolutions().size() == 13);
        CHECK(net.features() == 18432);
        // By hand: 14 714 688 of the convolutions, then 18432, 4096, 4096 and 1 wide.
        CHECK(net.parameter_count() ==
              14'714'688 + (18432 + 1) * 4096 + (4096 + 1) * 4096 + 4096 + 1);
        CHECK(make_image_net("vgg16-w16", 3, 200, 200, 1).parameter_count() ==
              doctest::Approx(3.54e6).epsilon(0.01));
        // 2.9 GB measured with a batch of 8, of which the weights are 6 rows of 107 M floats here.
        CHECK(training_bytes(net, 8) == doctest::Approx(2.9e9).epsilon(0.35));
        CHECK_THROWS_WITH_AS(make_image_net("vgg61", 3, 200, 200, 1), doctest::Contains("vgg16"),
                             InputError);
        CHECK_THROWS_WITH_AS(make_image_net("vgg16", 3, 31, 200, 1), doctest::Contains("E-net"),
                             InputError);
    }
    TEST_CASE("answers are those of the definition") {
        REQUIRE_NN(nn);
        for (const Head head : {Head::flatten, Head::gap}) {
            ImageNet net = make_image_net("small", 2, 19, 26, 3, head);
            net.blocks = {{3, 4}, {5}};
            const auto network = network_of(nn, net);
            std::vector<float> p = network->parameters();
            const std::vector<float> offsets = noise(p.size(), 3);
            for (std::size_t k = 0; k < p.size(); ++k) p[k] += 0.05F * (offsets[k] - 0.5F);
            network->set_parameters(p);
            const std::vector<float> images = noise(3 * net.image_size(), 2);
            const auto said = network->predict({InputRows::Kind::images, images, 3});
            for (std::size_t i = 0; i < 3; ++i) {
                const auto expected = answer_reference(
                    net, p, std::span(images).subspan(i * net.image_size(), net.image_size()));
                for (std::size_t t = 0; t < 3; ++t)
                    CHECK(said[3 * i + t] == doctest::Approx(expected[t]).epsilon(2e-5));
            }
        }
    }
    TEST_CASE("features and dense layers together are the whole net") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 3, 16, 16, 2);
        const auto network = network_of(nn, net);
        const std::vector<float> images = noise(20 * net.image_size(), 2);
        const InputRows rows{InputRows::Kind::images, images, 20};
        const std::vector<float> features = network->features(rows);
        CHECK(features.size() == 20 * net.features());
        const auto whole = network->predict(rows),
                   parts = network->predict({InputRows::Kind::features, features, 20});
        for (std::size_t k = 0; k < whole.size(); ++k)
            CHECK(whole[k] == doctest::Approx(parts[k]).epsilon(1e-5));
    }
    TEST_CASE("a step of Adam goes by the rate at first, against the slope of the loss") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 12, 12, 1);
        const auto network = network_of(nn, net);
        const std::vector<float> images = noise(4 * net.image_size(), 2), targets = noise(4, 5);
        const InputRows rows{InputRows::Kind::images, images, 4};
        const std::vector<float> before = network->parameters();
        const auto loss = [&](const std::vector<float>& p) {
            double sum = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                const double d = answer_reference(net, p,
                                                  std::span(images).subspan(i * net.image_size(),
                                                                            net.image_size()))[0] -
                                 targets[i];
                sum += d * d / 4;
            }
            return sum;
        };
        const double was = network->step(rows, targets, 1e-3);
        CHECK(was == doctest::Approx(loss(before)).epsilon(1e-4));
        const std::vector<float> moments = network->moments();  // first = 0.1 slope
        CHECK(network->steps() == 1);
        const std::vector<float> after = network->parameters();
        int compared = 0;
        for (std::size_t k = 0; k < before.size(); k += 37) {
            std::vector<float> up = before, down = before;
            up[k] += 1e-3F, down[k] -= 1e-3F;
            const double slope = (loss(up) - loss(down)) / (static_cast<double>(up[k]) - down[k]);
            CHECK(10 * moments[k] == doctest::Approx(slope).epsilon(0.02).scale(0.01));
            if (std::fabs(slope) > 1e-3) {
                CHECK(after[k] - before[k] ==
                      doctest::Approx(slope > 0 ? -1e-3 : 1e-3).epsilon(1e-3));
                ++compared;
            }
        }
        CHECK(compared > 3);
    }
    TEST_CASE("frozen convolutions stay as they are") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 16, 16, 1);
        const auto network = network_of(nn, net);
        const Squares s = squares(32, 16, 4);
        const std::vector<float> features = network->features(s.rows()),
                                 before = network->parameters();
        for (int k = 0; k < 20; ++k)
            network->step({InputRows::Kind::features, features, 32}, s.targets, 1e-2);
        const std::vector<float> after = network->parameters();
        std::size_t at = 0;
        for (const auto& p : net.parameters()) {
            const bool is_same = std::equal(before.begin() + at, before.begin() + at + p.count(),
                                            after.begin() + at);
            CHECK(is_same == p.name.starts_with("block"));
            at += p.count();
        }
        CHECK(network->features(s.rows()) == features);
    }
    TEST_CASE("squares are learned, the same bits from the same seed, also after a stop") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 16, 16, 1);
        const Squares train = squares(160, 16, 1), validation = squares(40, 16, 2),
                      test = squares(40, 16, 3);
        ImageTrainingSettings s{.epochs = 30, .batch = 8, .patience = 0, .rate = 3e-3};
        const auto network = network_of(nn, net), again = network_of(nn, net, 9);
        ImageTraining one(*network, train.examples(), validation.examples(), s);
        one.run();
        CHECK(one.is_done());
        CHECK(rmse(*network, test) < 0.06);  // the constant has 0.17
        CHECK_FALSE(one.is_collapsed());

        std::string saved;
        {
            ImageTraining first(*again, train.examples(), validation.examples(), s);
            int steps = 0;
            first.run([&] { return ++steps < 7 * 20 + 3; });
            saved = first.save();
        }
        const auto resumed = network_of(nn, net, 5);
        ImageTraining second(*resumed, train.examples(), validation.examples(), s);
        second.restore(saved);
        second.run();
        CHECK(resumed->parameters() == network->parameters());
        CHECK(second.curve().size() == one.curve().size());
        s.seed = 2;
        ImageTraining other(*again, train.examples(), validation.examples(), s);
        other.run();
        CHECK(again->parameters() != network->parameters());
    }
    TEST_CASE("mirrored views teach the same, and a stop among them changes nothing") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 16, 16, 1);
        const Squares train = squares(64, 16, 1), validation = squares(40, 16, 2);
        const ImageTrainingSettings s{.epochs = 12,
                                      .batch = 8,
                                      .patience = 4,
                                      .rate = 3e-3,
                                      .views = ImageTrainingSettings::Views::mirrored};
        const auto network = network_of(nn, net), resumed = network_of(nn, net, 5);
        ImageTraining one(*network, train.examples(), validation.examples(), s);
        one.run();
        CHECK(one.best_validation() < 0.6);  // the constant has 1
        ImageTraining first(*resumed, train.examples(), validation.examples(), s);
        int steps = 0;
        first.run([&] { return ++steps < 8 * 3 + 5; });
        const std::string saved = first.save();
        ImageTraining second(*resumed, train.examples(), validation.examples(), s);
        second.restore(saved);
        second.run();
        CHECK(resumed->parameters() == network->parameters());
    }
    TEST_CASE("a net of dead units collapses, starts again, and says so") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 16, 16, 1);
        const Squares train = squares(64, 16, 1), validation = squares(30, 16, 2);
        const auto network = network_of(nn, net);
        ImageTraining t(*network, train.examples(), validation.examples(),
                        {.epochs = 12, .batch = 8, .rate = 3, .collapse_epochs = 3, .retries = 2});
        t.run();
        REQUIRE(t.notes().size() >= 2);
        CHECK(t.notes()[0].find("started again") != std::string::npos);
        CHECK(t.curve().back().attempt > 1);
    }
    TEST_CASE("heat maps are the sum of maps times mean slopes") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 16, 16, 1);
        const auto network = network_of(nn, net, 3);
        const Squares s = squares(1, 16, 8);
        const LayerMaps maps = network->activations(s.images, "block2_conv1"),
                        heat = network->heat_map(s.images, "block2_conv1", 0);
        REQUIRE(maps.channels == 4);
        REQUIRE(maps.height == 8);
        REQUIRE(heat.values.size() == 64);
        // A map that rises everywhere raises its maxima by as much: the sum of its slopes.
        const std::vector<float> features = network->features(s.rows());
        std::vector<double> weight(4);
        for (std::size_t c = 0; c < 4; ++c) {
            std::vector<float> up = features, down = features;
            for (std::size_t k = 16 * c; k < 16 * (c + 1); ++k) up[k] += 1e-3F, down[k] -= 1e-3F;
            const auto said = [&](const std::vector<float>& f) -> double {
                return network->predict({InputRows::Kind::features, f, 1})[0];
            };
            weight[c] = (said(up) - said(down)) / 2e-3 / 64;
        }
        for (std::size_t k = 0; k < 64; ++k) {
            double expected = 0;
            for (std::size_t c = 0; c < 4; ++c) expected += weight[c] * maps.values[64 * c + k];
            CHECK(heat.values[k] == doctest::Approx(expected).epsilon(0.002).scale(0.01));
        }
        CHECK_THROWS_WITH_AS(network->heat_map(s.images, "block9_conv1", 0),
                             doctest::Contains("block1_conv1"), InputError);
        CHECK_THROWS_AS(network->heat_map(s.images, "block1_conv1", 1), InputError);
    }
    TEST_CASE("patterns excite the map that they are made for") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 16, 16, 1);
        const auto network = network_of(nn, net, 3);
        const std::vector<float> start = noise(256, 1);
        const auto made = network->pattern(start, "block1_conv1", 2, 20, 0.1);
        const auto response = [&](const std::vector<float>& image) {
            const LayerMaps m = network->activations(image, "block1_conv1");
            return std::accumulate(m.values.begin() + 512, m.values.begin() + 768, 0.0);
        };
        CHECK(response(made) > response(start) + 1);
        CHECK_THROWS_AS(network->pattern(start, "block1_conv1", 4, 1, 1), InputError);
    }
    TEST_CASE("wrong sizes are refused") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("tiny", 1, 16, 16, 1);
        const auto network = network_of(nn, net);
        const std::vector<float> images(255);
        CHECK_THROWS_WITH_AS(network->predict({InputRows::Kind::images, images, 1}),
                             doctest::Contains("E-net-images"), InputError);
        CHECK_THROWS_AS(network->set_parameters(images), InputError);
    }
    TEST_CASE("bfloat16 says nearly the same where the processor has it") {
        REQUIRE_NN(nn);
        const ImageNet net = make_image_net("small", 3, 40, 40, 1);
        const auto single = network_of(nn, net);
        std::unique_ptr<ImageNetwork> half;
        try {
            half = network_of(nn, net, 1, {ImagePrecision::bfloat16, 1});
        } catch (const InputError& e) {
            CHECK(e.code() == "E-net-precision");
            return;
        }
        const std::vector<float> images = noise(4 * net.image_size(), 2);
        const InputRows rows{InputRows::Kind::images, images, 4};
        const auto a = single->predict(rows), b = half->predict(rows);
        for (std::size_t k = 0; k < 4; ++k) CHECK(std::fabs(a[k] - b[k]) < 0.03 * std::fabs(a[k]));
    }
}
