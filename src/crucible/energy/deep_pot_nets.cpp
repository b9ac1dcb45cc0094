#include "crucible/energy/deep_pot_nets.hpp"

#include <cmath>

namespace crucible {

void embed(const DenseNet& net, double x, EmbeddingJet& out) {
    thread_local EmbeddingJet in;
    in.value.assign(1, x), in.slope.assign(1, 1.0), in.curvature.assign(1, 0.0);
    for (const DenseLayer& l : net) {
        const std::size_t n = l.outputs;
        out.value = l.bias;
        out.slope.assign(n, 0.0), out.curvature.assign(n, 0.0);
        for (std::size_t i = 0; i < l.inputs; ++i) {
            const double* w = &l.weights[i * n];
            const double v = in.value[i], d = in.slope[i], c = in.curvature[i];
            for (std::size_t m = 0; m < n; ++m)
                out.value[m] += v * w[m], out.slope[m] += d * w[m], out.curvature[m] += c * w[m];
        }
        const bool adds_input = n == l.inputs || n == 2 * l.inputs;
        for (std::size_t m = 0; m < n; ++m) {
            const double t = std::tanh(out.value[m]), dt = 1 - t * t, z = out.slope[m];
            const double idt = l.idt.empty() ? 1 : l.idt[m];
            out.value[m] = idt * t;
            out.slope[m] = idt * dt * z;
            out.curvature[m] = idt * dt * (out.curvature[m] - 2 * t * z * z);
            if (!adds_input) continue;
            const std::size_t from = m % l.inputs;
            out.value[m] += in.value[from], out.slope[m] += in.slope[from];
            out.curvature[m] += in.curvature[from];
        }
        std::swap(in, out);
    }
    std::swap(in, out);
}

}  // namespace crucible
