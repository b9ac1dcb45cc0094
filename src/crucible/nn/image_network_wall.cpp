// Networks that see images. Images lie with their channels together (channels_last), which is how
// oneDNN's convolutions are fastest; parameters lie in one row, which is how Adam is.

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <mutex>

#include "crucible/base/error.hpp"
#include "crucible/nn/processor.hpp"
#include "crucible/nn/threads.hpp"
#include "crucible/nn/torch_image_network.hpp"

namespace crucible::nn {
namespace {

using learn::Head;
using learn::ImageNet;
using learn::ImagePrecision;
using learn::InputRows;
using learn::LayerMaps;
using learn::NetworkSettings;
using torch::Tensor;

constexpr double adam_beta1 = 0.9, adam_beta2 = 0.999, adam_epsilon = 1e-8;
/// Numbers of a row that Adam works on at a time: all four rows of them stay in the cache.
constexpr std::int64_t adam_piece = 1 << 16;
/// Images at a time where nothing is learned.
constexpr std::size_t seen_at_once = 16;

std::vector<float> floats_of(const Tensor& t) {
    const Tensor flat = t.detach().to(torch::kFloat32).contiguous().reshape({-1});
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}
Tensor tensor_of(std::span<const float> values, torch::IntArrayRef shape) {
    return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat32);
}
LayerMaps maps_of(const Tensor& t) {  // (1, channels, height, width)
    return {static_cast<std::size_t>(t.size(1)), static_cast<std::size_t>(t.size(2)),
            static_cast<std::size_t>(t.size(3)), floats_of(t)};
}

class TorchImageNetwork final : public learn::ImageNetwork {
public:
    TorchImageNetwork(const ImageNet& net, const NetworkSettings& settings)
        : net_(net), threads_(settings.threads) {
        learn::check(net);
        use_threads(threads_);
        const auto n = static_cast<std::int64_t>(net.parameter_count());
        for (Tensor* t : {&row_, &first_, &second_}) *t = torch::zeros({n}, torch::kFloat32);
        std::int64_t at = 0;
        for (const ImageNet::Parameter& p : net.parameters()) {
            const std::vector<std::int64_t> shape(p.shape.begin(), p.shape.end());
            const auto count = static_cast<std::int64_t>(p.count());
            parameters_.push_back(
                row_.narrow(0, at, count).view(shape).detach().set_requires_grad(true));
            begins_.push_back(at);
            at += count;
        }
        choose(settings.precision);
    }

    const ImageNet& net() const override { return net_; }
    std::string arithmetic() const override { return arithmetic_; }
    ImagePrecision precision() const override {
        return scalar_ == torch::kFloat32 ? ImagePrecision::single : ImagePrecision::bfloat16;
    }
    std::vector<float> parameters() const override { return floats_of(row_); }
    void set_parameters(std::span<const float> v) override { set(row_, v); }
    std::vector<float> moments() const override { return floats_of(torch::cat({first_, second_})); }
    std::int64_t steps() const override { return steps_; }
    void set_moments(std::span<const float> v, std::int64_t steps) override {
        const std::size_t n = net_.parameter_count();
        set(first_, v.subspan(0, std::min(v.size(), n)));
        set(second_, v.subspan(std::min(v.size(), n)));
        steps_ = steps;
    }

    std::vector<float> predict(const InputRows& in) override {
        return in_pieces(in, static_cast<std::size_t>(net_.targets),
                         [&](const Tensor& x) { return answer(x, in.kind); });
    }
    std::vector<float> features(const InputRows& in) override {
        if (in.kind == InputRows::Kind::features) return {in.values.begin(), in.values.end()};
        return in_pieces(in, net_.features(), [&](const Tensor& x) { return maps_row(seen(x)); });
    }

