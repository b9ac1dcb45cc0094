#pragma once
// Deep potentials of random weights, and a writer of the graphs that DeePMD-kit would freeze of
// them: positive cases for the reader that need no shipped model.

#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/energy/deep_pot_weights.hpp"

namespace deep_pot_models {

using namespace crucible;

inline DenseNet random_net(RandomStream& random, std::vector<std::size_t> widths,
                           bool has_time_step, bool is_last_linear) {
    DenseNet net;
    for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
        DenseLayer l{widths[k], widths[k + 1], {}, {}, {}};
        const double scale = 1 / std::sqrt(static_cast<double>(l.inputs + l.outputs));
        for (std::size_t n = 0; n < l.inputs * l.outputs; ++n)
            l.weights.push_back(scale * random.normal());
        for (std::size_t n = 0; n < l.outputs; ++n) l.bias.push_back(0.5 * random.normal());
        const bool is_last = is_last_linear && k + 2 == widths.size();
        if (has_time_step && !is_last)
            for (std::size_t n = 0; n < l.outputs; ++n)
                l.idt.push_back(0.5 + 0.1 * random.normal());
        net.push_back(std::move(l));
    }
    return net;
}

struct Shape {
    std::vector<int> numbers = {13};
    std::vector<int> sel = {40};
    bool is_one_sided = false, has_time_step = true;
    double cutoff = 5.0, smooth_from = 2.0;
    std::vector<std::size_t> embedding = {5, 10, 20};
    std::vector<std::size_t> fitting = {24, 24, 24};
    int axis = 4;
};

inline DeepPotWeights random_model(const Shape& s, std::uint64_t seed = 1) {
    RandomStream random(seed, StreamId::tests);
    DeepPotWeights w;
    const std::size_t n = s.numbers.size();
    w.numbers = s.numbers, w.sel = s.sel, w.axis = s.axis, w.is_one_sided = s.is_one_sided;
    w.cutoff = s.cutoff, w.smooth_from = s.smooth_from;
    for (std::size_t t = 0; t < n; ++t) {
        const double d = static_cast<double>(t);
        w.mean.insert(w.mean.end(), {0.04 + 0.01 * d, 0, 0, 0});
        w.deviation.insert(w.deviation.end(), {0.08 + 0.01 * d, 0.05, 0.05, 0.05});
        w.energy_bias.push_back(-3.0 - d);
    }
    std::vector<std::size_t> widths = {1};
    widths.insert(widths.end(), s.embedding.begin(), s.embedding.end());
    for (std::size_t k = 0; k < (s.is_one_sided ? n : n * n); ++k)
        w.embedding.push_back(random_net(random, widths, false, false));
    widths = {s.embedding.back() * static_cast<std::size_t>(s.axis)};
    widths.insert(widths.end(), s.fitting.begin(), s.fitting.end());
    widths.push_back(1);
    for (std::size_t k = 0; k < n; ++k) {
        w.fitting.push_back(random_net(random, widths, s.has_time_step, true));
        w.fitting.back()[0].idt.clear();  // DeePMD-kit has none in the first layer
    }
    w.nearest = 1.6, w.source = "random", w.training = "{\"model\":{}}";
    return w;
}

// The wire format, written.
inline std::string varint(std::uint64_t v) {
    std::string out;
    for (; v >= 128; v >>= 7) out += static_cast<char>((v & 127) | 128);
    return out += static_cast<char>(v);
}
inline std::string field(int number, std::string_view bytes) {
    return varint(static_cast<std::uint64_t>(number) << 3 | 2) + varint(bytes.size()) +
           std::string(bytes);
}
inline std::string field(int number, std::uint64_t v) {
    return varint(static_cast<std::uint64_t>(number) << 3) + varint(v);
}
inline std::string raw(double v) {
    std::string out(8, '\0');
    std::memcpy(out.data(), &v, 8);
    return out;
}
inline std::string raw_float(float v) {
    std::string out(4, '\0');
    std::memcpy(out.data(), &v, 4);
    return out;
}
inline std::string node(std::string_view name, std::string_view op,
                        const std::vector<std::string>& inputs = {},
                        const std::vector<std::pair<std::string, std::string>>& attributes = {}) {
    std::string out = field(1, name) + field(2, op);
    for (const auto& in : inputs) out += field(3, in);
    for (const auto& [key, value] : attributes) out += field(5, field(1, key) + field(2, value));
    return field(1, out);
}
inline std::string shape(const std::vector<std::size_t>& dims) {
    std::string out;
    for (const std::size_t d : dims) out += field(2, field(1, std::uint64_t{d}));
    return field(2, out);
}
inline std::string constant(std::string_view name, int type, const std::string& tensor) {
    const auto t = static_cast<std::uint64_t>(type);
    return node(name, "Const", {}, {{"value", field(8, field(1, t) + tensor)}});
}
inline std::string matrix(std::string_view name, const std::vector<std::size_t>& dims,
                          const std::vector<double>& values) {
    std::string content;
    for (const double v : values) content += raw(v);
    return constant(name, 2, shape(dims) + field(4, content));
}
inline std::string scalar(std::string_view name, double v) {  // packed double_val
    return constant(name, 2, shape({}) + field(6, raw(v)));
}
inline std::string integer(std::string_view name, int v) {  // int_val, not packed
    return constant(name, 3, shape({}) + field(7, static_cast<std::uint64_t>(v)));
}
inline std::string text(std::string_view name, std::string_view v) {
    return constant(name, 7, shape({}) + field(8, v));
}

