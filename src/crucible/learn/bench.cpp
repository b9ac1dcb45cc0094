#include "crucible/learn/bench.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/image_regressor.hpp"

namespace crucible {
namespace {

using learn::ImagePrecision;

struct VggCase {
    const char* net;
    std::size_t batch;
    int runs;
};

/// Forward, backward and Adam, and forward alone, for images of 3 x 200 x 200 on one core.
void measure_vgg(const Plugin& nn, const VggCase& c, ImagePrecision precision,
                 std::vector<Measurement>& out) {
    const learn::ImageNet net = learn::make_image_net(c.net, 3, 200, 200, 1);
    const auto network = nn.find(learn::torch_image_network)(net, {precision, 1});
    network->set_parameters(first_weights(net, learn::FirstWeights::he, 1));
    RandomStream random(1, StreamId::image_batches);
    std::vector<float> images(c.batch * net.image_size()), targets(c.batch);
    for (float& x : images) x = static_cast<float>(random.uniform());
    for (float& x : targets) x = static_cast<float>(random.uniform());
    const learn::InputRows rows{learn::InputRows::Kind::images, images, c.batch};
    const std::string name =
        fmt::format("{}-{}", c.net, precision == ImagePrecision::single ? "float" : "bfloat16");
    const auto per_image = [&](auto&& work) {
        return [&, work] {
            const double begin = thread_cpu_seconds();
            work();
            return 1e3 * (thread_cpu_seconds() - begin) / static_cast<double>(c.batch);
        };
    };
    out.push_back(measure("nn.vgg." + name + ".train", "ms/image",
                          per_image([&] { network->step(rows, targets, 1e-6); }), c.runs));
    out.push_back(measure("nn.vgg." + name + ".predict", "ms/image",
                          per_image([&] { network->predict(rows); }), c.runs));
}

std::vector<Measurement> bench_vgg() {
    std::vector<Measurement> out;
    const Plugin* nn = find_plugin("nn");
    if (!nn) return out;
    for (const ImagePrecision p : {ImagePrecision::single, ImagePrecision::bfloat16})
        for (const VggCase& c : {VggCase{"vgg16-w16", 16, 5}, VggCase{"vgg16", 8, 3}}) {
            try {
                measure_vgg(*nn, c, p, out);
            } catch (const InputError&) {
                // The processor has no bfloat16.
            }
        }
    return out;
}

}  // namespace

std::vector<Benchmark> learn_benchmarks() {
    return {
        {"nn.vgg", "VGG16 and its quarter on one core: training step and prediction", &bench_vgg}};
}

}  // namespace crucible