    double step(const InputRows& in, std::span<const float> targets, double rate) override {
        use_threads(threads_);
        const auto n = static_cast<std::int64_t>(in.count);
        if (targets.size() != in.count * static_cast<std::size_t>(net_.targets))
            throw InputError("E-net-images", "not as many targets as the net gives",
                             "give one number for each image and target");
        const Tensor said = answer(rows(in), in.kind);
        const Tensor loss = (said - tensor_of(targets, {n, net_.targets})).square().mean();
        const std::size_t from = in.kind == InputRows::Kind::images ? 0 : 2 * convolutions();
        const std::vector<Tensor> learned(parameters_.begin() + from, parameters_.end());
        const auto slopes = torch::autograd::grad({loss}, learned);
        adam(slopes, from, rate);
        return loss.item<double>();
    }

    LayerMaps activations(std::span<const float> image, std::string_view layer) override {
        use_threads(threads_);
        torch::NoGradGuard nothing_is_learned;
        return maps_of(through(one_image(image), 0, place_of(layer) + 1));
    }
    LayerMaps heat_map(std::span<const float> image, std::string_view layer,
                       std::size_t target) override {
        use_threads(threads_);
        const std::size_t place = place_of(layer);
        if (target >= static_cast<std::size_t>(net_.targets))
            throw InputError("E-net-layer", fmt::format("there is no target {}", target + 1),
                             fmt::format("the net gives {}", net_.targets));
        Tensor maps;
        {
            torch::NoGradGuard not_yet;
            maps = through(one_image(image), 0, place + 1).detach();
        }
        maps.set_requires_grad(true);
        const Tensor rest = through(maps, place + 1, convolutions());
        const Tensor said = dense(maps_row(pooled(rest, convolutions())));
        const Tensor slope =
            torch::autograd::grad({said[0][static_cast<std::int64_t>(target)]}, {maps})[0];
        const Tensor weights = slope.mean({2, 3}, true);
        return maps_of((weights * maps.detach()).sum(1, true));
    }
    std::vector<float> pattern(std::span<const float> start, std::string_view layer,
                               std::size_t map, int steps, double rate) override {
        use_threads(threads_);
        const std::size_t place = place_of(layer);
        Tensor image = one_image(start).clone().set_requires_grad(true);
        for (int k = 0; k < steps; ++k) {
            // Before max(0, x): a map that says nothing to the start would have no slope.
            const Tensor maps = convolved(through(image, 0, place), place);
            if (map >= static_cast<std::size_t>(maps.size(1)))
                throw InputError("E-net-layer", fmt::format("the layer has no map {}", map + 1),
                                 fmt::format("it has {}", maps.size(1)));
            const Tensor response = maps.select(1, static_cast<std::int64_t>(map)).mean();
            const Tensor slope = torch::autograd::grad({response}, {image})[0];
            const double length = slope.square().mean().sqrt().item<double>();
            if (!(length > 0)) break;
            torch::NoGradGuard by_hand;
            image.add_(slope, rate / length);
        }
        return floats_of(image);
    }

private:
    std::size_t convolutions() const {
        std::size_t n = 0;
        for (const auto& b : net_.blocks) n += b.size();
        return n;
    }
    std::size_t place_of(std::string_view layer) const {
        const std::vector<std::string> names = net_.convolutions();
        const auto it = std::find(names.begin(), names.end(), layer);
        if (it == names.end())
            throw InputError("E-net-layer", fmt::format("the net has no convolution {}", layer),
                             fmt::format("take one of {}", fmt::join(names, ", ")));
        return static_cast<std::size_t>(it - names.begin());
    }
    static void set(Tensor& to, std::span<const float> from) {
        if (from.size() != static_cast<std::size_t>(to.numel()))
            throw InputError("E-net-shape",
                             fmt::format("{} numbers for a net of {}", from.size(), to.numel()),
                             "give the weights of this net");
        std::memcpy(to.data_ptr<float>(), from.data(), from.size_bytes());
    }

