// Losses of translators and their gradients by automatic differentiation. Sources of a batch are
// equally long, so that nothing there is masked.

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>

#include <cmath>
#include <cstring>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/nn/threads.hpp"
#include "crucible/nn/torch_translator.hpp"

namespace crucible::nn {
namespace {

using learn::TranslationBatch;
using learn::TranslatorKind;
using learn::TranslatorNoise;
using learn::TranslatorShape;
using torch::Tensor;

/// Products of a text's places, one after the other, with the same weights. Their slopes for these
/// are made by one product for all places, once all are known: place by place, each would add to a
/// matrix of the size of the weights, which takes longer than the products themselves.
class LateSlopes {
public:
    /// x (rows, in) W^T, W (out, in).
    Tensor times(const Tensor& x, const std::string& name, const Tensor& w) {
        // A text begins with zeros, which say nothing of the weights.
        return x.requires_grad() ? Product::apply(x, w.detach(), &places_[name])
                                 : torch::linear(x, w.detach());
    }
    /// Of the loss for W; undefined where it was not used.
    Tensor slope(const std::string& name) const {
        const auto found = places_.find(name);
        if (found == places_.end()) return {};
        return torch::cat(found->second.slopes).t().matmul(torch::cat(found->second.inputs));
    }

private:
    struct Places {
        std::vector<Tensor> inputs, slopes;
    };
    struct Product : torch::autograd::Function<Product> {
        static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x,
                              const Tensor& w, Places* places) {
            context->saved_data["places"] = reinterpret_cast<std::int64_t>(places);
            context->saved_data["w"] = w;
            context->saved_data["place"] = static_cast<std::int64_t>(places->inputs.size());
            places->inputs.push_back(x.detach());
            places->slopes.emplace_back();
            return torch::linear(x, w);
        }
        static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                       torch::autograd::variable_list slopes) {
            auto* places = reinterpret_cast<Places*>(context->saved_data["places"].toInt());
            const auto at = static_cast<std::size_t>(context->saved_data["place"].toInt());
            places->slopes[at] = slopes[0];
            return {slopes[0].matmul(context->saved_data["w"].toTensor()), Tensor(), Tensor()};
        }
    };
    std::map<std::string, Places> places_;
};

/// Parameters by name, and one pass of a batch through the net.
class TranslatorPass {
public:
    /// `late` is there where something is learned, and outlives the gradient.
    TranslatorPass(const TranslatorShape& shape, const std::map<std::string, Tensor>& parameters,
                   double dropout, torch::Device device, LateSlopes* late = nullptr)
        : shape_(shape), parameters_(parameters), dropout_(dropout), device_(device), late_(late) {}

    /// (rows, target_length, tokens)
    Tensor log_probabilities(const Tensor& sources, const Tensor& inputs) const {
        const Tensor seen = shape_.kind == TranslatorKind::memory
                                ? decoded(inputs, encoded(sources))
                                : transformed(inputs, sources);
        return torch::log_softmax(dense(seen, "output"), -1);
    }

private:
    const Tensor& p(const std::string& name) const { return parameters_.at(name); }
    Tensor dense(const Tensor& x, const std::string& name) const {
        return torch::linear(x, p(name), p(name + ".bias"));
    }
    Tensor dropped(const Tensor& x) const {
        return dropout_ > 0 ? torch::dropout(x, dropout_, true) : x;
    }
    std::int64_t width() const { return static_cast<std::int64_t>(shape_.width); }

    // The net with memory

