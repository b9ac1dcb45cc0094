// Decoding with a long short-term memory.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "crucible/learn/dense_kernels.hpp"
#include "crucible/learn/translator_kernels.hpp"
#include "crucible/learn/translator_layers.hpp"

namespace crucible::learn {
namespace {

/// Numbers of several rows, gathered anew.
void take_rows(std::vector<float>& from, std::size_t width, std::span<const std::uint32_t> rows) {
    std::vector<float> some(rows.size() * width);
    for (std::size_t r = 0; r < rows.size(); ++r)
        std::copy_n(from.data() + rows[r] * width, width, some.data() + r * width);
    from = std::move(some);
}

/// What one source was read as.
struct ReadSource {
    std::size_t length = 0;
    std::vector<float> memory, keys;  ///< (length, 2 width), (length, attention)
};

class MemoryDecoding final : public TranslatorDecoding {
public:
    MemoryDecoding(const TranslatorNet::Layers& net,
                   std::span<const std::vector<std::uint32_t>> sources)
        : net_(net), width_(net.shape.width), read_(sources.size()) {
        for (std::size_t s = 0; s < sources.size(); ++s) {
            read_[s].length = sources[s].size();
            read_[s].memory.resize(sources[s].size() * 2 * width_);
            source_.push_back(s);
        }
        encode(sources, "forward");
        encode(sources, "backward");
        const TranslatorDense& key = net.d("attention.key");
        for (ReadSource& s : read_) {
            s.keys.resize(s.length * key.outputs);
            key.apply(s.length, s.memory.data(), s.keys.data());
        }
        const auto layers = static_cast<std::size_t>(net.shape.decoder_layers);
        h_.assign(layers, std::vector<float>(sources.size() * width_));
        c_ = h_;
        attended_.assign(sources.size() * 2 * width_, 0);
    }

    void step(std::span<const std::uint32_t> parents, std::span<const std::uint32_t> tokens,
              std::vector<float>& logits) override {
        const std::size_t rows = parents.size(), w = width_;
        take(parents);
        std::vector<float> x(rows * 3 * w);
        for (std::size_t r = 0; r < rows; ++r) {
            std::copy_n(net_.r("embedding") + tokens[r] * w, w, x.data() + r * 3 * w);
            std::copy_n(attended_.data() + r * 2 * w, 2 * w, x.data() + r * 3 * w + w);
        }
        for (std::size_t k = 0; k < h_.size(); ++k) {
            layer(fmt::format("decoder.{}", k), rows, x.data(), h_[k], c_[k]);
            x = h_[k];
        }
        attend_to_sources(rows, x);
        std::vector<float> both(rows * 3 * w), said(rows * w);
        for (std::size_t r = 0; r < rows; ++r) {
            std::copy_n(x.data() + r * w, w, both.data() + r * 3 * w);
            std::copy_n(attended_.data() + r * 2 * w, 2 * w, both.data() + r * 3 * w + w);
        }
        net_.d("combine").apply(rows, both.data(), said.data());
        tanh_all(said.size(), said.data());
        const TranslatorDense& output = net_.d("output");
        logits.resize(rows * output.outputs);
        output.apply(rows, said.data(), logits.data());
    }

private:
    void take(std::span<const std::uint32_t> parents) {
        std::vector<std::size_t> source;
        for (const std::uint32_t p : parents) source.push_back(source_[p]);
        source_ = std::move(source);
        for (auto& h : h_) take_rows(h, width_, parents);
        for (auto& c : c_) take_rows(c, width_, parents);
        take_rows(attended_, 2 * width_, parents);
    }
    void layer(const std::string& name, std::size_t rows, const float* x, std::vector<float>& h,
               std::vector<float>& c) const {
        std::vector<float> z(rows * 4 * width_);
        net_.d(name + ".input").apply(rows, x, z.data());
        net_.d(name + ".state").add(rows, h.data(), z.data());
        for (std::size_t r = 0; r < rows; ++r)
            memory_cell(width_, z.data() + r * 4 * width_, c.data() + r * width_,
                        h.data() + r * width_);
    }
    /// Through one stack of the encoder, all sources together; a shorter one runs on, unread.
    void encode(std::span<const std::vector<std::uint32_t>> sources, const std::string& way) {
        const std::size_t n = sources.size(), w = width_;
        const bool is_backward = way == "backward";
        std::size_t longest = 0;
        for (const auto& s : sources) longest = std::max(longest, s.size());
        const auto layers = static_cast<std::size_t>(net_.shape.encoder_layers);
        std::vector<std::vector<float>> h(layers, std::vector<float>(n * w)), c = h;
        std::vector<float> x(n * w);
        for (std::size_t t = 0; t < longest; ++t) {
            x.resize(n * w);
            for (std::size_t s = 0; s < n; ++s) {
                if (t >= sources[s].size()) continue;
                const std::uint32_t token = sources[s][is_backward ? sources[s].size() - 1 - t : t];
                std::copy_n(net_.r("embedding") + token * w, w, x.data() + s * w);
            }
            for (std::size_t k = 0; k < layers; ++k) {
                layer(fmt::format("{}.{}", way, k), n, x.data(), h[k], c[k]);
                x = h[k];
            }
            for (std::size_t s = 0; s < n; ++s) {
                if (t >= sources[s].size()) continue;
                const std::size_t place = is_backward ? sources[s].size() - 1 - t : t;
                std::copy_n(x.data() + s * w, w,
                            read_[s].memory.data() + (2 * place + is_backward) * w);
            }
        }
    }
    void attend_to_sources(std::size_t rows, const std::vector<float>& x) {
        const TranslatorDense& query = net_.d("attention.query");
        std::vector<float> asked(rows * query.outputs), scores;
        query.apply(rows, x.data(), asked.data());
        std::ranges::fill(attended_, 0.0F);
        for (std::size_t r = 0; r < rows; ++r) {
            const ReadSource& s = read_[source_[r]];
            scores.resize(s.length);
            float most = -1e30F, sum = 0;
            for (std::size_t j = 0; j < s.length; ++j) {
                scores[j] = tanh_score(query.outputs, s.keys.data() + j * query.outputs,
                                       asked.data() + r * query.outputs, net_.r("attention.score"));
                most = std::max(most, scores[j]);
            }
            for (float& score : scores) sum += score = std::exp(score - most);
            for (std::size_t j = 0; j < s.length; ++j)
                add_scaled(2 * width_, scores[j] / sum, s.memory.data() + j * 2 * width_,
                           attended_.data() + r * 2 * width_);
        }
    }

    const TranslatorNet::Layers& net_;
    std::size_t width_;
    std::vector<ReadSource> read_;
    std::vector<std::size_t> source_;        ///< of each row
    std::vector<std::vector<float>> h_, c_;  ///< of each layer (rows, width)
    std::vector<float> attended_;            ///< (rows, 2 width)
};

}  // namespace

std::unique_ptr<TranslatorDecoding> TranslatorNet::Layers::memory(
    std::span<const std::vector<std::uint32_t>> sources) const {
    return std::make_unique<MemoryDecoding>(*this, sources);
}

}  // namespace crucible::learn
