#include "crucible/learn/tower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/learn/sparse_columns.hpp"
#include "crucible/num/product.hpp"

namespace crucible::learn {
namespace {

constexpr std::size_t rows_at_once = 16;  ///< of a batch, for one thread

void column_sums(std::size_t rows, std::size_t width, const float* m, std::vector<float>& sums) {
    sums.assign(width, 0);
    for (std::size_t r = 0; r < rows; ++r) add_scaled(width, 1, m + r * width, sums.data());
}

}  // namespace

Tower::Tower(const TowerShape& s) : shape_(s) {
    if (s.inputs < 1 || s.inputs > 1U << 24 || s.width < 16 || s.width > 1U << 14 ||
        s.width % 16 != 0 || s.highways < 0 || s.highways > 64)
        throw InputError("E-dense-shape",
                         fmt::format("a net of {} inputs, width {} and {} highway layers cannot be",
                                     s.inputs, s.width, s.highways),
                         "choose a width of 16, 32, 48 ... 16384 and at most 64 highway layers");
}

std::size_t Tower::first_bias() const { return std::size_t{shape_.inputs} * shape_.width; }

std::size_t Tower::size() const { return highway_at(shape_.highways).change; }

Tower::Highway Tower::highway_at(int layer) const {
    const std::size_t w = shape_.width;
    const std::size_t begin = first_bias() + w + static_cast<std::size_t>(layer) * 2 * (w * w + w);
    return {begin, begin + w * w, begin + w * w + w, begin + 2 * w * w + w};
}

void Tower::start(std::span<float> p, RandomStream& random) const {
    const std::size_t w = shape_.width;
    const auto draw = [&](std::size_t from, std::size_t n, double deviation) {
        for (std::size_t i = 0; i < n; ++i)
            p[from + i] = static_cast<float>(deviation * random.normal());
    };
    // A fingerprint has some fifty entries, so that sums begin near 1.
    draw(0, first_bias(), 0.1);
    std::fill_n(p.data() + first_bias(), w, 0.0F);
    for (int layer = 0; layer < shape_.highways; ++layer) {
        const Highway h = highway_at(layer);
        draw(h.change, w * w, std::sqrt(1.0 / static_cast<double>(w)));
        draw(h.gate, w * w, std::sqrt(1.0 / static_cast<double>(w)));
        std::fill_n(p.data() + h.change_bias, w, 0.0F);
        std::fill_n(p.data() + h.gate_bias, w, -1.0F);
    }
}

std::vector<double> Tower::reference(std::span<const float> p, const SparseRow& row) const {
    const std::size_t w = shape_.width;
    const auto elu_of = [](double z) { return z > 0 ? z : std::exp(z) - 1; };
    std::vector<double> x(w);
    for (std::size_t j = 0; j < w; ++j) {
        double z = p[first_bias() + j];
        for (std::size_t i = 0; i < row.columns.size(); ++i)
            z += double{row.values[i]} * p[row.columns[i] * w + j];
        x[j] = elu_of(z);
    }
    for (int layer = 0; layer < shape_.highways; ++layer) {
        const Highway h = highway_at(layer);
        std::vector<double> y(w);
        for (std::size_t j = 0; j < w; ++j) {
            double c = p[h.change_bias + j], t = p[h.gate_bias + j];
            for (std::size_t i = 0; i < w; ++i) {
                c += x[i] * p[h.change + i * w + j];
                t += x[i] * p[h.gate + i * w + j];
            }
            const double gate = 1 / (1 + std::exp(-t));
            y[j] = elu_of(c) * gate + x[j] * (1 - gate);
        }
        x = y;
    }
    return x;
}

void Tower::forward(std::span<const float> p, std::span<const SparseRow> rows, Pass& pass,
                    SharedRanges& ranges) const {
    const std::size_t w = shape_.width, n = rows.size();
    const auto layers = static_cast<std::size_t>(shape_.highways);
    pass.states.resize(layers + 1);
    pass.changes.resize(layers);
    pass.gates.resize(layers);
    for (auto& s : pass.states) s.resize(n * w);
    ranges.run(n, rows_at_once, [&](std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            float* z = pass.states[0].data() + r * w;
            std::copy_n(p.data() + first_bias(), w, z);
            for (std::size_t i = 0; i < rows[r].columns.size(); ++i)
                add_scaled(w, rows[r].values[i], p.data() + rows[r].columns[i] * w, z);
            elu(w, z);
        }
    });
    for (std::size_t l = 0; l < layers; ++l) {
        const Highway h = highway_at(static_cast<int>(l));
        const float* x = pass.states[l].data();
        const auto affine = [&](std::size_t weights, std::size_t bias, std::vector<float>& to) {
            to.resize(n * w);
            for (std::size_t r = 0; r < n; ++r) std::copy_n(p.data() + bias, w, to.data() + r * w);
            const Product<float> product{n, w, w, x, w, 1, p.data() + weights, w, to.data(), w, 1};
            if (n < rows_at_once) {  // B is not worth packing
                multiply(product);
                return;
            }
            ranges.run(w, 64, [&](std::size_t begin, std::size_t end) {
                multiply_large(product, begin, end);
            });
        };
        affine(h.change, h.change_bias, pass.changes[l]);
        affine(h.gate, h.gate_bias, pass.gates[l]);
        highway(n * w, x, pass.changes[l].data(), pass.gates[l].data(), pass.states[l + 1].data());
    }
}