    /// (n, channels, height, width) or (n, features); float, not copied where they are features.
    Tensor rows(const InputRows& in) const {
        const bool is_images = in.kind == InputRows::Kind::images;
        const std::size_t row = is_images ? net_.image_size() : net_.features();
        if (in.values.size() != in.count * row || in.count == 0)
            throw InputError(
                "E-net-images",
                fmt::format("{} numbers are not {} images of {} x {} x {}", in.values.size(),
                            in.count, net_.channels, net_.height, net_.width),
                "give images of the size that the net was made for");
        const auto n = static_cast<std::int64_t>(in.count);
        if (!is_images) return tensor_of(in.values, {n, static_cast<std::int64_t>(row)});
        return tensor_of(in.values, {n, net_.channels, net_.height, net_.width})
            .contiguous(torch::MemoryFormat::ChannelsLast);
    }
    /// Where one image is looked at, always in float.
    Tensor one_image(std::span<const float> image) {
        looking_closely_ = true;
        return rows({InputRows::Kind::images, image, 1});
    }

    Tensor in_scalar(const Tensor& t) const {
        return scalar_ == torch::kFloat32 || looking_closely_ ? t : t.to(scalar_);
    }
    Tensor convolved(const Tensor& x, std::size_t place) const {
        return torch::conv2d(pooled(x, place), in_scalar(parameters_[2 * place]),
                             in_scalar(parameters_[2 * place + 1]), 1, 1);
    }
    /// The maximum that ends a block, where convolution `place` begins the next one.
    Tensor pooled(const Tensor& x, std::size_t place) const {
        std::size_t end = 0;
        for (const auto& block : net_.blocks) {
            end += block.size();
            if (end == place) return torch::max_pool2d(x, 2);
        }
        return x;
    }
    Tensor through(Tensor x, std::size_t begin, std::size_t end) const {
        for (std::size_t k = begin; k < end; ++k) x = convolved(x, k).relu_();
        return x;
    }
    Tensor seen(const Tensor& images) {
        looking_closely_ = false;
        return pooled(through(in_scalar(images), 0, convolutions()), convolutions());
    }
    Tensor maps_row(const Tensor& maps) const {
        return net_.head == Head::gap ? maps.mean({2, 3}) : maps.flatten(1);
    }
    /// Always in float: the last digits of an answer are made here.
    Tensor dense(const Tensor& features) const {
        Tensor x = features.to(torch::kFloat32);
        for (std::size_t k = 2 * convolutions(); k < parameters_.size(); k += 2) {
            x = torch::linear(x, parameters_[k], parameters_[k + 1]);
            if (k + 2 < parameters_.size()) x = x.relu_();
        }
        return x;
    }
    Tensor answer(const Tensor& in, InputRows::Kind kind) {
        looking_closely_ = false;
        return dense(kind == InputRows::Kind::images ? maps_row(seen(in)) : in);
    }

    template <class Compute>
    std::vector<float> in_pieces(const InputRows& in, std::size_t width, Compute&& compute) {
        use_threads(threads_);
        torch::NoGradGuard nothing_is_learned;
        std::vector<float> out;
        out.reserve(in.count * width);
        const std::size_t row = in.count ? in.values.size() / in.count : 0;
        for (std::size_t at = 0; at < in.count; at += seen_at_once) {
            const std::size_t n = std::min(seen_at_once, in.count - at);
            const std::vector<float> piece =
                floats_of(compute(rows({in.kind, in.values.subspan(at * row, n * row), n})));
            out.insert(out.end(), piece.begin(), piece.end());
        }
        return out;
    }

