#pragma once
// The embedding net of all neighbours of one kind of one atom: forth with its slope along the
// single input, back with a tangent. Internal to the module.

#include "crucible/training/packed_nets.hpp"

namespace crucible::training {

/// Numbers behind the last row may be touched by whole vectors.
inline constexpr std::size_t slack = 8 * lanes;

/// What is kept of the way forth, for `rows` inputs of one net.
template <class T>
struct EmbeddingRows {
    struct Level {
        std::vector<T> h, u;      ///< (rows, out_row) tanh(z) and dz/dx
        std::vector<T> y, slope;  ///< output of the layer, and its derivative by x
    };
    std::vector<Level> levels;

    const T* output() const { return levels.back().y.data(); }
    const T* slope() const { return levels.back().slope.data(); }

    void forth(const PackedNet<T>& net, std::size_t rows, const T* x) {
        levels.resize(net.size());
        for (std::size_t l = 0; l < net.size(); ++l) {
            const PackedLayer<T>& layer = net[l];
            const std::size_t n = rows * layer.out_row;
            Level& at = levels[l];
            for (auto* v : {&at.h, &at.u, &at.y, &at.slope})
                if (v->size() < n + slack) v->resize(n + slack);
            if (l == 0)
                first_layer(layer, rows, x);
            else
                multiply_layer(layer, levels[l - 1], rows, at);
            activate(n, at.h.data(), at.u.data(), at.slope.data());
            std::copy_n(at.h.data(), n, at.y.data());
            for (std::size_t k = 0; k < n && !layer.idt.empty(); ++k)
                at.y[k] *= layer.idt[k % layer.out_row],
                    at.slope[k] *= layer.idt[k % layer.out_row];
            if (layer.skips()) add_input(layer, l, rows, x);
        }
    }

    /// From the gradients p at the output and q at its tangent (both overwritten), the tangent of
    /// the input being `along` per row, to those of the parameters.
    struct Scratch {
        std::vector<T> p, q, q_along, p_next, q_next;
        void reserve(std::size_t n) {
            for (auto* v : {&p, &q, &q_along, &p_next, &q_next})
                if (v->size() < n) v->resize(n);
        }
    };
    void back(const PackedNet<T>& net, std::size_t rows, const T* x, const T* along, Scratch& s,
              NetGradient<T>& gradient) const {
        for (std::size_t l = net.size(); l-- > 0;) {
            const PackedLayer<T>& layer = net[l];
            const std::size_t out = layer.out_row, in = layer.in_row;
            if (l > 0 && layer.skips()) skip_back(layer, rows, s);
            if (!layer.idt.empty()) scale_back(layer, levels[l], rows, along, s, gradient[l].idt);
            for (std::size_t r = 0; r < rows; ++r)
                activate_back(out, &levels[l].h[r * out], &levels[l].u[r * out], along[r],
                              &s.p[r * out], &s.q[r * out], &s.q_along[r * out]);
            T* bias = gradient[l].bias.data();
            for (std::size_t r = 0; r < rows; ++r)
                for (std::size_t b = 0; b < out; ++b) bias[b] += s.p[r * out + b];
            if (l == 0) {
                T* weights = gradient[0].weights.data();
                for (std::size_t r = 0; r < rows; ++r)
                    for (std::size_t b = 0; b < out; ++b)
                        weights[b] += x[r] * s.p[r * out + b] + s.q_along[r * out + b];
                return;
            }
            const Level& before = levels[l - 1];
            T* weights = gradient[l].weights.data();
            multiply(Product<T>{layer.inputs, out, rows, before.y.data(), 1, in, s.p.data(), out,
                                weights, out, 1});
            multiply(Product<T>{layer.inputs, out, rows, before.slope.data(), 1, in,
                                s.q_along.data(), out, weights, out, 1});
            const int add = layer.skips();
            multiply(Product<T>{rows, in, layer.outputs, s.p.data(), out, 1,
                                layer.transposed.data(), in, s.p_next.data(), in, add});
            multiply(Product<T>{rows, in, layer.outputs, s.q.data(), out, 1,
                                layer.transposed.data(), in, s.q_next.data(), in, add});
            std::swap(s.p, s.p_next);
            std::swap(s.q, s.q_next);
        }
    }

private:
    void first_layer(const PackedLayer<T>& layer, std::size_t rows, const T* x) {
        const std::size_t out = layer.out_row;
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t b = 0; b < out; ++b) {
                levels[0].h[r * out + b] = layer.bias[b] + x[r] * layer.weights[b];
                levels[0].u[r * out + b] = layer.weights[b];
            }
    }
    static void multiply_layer(const PackedLayer<T>& layer, const Level& before, std::size_t rows,
                               Level& at) {
        const std::size_t out = layer.out_row, in = layer.in_row;
        for (std::size_t r = 0; r < rows; ++r) std::copy_n(layer.bias.data(), out, &at.h[r * out]);
        const T* w = layer.weights.data();
        multiply(Product<T>{rows, out, layer.inputs, before.y.data(), in, 1, w, out, at.h.data(),
                            out, 1});
        multiply(Product<T>{rows, out, layer.inputs, before.slope.data(), in, 1, w, out,
                            at.u.data(), out, 0});
    }
    void add_input(const PackedLayer<T>& layer, std::size_t l, std::size_t rows, const T* x) {
        const std::size_t out = layer.out_row, in = layer.in_row, n = layer.inputs;
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t from = 0; from < layer.outputs; from += n) {
                T *y = &levels[l].y[r * out + from], *slope = &levels[l].slope[r * out + from];
                if (l == 0) {
                    *y += x[r], *slope += 1;
                    continue;
                }
                const T *a = &levels[l - 1].y[r * in], *b = &levels[l - 1].slope[r * in];
                for (std::size_t k = 0; k < n; ++k) y[k] += a[k], slope[k] += b[k];
            }
    }
    /// Past the factors idt; their gradient is added to `gradient`.
    static void scale_back(const PackedLayer<T>& layer, const Level& at, std::size_t rows,
                           const T* along, Scratch& s, std::vector<T>& gradient) {
        const std::size_t out = layer.out_row;
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t b = 0; b < out; ++b) {
                const std::size_t k = r * out + b;
                const T f_along = (1 - at.h[k] * at.h[k]) * at.u[k] * along[r];
                gradient[b] += s.p[k] * at.h[k] + s.q[k] * f_along;
                s.p[k] *= layer.idt[b], s.q[k] *= layer.idt[b];
            }
    }
    static void skip_back(const PackedLayer<T>& layer, std::size_t rows, Scratch& s) {
        const std::size_t out = layer.out_row, in = layer.in_row, n = layer.inputs;
        for (std::size_t r = 0; r < rows; ++r) {
            T *p = &s.p_next[r * in], *q = &s.q_next[r * in];
            std::fill(p, p + in, T(0)), std::fill(q, q + in, T(0));
            for (std::size_t from = 0; from < layer.outputs; from += n)
                for (std::size_t k = 0; k < n; ++k)
                    p[k] += s.p[r * out + from + k], q[k] += s.q[r * out + from + k];
        }
    }
};

}  // namespace crucible::training
