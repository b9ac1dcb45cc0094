// Decoding with a Transformer. Keys and values of what was written stay where they were made; a row
// knows which of them are its own.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "crucible/learn/translator_kernels.hpp"
#include "crucible/learn/translator_layers.hpp"

namespace crucible::learn {
namespace {

class AttentionDecoding final : public TranslatorDecoding {
public:
    AttentionDecoding(const TranslatorNet::Layers& net,
                      std::span<const std::vector<std::uint32_t>> sources)
        : net_(net),
          width_(net.shape.width),
          heads_(static_cast<std::size_t>(net.shape.heads)),
          layers_(static_cast<std::size_t>(net.shape.decoder_layers)),
          sources_(sources.size()),
          written_(layers_) {
        for (std::size_t s = 0; s < sources.size(); ++s) {
            encode(sources[s], sources_[s]);
            source_.push_back(s);
        }
        histories_.resize(sources.size());
    }

    void step(std::span<const std::uint32_t> parents, std::span<const std::uint32_t> tokens,
              std::vector<float>& logits) override {
        const std::size_t rows = parents.size();
        const std::size_t place = written_[0].size();
        take(parents);
        std::vector<float> x(rows * width_);
        for (std::size_t r = 0; r < rows; ++r) embed(tokens[r], place, x.data() + r * width_);
        for (std::size_t k = 0; k < layers_; ++k) decode_layer(k, rows, x);
        std::vector<float> y(x.size());
        norm("decoder.norm", rows, x, y);
        const TranslatorDense& output = net_.d("output");
        logits.resize(rows * output.outputs);
        output.apply(rows, y.data(), logits.data());
    }

private:
    struct ReadText {
        std::size_t length = 0;
        std::vector<std::vector<float>> keys;  ///< of each layer (length, 2 width): keys, values
    };

    void embed(std::uint32_t token, std::size_t place, float* x) const {
        const auto at = position_values(place, width_);
        const float* word = net_.r("embedding") + token * width_;
        const auto f = static_cast<float>(std::sqrt(static_cast<double>(width_)));
        for (std::size_t i = 0; i < width_; ++i) x[i] = f * word[i] + at[i];
    }
    void norm(const std::string& name, std::size_t rows, const std::vector<float>& x,
              std::vector<float>& y) const {
        const float *scale = net_.r(name + ".scale"), *shift = net_.r(name + ".shift");
        for (std::size_t r = 0; r < rows; ++r)
            layer_norm(width_, x.data() + r * width_, scale, shift, y.data() + r * width_);
    }
    /// x += W y
    void add_dense(const std::string& name, std::size_t rows, const std::vector<float>& y,
                   std::vector<float>& x) const {
        std::vector<float> z(rows * width_);
        net_.d(name).apply(rows, y.data(), z.data());
        for (std::size_t i = 0; i < z.size(); ++i) x[i] += z[i];
    }
    void feed_forward(const std::string& name, const char* norm_name, std::size_t rows,
                      std::vector<float>& x) const {
        std::vector<float> y(x.size()), z(rows * net_.shape.inner);
        norm(name + norm_name, rows, x, y);
        net_.d(name + ".inner").apply(rows, y.data(), z.data());
        for (float& v : z) v = std::max(v, 0.0F);
        add_dense(name + ".outer", rows, z, x);
    }
    void attend_rows(std::size_t count, const float* const* rows, const float* query, float* out) {
        scores_.resize((count + 15) / 16 * 16);
        attend(heads_, width_ / heads_, count, rows, query, scores_.data(), out);
    }

