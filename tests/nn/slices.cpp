// Networks on the slices of a made-up forest core: what they reach, and where they look. Images of
// half the width, so that it takes minutes; tests/validate has the full ones.

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/learn/errors.hpp"
#include "crucible/learn/heat_map.hpp"
#include "crucible/learn/image_training.hpp"
#include "crucible/learn/split.hpp"
#include "crucible/volume/phantom.hpp"
#include "crucible/volume/slice_images.hpp"
#include "tests/nn/plugin.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

const volume::CtVolume& forest_core() {
    static const volume::CtVolume core = volume::make_phantom({}).ct;
    return core;
}
volume::SliceImageSettings half_images(const char* target) {
    volume::SliceImageSettings s;
    s.scheme = volume::class_scheme(volume::ClassPreset::fixed_script);
    s.targets = {volume::parse_target(target, 6)};
    s.pixels = 100;
    return s;
}

struct Rows {
    std::vector<float> inputs, targets;
    std::size_t count = 0;
    Examples examples(InputRows::Kind kind) const { return {{kind, inputs, count}, targets}; }
};
Rows rows_of(const std::vector<float>& inputs, const volume::SliceImages& s,
             const std::vector<Part>& parts, Part part) {
    Rows out;
    const std::size_t row = inputs.size() / s.count;
    for (const std::size_t k : places_of(parts, part)) {
        out.inputs.insert(out.inputs.end(), inputs.begin() + k * row,
                          inputs.begin() + (k + 1) * row);
        out.targets.push_back(s.values[k]);
        ++out.count;
    }
    return out;
}

RegressionErrors errors_on(ImageNetwork& net, const Rows& test, const Rows& train) {
    const auto said = net.predict(test.examples(InputRows::Kind::images).inputs);
    const std::vector<double> truth(test.targets.begin(), test.targets.end()),
        predicted(said.begin(), said.end());
    double centre = 0;
    for (const float y : train.targets) centre += y / static_cast<double>(train.count);
    return regression_errors(truth, predicted, centre);
}

ImageTrainingSettings schedule() {
    ImageTrainingSettings s;
    s.epochs = 40, s.views = ImageTrainingSettings::Views::mirrored;
    return s;
}

/// Trains in place; returns the seconds it took.
double train_on(ImageNetwork& net, const std::vector<float>& inputs, InputRows::Kind kind,
                const volume::SliceImages& s, const std::vector<Part>& parts,
                const ImageTrainingSettings& how) {
    const Rows train = rows_of(inputs, s, parts, Part::train),
               watched = rows_of(inputs, s, parts, Part::validation);
    const auto begin = std::chrono::steady_clock::now();
    ImageTraining training(net, train.examples(kind), watched.examples(kind), how);
    training.run();
    MESSAGE(net.arithmetic() << ", " << training.curve().size() << " epochs, validation "
                             << training.best_validation());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::unique_ptr<ImageNetwork> quarter_vgg(const Plugin* nn) {
    return nn->find(torch_image_network)(make_image_net("vgg16-w16", 3, 100, 100, 1),
                                         {ImagePrecision::automatic, 1});
}

}  // namespace

TEST_SUITE("slow nn: slices of a forest core") {
    TEST_CASE("object 3 from blocks never seen, and transferred to object 2") {
        REQUIRE_NN(nn);
        const volume::SliceImages s = slice_images(forest_core(), half_images("3"));
        const auto parts = block_split(s.count, {});
        const auto net = quarter_vgg(nn);
        const double full = train_on(*net, s.images, InputRows::Kind::images, s, parts, schedule());
        const Rows train = rows_of(s.images, s, parts, Part::train),
                   test = rows_of(s.images, s, parts, Part::test);
        const RegressionErrors e = errors_on(*net, test, train);
        MESSAGE("object 3: RMSE " << e.rmse << ", R2 " << r2_text(e) << ", constant "
                                  << e.baseline_rmse);
        CHECK(e.rmse < 0.06);
        CHECK(e.r2.value() > 0.8);
        CHECK(e.beats_baseline());

        const volume::SliceImages other = slice_images(forest_core(), half_images("2"));
        const auto direct = quarter_vgg(nn);
        train_on(*direct, other.images, InputRows::Kind::images, other, parts, schedule());
        const Rows test2 = rows_of(other.images, other, parts, Part::test);
        const RegressionErrors trained = errors_on(*direct, test2, train);

        const auto begin = std::chrono::steady_clock::now();
        const std::vector<float> features =
            net->features({InputRows::Kind::images, other.images, other.count});
        const double pass =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        const double dense =
            pass + train_on(*net, features, InputRows::Kind::features, other, parts,
                            {.epochs = 40, .start = ImageTrainingSettings::Start::fresh_dense});
        const RegressionErrors transferred = errors_on(*net, test2, train);
        MESSAGE("object 2: trained " << trained.rmse << ", transferred " << transferred.rmse << ", "
                                     << full / dense << " times as fast");
        CHECK(transferred.rmse <= 2 * trained.rmse);
    }
    TEST_CASE("a disc of air is where the heat map of object 1 says it is") {
        REQUIRE_NN(nn);
        const volume::SliceImages s = slice_images(forest_core(), half_images("1"));
        const auto parts = random_split(s.count, {});
        const auto net = quarter_vgg(nn);
        train_on(*net, s.images, InputRows::Kind::images, s, parts, schedule());
        // The last maps are 6 x 6 pixels; these are 25 x 25. Less the mean over the core, since
        // maps are low at the border and pores are everywhere.
        const std::string layer = "block3_conv3";
        const auto heat_of = [&](std::span<const float> image) {
            const LayerMaps heat = net->heat_map(image, layer, 0);
            return resized({heat.values.data(), heat.height, heat.width}, 100, 100);
        };
        Array2<float> mean(100, 100);
        for (std::size_t k = 10; k < s.count; k += 20) {
            const Array2<float> heat =
                heat_of(std::span(s.images).subspan(k * 3 * 10000, 3 * 10000));
            for (std::size_t i = 0; i < 10000; ++i) mean.flat()[i] += heat.flat()[i] / 20;
        }
        volume::CtVolume core = forest_core();
        double worst = 0;
        for (const auto& [slice, y, x] :
             {std::array<int, 3>{300, 60, 140}, {330, 130, 60}, {360, 60, 60}}) {
            constexpr int radius = 25;
            for (int i = -radius; i <= radius; ++i)
                for (int j = -radius; j <= radius; ++j)
                    if (i * i + j * j <= radius * radius)
                        core(static_cast<std::size_t>(slice), static_cast<std::size_t>(y + i),
                             static_cast<std::size_t>(x + j)) = -1000;
            const std::vector<std::size_t> one{static_cast<std::size_t>(slice)};
            Array2<float> map = heat_of(slice_images(core, half_images("1"), one).images);
            for (std::size_t i = 0; i < 10000; ++i) map.flat()[i] -= mean.flat()[i];
            const auto centre = centroid(hot_part(scaled(sensed(map, Sense::decrease))));
            const double away = std::hypot(centre[0] - y / 2.0, centre[1] - x / 2.0);
            MESSAGE("slice " << slice << ": " << away << " pixels of 100 away");
            worst = std::max(worst, away);
        }
        CHECK(worst <= 12.5);
    }
}