    /// x W^T of one place in a text.
    Tensor times(const Tensor& x, const std::string& name, const Tensor& w) const {
        return late_ ? late_->times(x, name, w) : torch::linear(x, w);
    }
    /// New (h, c) of what goes into the gates, which stand in torch's order.
    static std::pair<Tensor, Tensor> cell(const Tensor& gates, const Tensor& c) {
        const auto part = gates.chunk(4, 1);
        const Tensor now =
            torch::sigmoid(part[1]) * c + torch::sigmoid(part[0]) * torch::tanh(part[2]);
        return {torch::sigmoid(part[3]) * torch::tanh(now), now};
    }
    /// A stack that reads x (rows, length, width); `backward`: from the end.
    Tensor stack(Tensor x, const char* way, bool backward) const {
        for (int k = 0; k < shape_.encoder_layers; ++k) {
            const std::string name = fmt::format("{}.{}", way, k);
            const auto in =
                torch::linear(k > 0 ? dropped(x) : x, p(name + ".input"), p(name + ".bias"))
                    .unbind(1);
            Tensor h = torch::zeros({x.size(0), width()}, x.options()), c = h;
            std::vector<Tensor> said(in.size());
            for (std::size_t i = 0; i < in.size(); ++i) {
                const std::size_t t = backward ? in.size() - 1 - i : i;
                std::tie(h, c) = cell(in[t] + times(h, name + ".state", p(name + ".state")), c);
                said[t] = h;
            }
            x = torch::stack(said, 1);
        }
        return x;
    }
    /// (rows, source_length, 2 width)
    Tensor encoded(const Tensor& sources) const {
        const Tensor x = dropped(torch::embedding(p("embedding"), sources));
        return torch::cat({stack(x, "forward", false), stack(x, "backward", true)}, 2);
    }
    Tensor decoded(const Tensor& inputs, const Tensor& memory) const {
        // What words add to the gates of the first layer needs nothing that was said before.
        const Tensor first = p("decoder.0.input");
        const Tensor of_words = first.narrow(1, 0, width()),
                     of_attended = first.narrow(1, width(), 2 * width());
        const auto words = torch::linear(dropped(torch::embedding(p("embedding"), inputs)),
                                         of_words, p("decoder.0.bias"))
                               .unbind(1);
        const Tensor keys = torch::linear(memory, p("attention.key"));
        const auto layers = static_cast<std::size_t>(shape_.decoder_layers);
        const Tensor zero = torch::zeros({memory.size(0), width()}, memory.options());
        std::vector<Tensor> h(layers, zero), c(layers, zero);
        Tensor attended = torch::zeros({memory.size(0), 2 * width()}, memory.options());
        std::vector<Tensor> said;
        for (const Tensor& word : words) {
            for (std::size_t k = 0; k < layers; ++k) {
                const std::string name = fmt::format("decoder.{}", k);
                const Tensor in =
                    k == 0 ? word + times(dropped(attended), "attended", of_attended)
                           : p(name + ".bias") +
                                 times(dropped(h[k - 1]), name + ".input", p(name + ".input"));
                std::tie(h[k], c[k]) =
                    cell(in + times(h[k], name + ".state", p(name + ".state")), c[k]);
            }
            const Tensor& x = h.back();
            const Tensor query = times(x, "attention.query", p("attention.query")).unsqueeze(1);
            const Tensor score = torch::matmul(torch::tanh(keys + query), p("attention.score"));
            attended = torch::bmm(torch::softmax(score, -1).unsqueeze(1), memory).squeeze(1);
            said.push_back(torch::cat({x, attended}, 1));
        }
        return torch::tanh(dense(torch::stack(said, 1), "combine"));
    }

    // The Transformer

    Tensor norm(const Tensor& x, const std::string& name) const {
        return torch::layer_norm(x, {width()}, p(name + ".scale"), p(name + ".shift"), 1e-5);
    }
    Tensor embedded(const Tensor& tokens) const {
        const Tensor words = torch::embedding(p("embedding"), tokens) * std::sqrt(double(width()));
        std::vector<float> places;
        for (std::int64_t t = 0; t < tokens.size(1); ++t) {
            const auto values = learn::position_values(static_cast<std::size_t>(t), shape_.width);
            places.insert(places.end(), values.begin(), values.end());
        }
        const Tensor at =
            torch::from_blob(places.data(), {tokens.size(1), width()}, torch::kFloat32)
                .to(device_)
                .clone();
        return dropped(words + at);
    }
    Tensor heads(const Tensor& x) const {  // (rows, heads, length, width / heads)
        return x.view({x.size(0), x.size(1), shape_.heads, width() / shape_.heads}).transpose(1, 2);
    }
    Tensor attend(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask) const {
        const double scale = 1 / std::sqrt(double(width() / shape_.heads));
        Tensor score = torch::matmul(heads(q) * scale, heads(k).transpose(2, 3));
        if (mask.defined()) score = score + mask;
        const Tensor mixed = torch::matmul(torch::softmax(score, -1), heads(v));
        return mixed.transpose(1, 2).reshape({q.size(0), q.size(1), width()});
    }
    Tensor self_attention(const Tensor& x, const std::string& name, const Tensor& mask) const {
        const auto in = dense(x, name + ".self.in").chunk(3, -1);
        return dense(attend(in[0], in[1], in[2], mask), name + ".self.out");
    }
    Tensor cross_attention(const Tensor& x, const Tensor& memory, const std::string& name) const {
        const auto in = dense(memory, name + ".cross.in").chunk(2, -1);
        return dense(attend(dense(x, name + ".cross.query"), in[0], in[1], {}),
                     name + ".cross.out");
    }
    Tensor forward(const Tensor& x, const std::string& name) const {
        return dense(torch::relu(dense(x, name + ".inner")), name + ".outer");
    }
    Tensor transformed(const Tensor& inputs, const Tensor& sources) const {
        Tensor x = embedded(sources);
        for (int k = 0; k < shape_.encoder_layers; ++k) {
            const std::string name = fmt::format("encoder.{}", k);
            x = x + dropped(self_attention(norm(x, name + ".norm.1"), name, {}));
            x = x + dropped(forward(norm(x, name + ".norm.2"), name));
        }
        const Tensor memory = norm(x, "encoder.norm");
        const std::int64_t n = inputs.size(1);
        const Tensor later =
            torch::full({n, n}, -1e9, torch::TensorOptions(torch::kFloat32).device(device_))
                .triu(1);
        Tensor y = embedded(inputs);
        for (int k = 0; k < shape_.decoder_layers; ++k) {
            const std::string name = fmt::format("decoder.{}", k);
            y = y + dropped(self_attention(norm(y, name + ".norm.1"), name, later));
            y = y + dropped(cross_attention(norm(y, name + ".norm.2"), memory, name));
            y = y + dropped(forward(norm(y, name + ".norm.3"), name));
        }
        return norm(y, "decoder.norm");
    }

