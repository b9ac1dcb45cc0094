// Translators by plain loops in double, straight from their definition.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/learn/translator_net.hpp"

namespace crucible::learn {
namespace {

using Row = std::vector<double>;
using Rows = std::vector<Row>;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

Row softmax_row(Row z) {
    const double most = *std::ranges::max_element(z);
    double sum = 0;
    for (double& x : z) sum += x = std::exp(x - most);
    for (double& x : z) x /= sum;
    return z;
}

Row joined_rows(Row a, const Row& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Row part_of(const Row& x, std::size_t begin, std::size_t n) {
    const auto at = x.begin() + static_cast<std::ptrdiff_t>(begin);
    return {at, at + static_cast<std::ptrdiff_t>(n)};
}

class PlainTranslator {
public:
    PlainTranslator(const TranslatorShape& s, std::span<const float> parameters)
        : shape_(s), width_(s.width), values_(parameters) {
        for (TranslatorParameter& p : parameters_of(s)) named_[p.name] = p;
    }

    std::vector<double> answer(std::span<const std::uint32_t> source,
                               std::span<const std::uint32_t> target) const {
        std::vector<std::uint32_t> inputs{begin_token};
        inputs.insert(inputs.end(), target.begin(), target.end());
        const Rows said = shape_.kind == TranslatorKind::memory ? by_memory(source, inputs)
                                                                : by_attention(source, inputs);
        std::vector<double> out;
        for (const Row& x : said)
            for (const double p : softmax_row(dense("output", x))) out.push_back(std::log(p));
        return out;
    }

private:
    std::span<const float> values(const std::string& name) const {
        const TranslatorParameter& p = named_.at(name);
        return values_.subspan(p.begin, p.count());
    }
    Row product(const std::string& name, const Row& x) const {
        const auto w = values(name);
        Row y(named_.at(name).shape[0]);
        for (std::size_t o = 0; o < y.size(); ++o)
            for (std::size_t i = 0; i < x.size(); ++i)
                y[o] += static_cast<double>(w[o * x.size() + i]) * x[i];
        return y;
    }
    Row dense(const std::string& name, const Row& x) const {
        Row y = product(name, x);
        const auto b = values(name + ".bias");
        for (std::size_t o = 0; o < y.size(); ++o) y[o] += static_cast<double>(b[o]);
        return y;
    }
    Row word(std::uint32_t token) const {
        const auto row = values("embedding").subspan(token * width_, width_);
        return {row.begin(), row.end()};
    }

    void cell(const std::string& name, const Row& x, Row& h, Row& c) const {
        Row z = product(name + ".input", x);
        const Row state = product(name + ".state", h);
        const auto bias = values(name + ".bias");
        for (std::size_t i = 0; i < z.size(); ++i) z[i] += state[i] + static_cast<double>(bias[i]);
        for (std::size_t i = 0; i < width_; ++i) {
            c[i] = logistic(z[width_ + i]) * c[i] + logistic(z[i]) * std::tanh(z[2 * width_ + i]);
            h[i] = logistic(z[3 * width_ + i]) * std::tanh(c[i]);
        }
    }
    Rows read(std::span<const std::uint32_t> source, const char* way) const {
        Rows x;
        for (const std::uint32_t token : source) x.push_back(word(token));
        for (int k = 0; k < shape_.encoder_layers; ++k) {
            Row h(width_), c(width_);
            for (Row& row : x) {
                cell(fmt::format("{}.{}", way, k), row, h, c);
                row = h;
            }
        }
        return x;
    }
    Rows by_memory(std::span<const std::uint32_t> source,
                   const std::vector<std::uint32_t>& inputs) const {
        std::vector<std::uint32_t> turned(source.rbegin(), source.rend());
        const Rows ahead = read(source, "forward"), back = read(turned, "backward");
        Rows memory, keys;
        for (std::size_t j = 0; j < ahead.size(); ++j) {
            memory.push_back(joined_rows(ahead[j], back[back.size() - 1 - j]));
            keys.push_back(product("attention.key", memory.back()));
        }
        const auto layers = static_cast<std::size_t>(shape_.decoder_layers);
        Rows h(layers, Row(width_)), c = h, said;
        Row attended(2 * width_);
        const auto v = values("attention.score");
        for (const std::uint32_t token : inputs) {
            Row x = joined_rows(word(token), attended);
            for (std::size_t k = 0; k < layers; ++k) {
                cell(fmt::format("decoder.{}", k), x, h[k], c[k]);
                x = h[k];
            }
            const Row query = product("attention.query", x);
            Row scores(keys.size());
            for (std::size_t j = 0; j < keys.size(); ++j)
                for (std::size_t i = 0; i < query.size(); ++i)
                    scores[j] += static_cast<double>(v[i]) * std::tanh(keys[j][i] + query[i]);
            scores = softmax_row(std::move(scores));
            attended.assign(2 * width_, 0);
            for (std::size_t j = 0; j < memory.size(); ++j)
                for (std::size_t i = 0; i < attended.size(); ++i)
                    attended[i] += scores[j] * memory[j][i];
            Row out = dense("combine", joined_rows(x, attended));
            for (double& y : out) y = std::tanh(y);
            said.push_back(std::move(out));
        }
        return said;
    }

    Row normal(const std::string& name, const Row& x) const {
        double mean = 0, squares = 0;
        for (const double v : x) mean += v / static_cast<double>(x.size());
        for (const double v : x) squares += (v - mean) * (v - mean) / static_cast<double>(x.size());
        const auto scale = values(name + ".scale"), shift = values(name + ".shift");
        Row y(x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            y[i] = (x[i] - mean) / std::sqrt(squares + 1e-5) * static_cast<double>(scale[i]) +
                   static_cast<double>(shift[i]);
        return y;
    }
    Rows embedded(std::span<const std::uint32_t> tokens) const {
        Rows rows;
        for (std::size_t t = 0; t < tokens.size(); ++t) {
            const auto at = position_values(t, width_);
            Row x = word(tokens[t]);
            for (std::size_t i = 0; i < width_; ++i)
                x[i] = x[i] * std::sqrt(static_cast<double>(width_)) + static_cast<double>(at[i]);
            rows.push_back(std::move(x));
        }
        return rows;
    }
    /// One query to the first `count` rows of keys and values, side by side.
    Row attended_by(const Row& query, const Rows& rows, std::size_t count) const {
        const std::size_t n = width_ / static_cast<std::size_t>(shape_.heads);
        Row out(width_);
        for (std::size_t begin = 0; begin < width_; begin += n) {
            Row scores(count);
            for (std::size_t j = 0; j < count; ++j)
                for (std::size_t i = begin; i < begin + n; ++i)
                    scores[j] += query[i] * rows[j][i] / std::sqrt(static_cast<double>(n));
            scores = softmax_row(std::move(scores));
            for (std::size_t j = 0; j < count; ++j)
                for (std::size_t i = begin; i < begin + n; ++i)
                    out[i] += scores[j] * rows[j][width_ + i];
        }
        return out;
    }
    static void add_to(Row& x, const Row& y) {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += y[i];
    }
    void self_attention(const std::string& name, Rows& x, bool sees_later) const {
        Rows queries, kept;
        for (const Row& row : x) {
            const Row in = dense(name + ".self.in", normal(name + ".norm.1", row));
            queries.push_back(part_of(in, 0, width_));
            kept.push_back(part_of(in, width_, 2 * width_));
        }
        for (std::size_t t = 0; t < x.size(); ++t)
            add_to(x[t], dense(name + ".self.out",
                               attended_by(queries[t], kept, sees_later ? x.size() : t + 1)));
    }
    void feed_forward(const std::string& name, const std::string& norm_name, Rows& x) const {
        for (Row& row : x) {
            Row inner = dense(name + ".inner", normal(name + norm_name, row));
            for (double& v : inner) v = std::max(v, 0.0);
            add_to(row, dense(name + ".outer", inner));
        }
    }
    Rows by_attention(std::span<const std::uint32_t> source,
                      const std::vector<std::uint32_t>& inputs) const {
        Rows x = embedded(source);
        for (int k = 0; k < shape_.encoder_layers; ++k) {
            const std::string name = fmt::format("encoder.{}", k);
            self_attention(name, x, true);
            feed_forward(name, ".norm.2", x);
        }
        for (Row& row : x) row = normal("encoder.norm", row);
        Rows y = embedded(inputs);
        for (int k = 0; k < shape_.decoder_layers; ++k) {
            const std::string name = fmt::format("decoder.{}", k);
            self_attention(name, y, false);
            Rows kept;
            for (const Row& row : x) kept.push_back(dense(name + ".cross.in", row));
            for (Row& row : y) {
                const Row query = dense(name + ".cross.query", normal(name + ".norm.2", row));
                add_to(row, dense(name + ".cross.out", attended_by(query, kept, kept.size())));
            }
            feed_forward(name, ".norm.3", y);
        }
        for (Row& row : y) row = normal("decoder.norm", row);
        return y;
    }

    const TranslatorShape& shape_;
    std::size_t width_;
    std::span<const float> values_;
    std::map<std::string, TranslatorParameter> named_;
};

}  // namespace

std::vector<double> TranslatorNet::reference(std::span<const std::uint32_t> source,
                                             std::span<const std::uint32_t> target) const {
    return PlainTranslator(shape_, parameters_).answer(source, target);
}

}  // namespace crucible::learn