    void adam(const std::vector<Tensor>& slopes, std::size_t from, double rate) {
        torch::NoGradGuard by_hand;
        ++steps_;
        const auto t = static_cast<double>(steps_);
        const double root = std::sqrt(1 - std::pow(adam_beta2, t));
        const double step = rate * root / (1 - std::pow(adam_beta1, t));
        for (std::size_t k = 0; k < slopes.size(); ++k) {
            const Tensor slope = slopes[k].contiguous().view({-1});
            const std::int64_t begin = begins_[from + k], n = slope.numel();
            const auto pieces = (n + adam_piece - 1) / adam_piece;
            at::parallel_for(0, pieces, 1, [&](std::int64_t low, std::int64_t high) {
                torch::NoGradGuard in_this_thread;
                for (std::int64_t p = low; p < high; ++p) {
                    const std::int64_t at = p * adam_piece, size = std::min(adam_piece, n - at);
                    const Tensor g = slope.narrow(0, at, size);
                    Tensor first = first_.narrow(0, begin + at, size),
                           second = second_.narrow(0, begin + at, size),
                           row = row_.narrow(0, begin + at, size);
                    first.mul_(adam_beta1).add_(g, 1 - adam_beta1);
                    second.mul_(adam_beta2).addcmul_(g, g, 1 - adam_beta2);
                    row.addcdiv_(first, second.sqrt().add_(adam_epsilon * root), -step);
                }
            });
        }
    }

    /// CPU seconds of forward and backward for two images.
    double seconds_of(torch::ScalarType scalar) {
        scalar_ = scalar;
        const std::vector<float> images(2 * net_.image_size(), 0.5F);
        double best = 1e9;
        for (int run = 0; run < 3; ++run) {
            const std::clock_t begin = std::clock();  // a busy machine does not count
            const Tensor said =
                answer(rows({InputRows::Kind::images, images, 2}), InputRows::Kind::images);
            torch::autograd::grad({said.sum()}, parameters_);
            const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
            if (run > 0) best = std::min(best, took);
        }
        return best;
    }
    /// Measured once for each shape: all networks of a step compute alike.
    bool is_faster_in_bfloat16() {
        static std::mutex one_at_a_time;
        static std::vector<std::pair<ImageNet, bool>> known;
        const std::lock_guard lock(one_at_a_time);
        for (const auto& [net, is_faster] : known)
            if (net == net_) return is_faster;
        const double single = seconds_of(torch::kFloat32), half = seconds_of(torch::kBFloat16);
        known.emplace_back(net_, half < 0.9 * single);
        return known.back().second;
    }
    void choose(ImagePrecision wanted) {
        const std::string support = bfloat16_support();
        scalar_ = torch::kFloat32;
        arithmetic_ = "float";
        if (wanted == ImagePrecision::single) return;
        if (support.empty()) {
            if (wanted == ImagePrecision::bfloat16)
                throw InputError("E-net-precision",
                                 "this processor has no products of bfloat16 numbers",
                                 "take precision = \"float\" or \"auto\"");
            arithmetic_ = "float: the processor has no bfloat16";
            return;
        }
        if (wanted == ImagePrecision::bfloat16) {
            scalar_ = torch::kBFloat16;
            arithmetic_ = "bfloat16 (" + support + ")";
            return;
        }
        scalar_ = is_faster_in_bfloat16() ? torch::kBFloat16 : torch::kFloat32;
        arithmetic_ = scalar_ == torch::kFloat32
                          ? "float: bfloat16 (" + support + ") was not faster here"
                          : "bfloat16 (" + support + "), measured to be faster than float";
    }

    ImageNet net_;
    int threads_ = 1;
    torch::ScalarType scalar_ = torch::kFloat32;
    std::string arithmetic_;
    bool looking_closely_ = false;
    Tensor row_, first_, second_;     ///< parameters, Adam's moments
    std::vector<Tensor> parameters_;  ///< views of `row_`
    std::vector<std::int64_t> begins_;
    std::int64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<learn::ImageNetwork> make_torch_image_network(const ImageNet& net,
                                                              const NetworkSettings& settings) {
    return std::make_unique<TorchImageNetwork>(net, settings);
}

}  // namespace crucible::nn