    const TranslatorShape& shape_;
    const std::map<std::string, Tensor>& parameters_;
    double dropout_;
    torch::Device device_;
    LateSlopes* late_;
};

class TorchTranslator final : public learn::TranslatorPeer {
public:
    explicit TorchTranslator(const learn::TranslatorPeerSettings& s)
        : shape_(s.shape),
          threads_(s.threads),
          device_(at::hasCUDA() ? torch::kCUDA : torch::kCPU),
          all_(learn::parameters_of(s.shape)) {
        learn::check(shape_);
    }

    std::string device() const override { return device_.is_cuda() ? "cuda" : "cpu"; }

    double gradient(const TranslationBatch& b, std::span<const float> parameters,
                    const TranslatorNoise& noise, std::span<float> gradient) override {
        use_threads(threads_);
        seed(noise.seed);
        const auto named = load(parameters, true);
        const Tensor outputs = tokens(b.outputs, b.rows, b.target_length);
        LateSlopes late;
        const Tensor said = TranslatorPass(shape_, named, noise.dropout, device_, &late)
                                .log_probabilities(tokens(b.sources, b.rows, b.source_length),
                                                   tokens(b.inputs, b.rows, b.target_length));
        const Tensor counts = outputs.ne(std::int64_t{learn::padding_token}).to(torch::kFloat32);
        const Tensor right = said.gather(2, outputs.unsqueeze(2)).squeeze(2);
        const Tensor all = counts.sum();
        const Tensor plain = -(right * counts).sum() / all;
        const Tensor spread = -(said.mean(-1) * counts).sum() / all;
        const Tensor loss =
            noise.smoothing > 0 ? (1 - noise.smoothing) * plain + noise.smoothing * spread : plain;
        std::vector<Tensor> leaves;
        for (const auto& q : all_) leaves.push_back(named.at(q.name));
        const auto slopes = torch::autograd::grad({loss}, leaves, {}, {}, false, true);
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const Tensor slope =
                with_late(slopes[i], all_[i].name, late).to(torch::kCPU).contiguous();
            std::memcpy(gradient.data() + all_[i].begin, slope.data_ptr<float>(),
                        all_[i].count() * sizeof(float));
        }
        return plain.item<double>();
    }

    std::vector<float> log_probabilities(const TranslationBatch& b,
                                         std::span<const float> parameters) override {
        use_threads(threads_);
        torch::NoGradGuard nothing_is_learned;
        const auto named = load(parameters, false);
        const Tensor said = TranslatorPass(shape_, named, 0, device_)
                                .log_probabilities(tokens(b.sources, b.rows, b.source_length),
                                                   tokens(b.inputs, b.rows, b.target_length))
                                .to(torch::kCPU)
                                .contiguous();
        return {said.data_ptr<float>(), said.data_ptr<float>() + said.numel()};
    }

private:
    /// `slope` has what was found at once: all, nothing, or that of the words in the first layer.
    static Tensor with_late(const Tensor& slope, const std::string& name, const LateSlopes& late) {
        const bool is_first = name == "decoder.0.input";
        const Tensor more = late.slope(is_first ? "attended" : name);
        if (!more.defined()) return slope.detach();
        if (!slope.defined()) return more;
        slope.narrow(1, slope.size(1) - more.size(1), more.size(1)).add_(more);
        return slope;
    }
    void seed(std::uint64_t seed) const {
        auto generator = at::globalContext().defaultGenerator(device_);
        const std::lock_guard lock(generator.mutex());
        generator.set_current_seed(seed);
    }
    std::map<std::string, Tensor> load(std::span<const float> row, bool learns) const {
        if (row.size() != learn::parameter_count(shape_))
            throw InputError("E-translator-shape",
                             fmt::format("{} numbers for a translator of {}", row.size(),
                                         learn::parameter_count(shape_)),
                             "give the weights of this translator");
        std::map<std::string, Tensor> named;
        for (const auto& q : all_) {
            const std::vector<std::int64_t> shape(q.shape.begin(), q.shape.end());
            named[q.name] =
                torch::from_blob(const_cast<float*>(row.data() + q.begin), shape, torch::kFloat32)
                    .to(device_)
                    .detach()
                    .set_requires_grad(learns);
        }
        return named;
    }
    Tensor tokens(const std::vector<std::int64_t>& values, std::size_t rows,
                  std::size_t length) const {
        return torch::from_blob(
                   const_cast<std::int64_t*>(values.data()),
                   {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(length)},
                   torch::kInt64)
            .to(device_);
    }

    TranslatorShape shape_;
    int threads_;
    torch::Device device_;
    std::vector<learn::TranslatorParameter> all_;
};

}  // namespace

std::unique_ptr<learn::TranslatorPeer> make_torch_translator(
    const learn::TranslatorPeerSettings& settings) {
    return std::make_unique<TorchTranslator>(settings);
}

}  // namespace crucible::nn