inline std::string layer(const std::string& scope, const std::string& end, const DenseLayer& l) {
    std::string out = matrix(scope + "/matrix" + end, {l.inputs, l.outputs}, l.weights) +
                      matrix(scope + "/bias" + end, {l.outputs}, l.bias);
    if (!l.idt.empty()) out += matrix(scope + "/idt" + end, {l.outputs}, l.idt);
    if (scope.starts_with("final")) return out;
    return out + node(scope + "/BiasAdd", "BiasAdd") +
           node(scope + "/Tanh", "Tanh", {scope + "/BiasAdd"});
}

struct GraphOptions {
    bool has_bias_constant = true;  ///< graphs of DeePMD-kit 2.1 have none
    std::string extra;              ///< nodes added at the end
};

inline std::string graph_of(const DeepPotWeights& w, const GraphOptions& o = {}) {
    using std::to_string;
    const std::size_t n = w.numbers.size();
    static const std::vector<std::pair<int, std::string>> symbols = {
        {8, "O"}, {13, "Al"}, {22, "Ti"}};
    std::string names, out, sel;
    for (const int z : w.numbers)
        for (const auto& [number, symbol] : symbols)
            if (number == z) names += (names.empty() ? "" : " ") + symbol;
    for (const int s : w.sel) sel += varint(static_cast<std::uint64_t>(s));
    out += text("model_attr/tmap", names) + text("model_attr/model_type", "ener");
    out +=
        scalar("descrpt_attr/rcut", w.cutoff) + integer("descrpt_attr/ntypes", static_cast<int>(n));
    const std::string sel_tensor = shape({n}) + field(7, sel);
    out += constant("descrpt_attr/sel", 3, sel_tensor) +
           constant("descrpt_attr/original_sel", 3, sel_tensor);
    const auto real = [](double v) {
        return varint(4 << 3 | 5) + raw_float(static_cast<float>(v));
    };
    out += node("ProdEnvMatA", "ProdEnvMatA", {},
                {{"rcut_r", real(w.cutoff)},
                 {"rcut_r_smth", real(w.smooth_from)},
                 {"sel_a", field(1, field(3, sel))}});
    std::vector<double> mean, deviation;
    for (std::size_t t = 0; t < n; ++t)
        for (std::size_t k = 0; k < 4 * w.slots(); ++k) {
            mean.push_back(w.mean[4 * t + k % 4]);
            deviation.push_back(w.deviation[4 * t + k % 4]);
        }
    out += matrix("descrpt_attr/t_avg", {n, 4 * w.slots()}, mean) +
           matrix("descrpt_attr/t_std", {n, 4 * w.slots()}, deviation);
    for (std::size_t e = 0; e < w.embedding.size(); ++e)
        for (std::size_t k = 0; k < w.embedding[e].size(); ++k)
            out += layer("filter_type_" + (w.is_one_sided ? "all" : to_string(e / n)),
                         "_" + to_string(k + 1) + "_" + to_string(e % n), w.embedding[e][k]);
    for (std::size_t t = 0; t < n; ++t)
        for (std::size_t k = 0; k < w.fitting[t].size(); ++k) {
            const bool is_last = k + 1 == w.fitting[t].size();
            out += layer(
                (is_last ? "final_layer_type_" : "layer_" + to_string(k) + "_type_") + to_string(t),
                "", w.fitting[t][k]);
        }
    out += integer("fitting_attr/dfparam", 0) + integer("fitting_attr/daparam", 0);
    out += matrix("some_empty_tensor", {0}, {});
    if (o.has_bias_constant) out += matrix("fitting_attr/t_bias_atom_e", {n}, w.energy_bias);
    out += scalar("train_attr/min_nbor_dist", w.nearest) +
           text("train_attr/training_script", w.training);
    return out + o.extra;
}

}  // namespace deep_pot_models
