#pragma once
// Nets as the kernels want them: rows padded, each matrix also transposed. Internal to the module.

#include <algorithm>
#include <span>
#include <vector>

#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/training/kernels.hpp"

namespace crucible::training {

template <class T>
struct PackedLayer {
    std::size_t inputs = 0, outputs = 0;
    std::size_t in_row = 0, out_row = 0;  ///< the same, padded
    std::vector<T> weights;               ///< (inputs, out_row)
    std::vector<T> transposed;            ///< (outputs, in_row)
    std::vector<T> bias, idt;             ///< (out_row); idt empty as in DenseLayer

    explicit PackedLayer(const DenseLayer& l)
        : inputs(l.inputs),
          outputs(l.outputs),
          in_row(padded(l.inputs)),
          out_row(padded(l.outputs)),
          weights(inputs * out_row),
          transposed(outputs * in_row),
          bias(out_row),
          idt(l.idt.empty() ? 0 : out_row) {}

    /// Takes its parameters off the front of the row.
    void set(const double*& p) {
        for (std::size_t a = 0; a < inputs; ++a)
            for (std::size_t b = 0; b < outputs; ++b)
                weights[a * out_row + b] = static_cast<T>(p[a * outputs + b]);
        // In blocks, so that rows written to stay in the cache.
        for (std::size_t from = 0; from < inputs; from += lanes)
            for (std::size_t b = 0; b < outputs; ++b)
                for (std::size_t a = from; a < std::min(from + lanes, inputs); ++a)
                    transposed[b * in_row + a] = weights[a * out_row + b];
        p += inputs * outputs;
        for (std::size_t b = 0; b < outputs; ++b) bias[b] = static_cast<T>(*p++);
        for (std::size_t b = 0; b < outputs && !idt.empty(); ++b) idt[b] = static_cast<T>(*p++);
    }
    /// Whether an embedding net adds its input to the output of this layer.
    bool skips() const { return outputs == inputs || outputs == 2 * inputs; }
};

/// Where the gradient of a layer is summed, in the same layout.
template <class T>
struct LayerGradient {
    std::vector<T> weights, bias, idt;
    explicit LayerGradient(const PackedLayer<T>& l)
        : weights(l.weights.size()), bias(l.bias.size()), idt(l.idt.size()) {}
    void clear() {
        for (auto* v : {&weights, &bias, &idt}) std::fill(v->begin(), v->end(), T(0));
    }
    void operator+=(const LayerGradient& o) {
        const auto add = [](std::vector<T>& to, const std::vector<T>& from) {
            for (std::size_t k = 0; k < to.size(); ++k) to[k] += from[k];
        };
        add(weights, o.weights), add(bias, o.bias), add(idt, o.idt);
    }
    /// Writes itself to the front of the row, which it takes.
    void write(const PackedLayer<T>& l, T*& row) const {
        for (std::size_t a = 0; a < l.inputs; ++a, row += l.outputs)
            std::copy_n(&weights[a * l.out_row], l.outputs, row);
        row = std::copy_n(bias.data(), l.outputs, row);
        if (!idt.empty()) row = std::copy_n(idt.data(), l.outputs, row);
    }
};

template <class T>
using PackedNet = std::vector<PackedLayer<T>>;
template <class T>
using NetGradient = std::vector<LayerGradient<T>>;

template <class T>
std::size_t widest(const PackedNet<T>& net) {
    std::size_t n = 0;
    for (const PackedLayer<T>& l : net) n = std::max(n, l.out_row);
    return n;
}
template <class T>
PackedNet<T> packed_net(const DenseNet& net) {
    return PackedNet<T>(net.begin(), net.end());
}
template <class T>
NetGradient<T> net_gradient(const PackedNet<T>& net) {
    return NetGradient<T>(net.begin(), net.end());
}

}  // namespace crucible::training