    void encode(const std::vector<std::uint32_t>& source, ReadText& text) {
        const std::size_t n = source.size(), w = width_;
        std::vector<float> x(n * w), y(n * w), mixed(n * w), in(n * 3 * w);
        for (std::size_t i = 0; i < n; ++i) embed(source[i], i, x.data() + i * w);
        std::vector<const float*> rows(n);
        for (int k = 0; k < net_.shape.encoder_layers; ++k) {
            const std::string name = fmt::format("encoder.{}", k);
            norm(name + ".norm.1", n, x, y);
            net_.d(name + ".self.in").apply(n, y.data(), in.data());
            for (std::size_t i = 0; i < n; ++i) rows[i] = in.data() + i * 3 * w + w;
            for (std::size_t i = 0; i < n; ++i)
                attend_rows(n, rows.data(), in.data() + i * 3 * w, mixed.data() + i * w);
            add_dense(name + ".self.out", n, mixed, x);
            feed_forward(name, ".norm.2", n, x);
        }
        norm("encoder.norm", n, x, y);
        text.length = n;
        for (std::size_t k = 0; k < layers_; ++k) {
            text.keys.emplace_back(n * 2 * w);
            net_.d(fmt::format("decoder.{}.cross.in", k))
                .apply(n, y.data(), text.keys.back().data());
        }
    }

    void take(std::span<const std::uint32_t> parents) {
        std::vector<std::size_t> source;
        std::vector<std::vector<std::uint32_t>> histories;
        for (std::size_t r = 0; r < parents.size(); ++r) {
            source.push_back(source_[parents[r]]);
            histories.push_back(histories_[parents[r]]);
            histories.back().push_back(static_cast<std::uint32_t>(r));
        }
        source_ = std::move(source);
        histories_ = std::move(histories);
    }

    void decode_layer(std::size_t k, std::size_t rows, std::vector<float>& x) {
        const std::size_t w = width_;
        const std::string name = fmt::format("decoder.{}", k);
        std::vector<float> y(rows * w), in(rows * 3 * w), mixed(rows * w);
        norm(name + ".norm.1", rows, x, y);
        net_.d(name + ".self.in").apply(rows, y.data(), in.data());
        std::vector<float>& kept = written_[k].emplace_back(rows * 2 * w);
        for (std::size_t r = 0; r < rows; ++r)
            std::copy_n(in.data() + r * 3 * w + w, 2 * w, kept.data() + r * 2 * w);
        for (std::size_t r = 0; r < rows; ++r) {
            const auto& history = histories_[r];
            seen_.resize(history.size());
            for (std::size_t t = 0; t < history.size(); ++t)
                seen_[t] = written_[k][t].data() + history[t] * 2 * w;
            attend_rows(seen_.size(), seen_.data(), in.data() + r * 3 * w, mixed.data() + r * w);
        }
        add_dense(name + ".self.out", rows, mixed, x);
        norm(name + ".norm.2", rows, x, y);
        std::vector<float> query(rows * w);
        net_.d(name + ".cross.query").apply(rows, y.data(), query.data());
        for (std::size_t r = 0; r < rows; ++r) {
            const ReadText& text = sources_[source_[r]];
            seen_.resize(text.length);
            for (std::size_t j = 0; j < text.length; ++j)
                seen_[j] = text.keys[k].data() + j * 2 * w;
            attend_rows(text.length, seen_.data(), query.data() + r * w, mixed.data() + r * w);
        }
        add_dense(name + ".cross.out", rows, mixed, x);
        feed_forward(name, ".norm.3", rows, x);
    }

    const TranslatorNet::Layers& net_;
    std::size_t width_, heads_, layers_;
    std::vector<ReadText> sources_;
    std::vector<std::size_t> source_;  ///< of each row
    /// Of each layer and place, (rows of that place, 2 width): keys and values.
    std::vector<std::vector<std::vector<float>>> written_;
    std::vector<std::vector<std::uint32_t>> histories_;  ///< of each row, its row at each place
    std::vector<const float*> seen_;
    std::vector<float> scores_;
};

}  // namespace

std::unique_ptr<TranslatorDecoding> TranslatorNet::Layers::transformer(
    std::span<const std::vector<std::uint32_t>> sources) const {
    return std::make_unique<AttentionDecoding>(*this, sources);
}

}  // namespace crucible::learn
