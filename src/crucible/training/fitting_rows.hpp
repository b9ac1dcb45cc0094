#pragma once
// The fitting net of many atoms at once: forth and back, then the same with a tangent. Internal to
// the module.

#include "crucible/training/packed_nets.hpp"

namespace crucible::training {

template <class T>
class FittingRows {
public:
    /// Rows of descriptors to energies: (rows, in_row of the first layer).
    void forth(const PackedNet<T>& net, std::size_t rows, const std::vector<T>& descriptors) {
        levels_.resize(net.size());
        rows_ = rows;
        const T* in = descriptors.data();
        for (std::size_t l = 0; l < net.size(); ++l) {
            const PackedLayer<T>& layer = net[l];
            Level& at = levels_[l];
            const std::size_t out = layer.out_row, n = rows * out;
            for (auto* v : {&at.y, &at.f, &at.slope, &at.ones, &at.q, &at.q_z, &at.tangent,
                            &at.z_tangent, &at.p})
                if (v->size() < n) v->resize(n);
            for (std::size_t r = 0; r < rows; ++r)
                std::copy_n(layer.bias.data(), out, &at.f[r * out]);
            multiply(Product<T>{rows, out, layer.inputs, in, layer.in_row, 1, layer.weights.data(),
                                out, at.f.data(), out, 1});
            if (l + 1 == net.size()) {
                at.y = at.f;
                std::fill_n(at.slope.data(), n, T(1));
                return;
            }
            std::fill_n(at.ones.data(), n, T(1));
            activate(n, at.f.data(), at.ones.data(), at.slope.data());
            for (std::size_t k = 0; k < n; ++k) at.y[k] = idt(layer, k) * at.f[k];
            for (std::size_t k = 0; k < n && skips(layer, l); ++k) at.y[k] += in[k];
            in = at.y.data();
        }
    }
    T energy(std::size_t row, const PackedNet<T>& net) const {
        return levels_.back().y[row * net.back().out_row];
    }

    /// dE/d(descriptors) into `out` (rows, in_row of the first layer).
    void back(const PackedNet<T>& net, std::vector<T>& out) {
        seed(levels_.back().q, net.back().out_row, T(1));
        for (std::size_t l = net.size(); l-- > 0;) {
            const PackedLayer<T>& layer = net[l];
            Level& at = levels_[l];
            const std::size_t n = rows_ * layer.out_row;
            for (std::size_t k = 0; k < n; ++k) at.q_z[k] = at.q[k] * idt(layer, k) * at.slope[k];
            through_weights(layer, at.q_z, skips(layer, l) ? at.q.data() : nullptr,
                            l > 0 ? levels_[l - 1].q : out);
        }
    }

    /// Tangents of the descriptors forth; then back from `pull` = dL/dE and with the tangent to the
    /// gradients of the parameters and, in `out`, of the descriptors.
    void tangent(const PackedNet<T>& net, const std::vector<T>& descriptors,
                 const std::vector<T>& descriptor_tangents, T pull, NetGradient<T>& gradient,
                 std::vector<T>& out) {
        tangent_forth(net, descriptor_tangents);
        seed(levels_.back().p, net.back().out_row, pull);
        for (std::size_t l = net.size(); l-- > 0;) {
            const PackedLayer<T>& layer = net[l];
            Level& at = levels_[l];
            const std::size_t n = rows_ * layer.out_row, width = layer.out_row;
            for (std::size_t k = 0; k < n && !layer.idt.empty(); ++k)
                gradient[l].idt[k % width] +=
                    at.p[k] * at.f[k] + at.q[k] * at.slope[k] * at.z_tangent[k];
            // `ones` is free now: the gradient at z.
            const bool is_linear = l + 1 == net.size();
            for (std::size_t k = 0; k < n; ++k) {
                at.ones[k] = at.p[k] * idt(layer, k) * at.slope[k];
                if (!is_linear) at.ones[k] -= 2 * at.f[k] * at.q_z[k] * at.z_tangent[k];
                gradient[l].bias[k % width] += at.ones[k];
            }
            const T* in = l > 0 ? levels_[l - 1].y.data() : descriptors.data();
            const T* in_tangent =
                l > 0 ? levels_[l - 1].tangent.data() : descriptor_tangents.data();
            T* weights = gradient[l].weights.data();
            multiply(Product<T>{layer.inputs, width, rows_, in, 1, layer.in_row, at.ones.data(),
                                width, weights, width, 1});
            multiply(Product<T>{layer.inputs, width, rows_, in_tangent, 1, layer.in_row,
                                at.q_z.data(), width, weights, width, 1});
            through_weights(layer, at.ones, skips(layer, l) ? at.p.data() : nullptr,
                            l > 0 ? levels_[l - 1].p : out);
        }
    }

private:
    struct Level {
        std::vector<T> y, f, slope;         ///< output, tanh(z), its derivative
        std::vector<T> q, q_z;              ///< dE/dy, dE/dz
        std::vector<T> tangent, z_tangent;  ///< of y and z
        std::vector<T> p, ones;             ///< dL/dy with q held; scratch
    };
    static T idt(const PackedLayer<T>& l, std::size_t k) {
        return l.idt.empty() ? T(1) : l.idt[k % l.out_row];
    }
    void seed(std::vector<T>& v, std::size_t width, T value) const {
        std::fill(v.begin(), v.end(), T(0));
        for (std::size_t r = 0; r < rows_; ++r) v[r * width] = value;
    }
    /// Whether a layer adds its input to its output, with or without idt: see `DenseNet`.
    bool skips(const PackedLayer<T>& layer, std::size_t place) const {
        return place > 0 && place + 1 < levels_.size() && layer.inputs == layer.outputs;
    }
    /// From z of a layer to its input; `past` (or nullptr) is what goes past it.
    void through_weights(const PackedLayer<T>& layer, const std::vector<T>& z, const T* past,
                         std::vector<T>& out) const {
        if (out.size() < rows_ * layer.in_row) out.resize(rows_ * layer.in_row);
        const int add = past != nullptr;
        if (add) std::copy_n(past, rows_ * layer.in_row, out.data());
        multiply(Product<T>{rows_, layer.in_row, layer.outputs, z.data(), layer.out_row, 1,
                            layer.transposed.data(), layer.in_row, out.data(), layer.in_row, add});
    }
    void tangent_forth(const PackedNet<T>& net, const std::vector<T>& descriptor_tangents) {
        const T* in = descriptor_tangents.data();
        for (std::size_t l = 0; l < net.size(); ++l) {
            const PackedLayer<T>& layer = net[l];
            Level& at = levels_[l];
            const std::size_t out = layer.out_row, n = rows_ * out;
            multiply(Product<T>{rows_, out, layer.inputs, in, layer.in_row, 1, layer.weights.data(),
                                out, at.z_tangent.data(), out, 0});
            for (std::size_t k = 0; k < n; ++k)
                at.tangent[k] = idt(layer, k) * at.slope[k] * at.z_tangent[k];
            for (std::size_t k = 0; k < n && skips(layer, l); ++k) at.tangent[k] += in[k];
            in = at.tangent.data();
        }
    }

    std::vector<Level> levels_;
    std::size_t rows_ = 0;
};

}  // namespace crucible::training