void Tower::back_through(int layer, std::span<const float> p, const Pass& pass,
                         std::vector<float>& gradient, Optimiser& optimiser, std::size_t offset,
                         SharedRanges& ranges) const {
    const std::size_t w = shape_.width, n = gradient.size() / w;
    const auto l = static_cast<std::size_t>(layer);
    const Highway h = highway_at(layer);
    const float* x = pass.states[l].data();
    std::vector<float> g_c(n * w), g_t(n * w), g_x(n * w);
    highway_back(n * w, x, pass.changes[l].data(), pass.gates[l].data(), gradient.data(),
                 g_c.data(), g_t.data(), g_x.data());
    std::vector<float> weights(w * w), sums;
    const auto part = [&](const std::vector<float>& g, std::size_t at, std::size_t bias) {
        ranges.run(w, 64, [&](std::size_t begin, std::size_t end) {
            // g_x += g W^T, then the gradient of W = x^T g
            multiply_large(
                Product<float>{n, w, w, g.data(), w, 1, p.data() + at, 1, g_x.data(), w, 1, w},
                begin, end);
            multiply_large(Product<float>{w, w, n, x, 1, w, g.data(), w, weights.data(), w, 0},
                           begin, end);
        });
        column_sums(n, w, g.data(), sums);
        optimiser.update(offset + at, w * w, weights.data());
        optimiser.update(offset + bias, w, sums.data());
    };
    part(g_c, h.change, h.change_bias);
    part(g_t, h.gate, h.gate_bias);
    gradient = std::move(g_x);
}

void Tower::backward(std::span<const float> p, std::span<const SparseRow> rows, const Pass& pass,
                     std::vector<float>& gradient, Optimiser& optimiser, std::size_t offset,
                     SharedRanges& ranges) const {
    const std::size_t w = shape_.width, n = rows.size();
    for (int layer = shape_.highways - 1; layer >= 0; --layer)
        back_through(layer, p, pass, gradient, optimiser, offset, ranges);
    elu_back(n * w, pass.states[0].data(), gradient.data());
    std::vector<float> sums;
    column_sums(n, w, gradient.data(), sums);
    optimiser.update(offset + first_bias(), w, sums.data());
    const SparseColumns c(rows);
    ranges.run(c.starts.size() - 1, rows_at_once, [&](std::size_t begin, std::size_t end) {
        std::vector<float> row(w);
        for (std::size_t i = begin; i < end; ++i) {
            std::ranges::fill(row, 0.0F);
            for (std::size_t e = c.starts[i]; e < c.starts[i + 1]; ++e)
                add_scaled(w, c.entries[e].value, gradient.data() + c.entries[e].row * w,
                           row.data());
            optimiser.update(offset + c.entries[c.starts[i]].column * w, w, row.data());
        }
    });
}

}  // namespace crucible::learn
