#include "crucible/energy/deep_pot_fitting.hpp"

#include <algorithm>

namespace crucible::deep_pot {
namespace {

std::size_t rounded(std::size_t n, std::size_t to) { return (n + to - 1) / to * to; }

/// Panels of the matrix whose element (i, j) is `at(i, j)`.
template <class T, class At>
Panels<T> pack_panels(std::size_t inputs, std::size_t outputs, At&& at) {
    Panels<T> p{inputs, outputs, panel_width(T{}), {}};
    p.values.resize(p.padded() * inputs);
    for (std::size_t j = 0; j < outputs; ++j)
        for (std::size_t i = 0; i < inputs; ++i)
            p.values.data()[j / p.width * p.width * inputs + i * p.width + j % p.width] =
                static_cast<T>(at(i, j));
    return p;
}

/// The first layer's weights for D_ab with a >= b: those of D_ab and D_ba together.
std::vector<double> folded(const DenseLayer& l, std::size_t channels, std::size_t axis) {
    std::vector<double> w;
    const auto add_row = [&](std::size_t a, std::size_t b) {
        for (std::size_t m = 0; m < l.outputs; ++m) {
            double v = l.weights[(a * axis + b) * l.outputs + m];
            if (a < axis && a != b) v += l.weights[(b * axis + a) * l.outputs + m];
            w.push_back(v);
        }
    };
    for (std::size_t b = 0; b < axis; ++b)
        for (std::size_t a = b; a < channels; ++a) add_row(a, b);
    return w;
}

}  // namespace

template <class T>
FittingNet<T> pack_fitting(const DenseNet& net, double bias, std::size_t channels,
                           std::size_t axis) {
    FittingNet<T> out;
    for (std::size_t k = 0; k + 1 < net.size(); ++k) {
        const DenseLayer& l = net[k];
        const std::vector<double> w = k == 0 ? folded(l, channels, axis) : l.weights;
        const std::size_t inputs = w.size() / l.outputs, outputs = l.outputs;
        typename FittingNet<T>::Layer p;
        p.forward = pack_panels<T>(
            inputs, outputs, [&](std::size_t i, std::size_t j) { return w[i * outputs + j]; });
        p.backward = pack_panels<T>(
            outputs, inputs, [&](std::size_t i, std::size_t j) { return w[j * outputs + i]; });
        p.step = rounded(p.forward.padded(), overhang);
        p.adds_input = k > 0 && l.inputs == l.outputs;
        p.bias.resize(p.step), p.idt.resize(p.step);
        for (std::size_t m = 0; m < outputs; ++m) {
            p.bias.data()[m] = static_cast<T>(l.bias[m]);
            p.idt.data()[m] = static_cast<T>(l.idt.empty() ? 1 : l.idt[m]);
        }
        if (k == 0)
            out.inputs = inputs, out.input_step = rounded(p.backward.padded(), overhang) + overhang;
        out.hidden.push_back(std::move(p));
    }
    out.last = net.back().weights;
    out.bias = net.back().bias[0] + bias;
    return out;
}

template <class T>
void FittingScratch<T>::reserve(const FittingNet<T>& net, std::size_t atoms) {
    const std::size_t rows = rounded(atoms, row_group);
    if (input.size() < rows * net.input_step) input.resize(rows * net.input_step);
    slopes.resize(net.hidden.size()), values.resize(net.hidden.size());
    std::size_t widest = 0;
    for (std::size_t k = 0; k < net.hidden.size(); ++k) {
        const std::size_t step = net.hidden[k].step;
        widest = std::max({widest, step, net.hidden[k].backward.padded()});
        if (slopes[k].size() < rows * step) slopes[k].resize(rows * step);
        if (values[k].size() < rows * step) values[k].resize(rows * step);
    }
    if (back.size() < rows * widest) back.resize(rows * widest);
    if (energies.size() < atoms) energies.resize(atoms);
}

template <class T>
void fitting_energies(const FittingNet<T>& net, std::size_t atoms, FittingScratch<T>& s) {
    const std::size_t rows = rounded(atoms, row_group), layers = net.hidden.size();
    for (std::size_t k = 0; k < layers; ++k) {
        const auto& l = net.hidden[k];
        const T* const x = k == 0 ? s.input.data() : s.values[k - 1].data();
        const std::size_t x_step = k == 0 ? net.input_step : net.hidden[k - 1].step;
        multiply(x, rows, x_step, l.forward, s.slopes[k].data(), l.step);
        tanh_layer(s.slopes[k].data(), rows, l.step, l.bias.data(), l.idt.data(),
                   l.adds_input ? x : nullptr, s.values[k].data());
    }
    const std::size_t step = net.hidden.back().step;
    for (std::size_t r = 0; r < atoms; ++r) {
        const T* const x = s.values.back().data() + r * step;
        double e[4] = {net.bias, 0, 0, 0};
        for (std::size_t m = 0; m < net.last.size(); ++m)
            e[m % 4] += net.last[m] * static_cast<double>(x[m]);
        s.energies[r] = (e[0] + e[1]) + (e[2] + e[3]);
    }
}

template <class T>
void fitting_gradients(const FittingNet<T>& net, std::size_t atoms, FittingScratch<T>& s) {
    const std::size_t rows = rounded(atoms, row_group), layers = net.hidden.size();
    const std::size_t step = net.hidden.back().step;
    // dE by a layer's values lies in `values`, by its sums in `slopes`.
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t m = 0; m < step; ++m)
            s.values.back().data()[r * step + m] =
                m < net.last.size() ? static_cast<T>(net.last[m]) : T{0};
    for (std::size_t k = layers; k-- > 0;) {
        const auto& l = net.hidden[k];
        scale_rows(s.slopes[k].data(), s.values[k].data(), rows * l.step);
        if (k == 0) {
            multiply(s.slopes[0].data(), rows, l.step, l.backward, s.input.data(), net.input_step);
            continue;
        }
        T* const below = s.values[k - 1].data();
        const std::size_t n = net.hidden[k - 1].step, padded = l.backward.padded();
        multiply(s.slopes[k].data(), rows, l.step, l.backward, s.back.data(), padded);
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t m = 0; m < n; ++m) {
                const T skip = l.adds_input ? s.values[k].data()[r * l.step + m] : T{0};
                below[r * n + m] = (m < padded ? s.back.data()[r * padded + m] : T{0}) + skip;
            }
    }
}

template FittingNet<float> pack_fitting(const DenseNet&, double, std::size_t, std::size_t);
template FittingNet<double> pack_fitting(const DenseNet&, double, std::size_t, std::size_t);
template struct FittingScratch<float>;
template struct FittingScratch<double>;
template void fitting_energies(const FittingNet<float>&, std::size_t, FittingScratch<float>&);
template void fitting_energies(const FittingNet<double>&, std::size_t, FittingScratch<double>&);
template void fitting_gradients(const FittingNet<float>&, std::size_t, FittingScratch<float>&);
template void fitting_gradients(const FittingNet<double>&, std::size_t, FittingScratch<double>&);

}  // namespace crucible::deep_pot
