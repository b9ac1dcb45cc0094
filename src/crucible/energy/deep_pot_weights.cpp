#include "crucible/energy/deep_pot_weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/model_container.hpp"
#include "crucible/energy/deep_pot_graph.hpp"

namespace crucible {
namespace {

constexpr std::size_t widest_layer = 1 << 16;

bool all_finite(const std::vector<double>& v) {
    return std::all_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); });
}

/// Layers that follow each other, of numbers.
void check_net(const DenseNet& net, std::size_t inputs, std::size_t outputs,
               const std::string& what, const std::string& file) {
    if (net.empty()) bad_deep_pot(file, fmt::format("{} has no layers", what));
    for (std::size_t k = 0; k < net.size(); ++k) {
        const DenseLayer& l = net[k];
        const std::string where = fmt::format("layer {} of {}", k + 1, what);
        if (l.inputs != inputs)
            bad_deep_pot(file,
                         fmt::format("{} takes {} numbers, it gets {}", where, l.inputs, inputs));
        if (l.outputs == 0 || l.outputs > widest_layer || l.bias.size() != l.outputs ||
            l.weights.size() != l.inputs * l.outputs ||
            (!l.idt.empty() && l.idt.size() != l.outputs))
            bad_deep_pot(file, fmt::format("{}: its tensors do not fit together", where));
        if (!all_finite(l.weights) || !all_finite(l.bias) || !all_finite(l.idt))
            bad_deep_pot(file, fmt::format("{} holds something that is no number", where));
        inputs = l.outputs;
    }
    if (inputs != outputs)
        bad_deep_pot(file, fmt::format("{} gives {} numbers, expected {}", what, inputs, outputs));
}

void check_scalars(const DeepPotWeights& w, const std::string& file) {
    if (!(w.cutoff > 0 && w.cutoff < 100 && w.smooth_from >= 0 && w.smooth_from < w.cutoff))
        bad_deep_pot(
            file, fmt::format("its cut-off goes from {} to {} angstrom", w.smooth_from, w.cutoff));
    const std::size_t n = w.numbers.size();
    for (const int z : w.numbers)
        if (z < 1 || z > max_atomic_number)
            bad_deep_pot(file, fmt::format("{} is no atomic number", z));
    if (n == 0 || w.sel.size() != n || w.mean.size() != 4 * n || w.deviation.size() != 4 * n ||
        w.energy_bias.size() != n || w.fitting.size() != n ||
        w.embedding.size() != (w.is_one_sided ? n : n * n))
        bad_deep_pot(file, "its tensors are not as many as its types");
    if (std::any_of(w.sel.begin(), w.sel.end(), [](int s) { return s < 0 || s > 100000; }) ||
        w.slots() == 0)
        bad_deep_pot(file, "sel is absurd");
    if (!all_finite(w.mean) || !all_finite(w.deviation) || !all_finite(w.energy_bias) ||
        std::any_of(w.deviation.begin(), w.deviation.end(), [](double d) { return d < 1e-10; }))
        bad_deep_pot(file, "its statistics are no numbers, or a deviation is not positive");
    if (!(w.nearest >= 0 && w.nearest < 1e3))
        bad_deep_pot(file, "its shortest distance in training is absurd");
}

ModelContainer::Tensor named(std::string name, std::vector<std::size_t> shape,
                             const std::vector<double>& values) {
    return {std::move(name), make_npy(std::move(shape), values)};
}

void append_net(ModelContainer& m, const std::string& name, const DenseNet& net) {
    for (std::size_t k = 0; k < net.size(); ++k) {
        const DenseLayer& l = net[k];
        const std::string layer = fmt::format("{}.{}.", name, k);
        m.tensors.push_back(named(layer + "matrix", {l.inputs, l.outputs}, l.weights));
        m.tensors.push_back(named(layer + "bias", {l.outputs}, l.bias));
        m.tensors.push_back(named(layer + "idt", {l.idt.size()}, l.idt));
    }
}

DenseNet net_of(const ModelContainer& m, const std::string& name, std::int64_t layers) {
    DenseNet net;
    for (std::int64_t k = 0; k < layers; ++k) {
        const std::string layer = fmt::format("{}.{}.", name, k);
        const NpyArray& matrix = m.tensor(layer + "matrix");
        if (matrix.shape.size() != 2)
            throw InputError("E-deep-pot", fmt::format("{}matrix is no matrix", layer),
                             "make the file again");
        net.push_back({matrix.shape[0], matrix.shape[1], matrix.values(),
                       m.tensor(layer + "bias").values(), m.tensor(layer + "idt").values()});
    }
    return net;
}

std::vector<int> integers(const Value& v) {
    std::vector<int> out;
    for (const double d : numbers_in(v))
        out.push_back(d > -1e6 && d < 1e6 ? static_cast<int>(d) : INT_MAX);  // refused later
    return out;
}

std::vector<double> doubles(const std::vector<int>& v) { return {v.begin(), v.end()}; }

DeepPotWeights weights_of(const ModelContainer& m, const std::string& file) {
    DeepPotWeights w;
    const Value& a = m.about;
    w.numbers = integers(a["numbers"]), w.sel = integers(a["sel"]);
    w.axis = static_cast<int>(std::clamp<std::int64_t>(a["axis"].integer, 0, 1 << 16));
    w.is_one_sided = a["type_one_side"].integer != 0;
    w.source = a["source"].text, w.training = a["training"].text;
    const std::vector<double> scalars = m.tensor("scalars").values();
    if (scalars.size() != 3) bad_deep_pot(file, "tensor \"scalars\" has a wrong size");
    w.cutoff = scalars[0], w.smooth_from = scalars[1], w.nearest = scalars[2];
    w.mean = m.tensor("mean").values(), w.deviation = m.tensor("deviation").values();
    w.energy_bias = m.tensor("energy_bias").values();
    const std::size_t n = w.numbers.size();
    if (n > static_cast<std::size_t>(max_atomic_number))
        bad_deep_pot(file, "it has too many types");
    const auto layers = [&](const char* key) {
        return std::clamp<std::int64_t>(a[key].integer, 0, 64);
    };
    for (std::size_t k = 0; k < (w.is_one_sided ? n : n * n); ++k)
        w.embedding.push_back(net_of(m, fmt::format("embedding.{}", k), layers("embedding")));
    for (std::size_t k = 0; k < n; ++k)
        w.fitting.push_back(net_of(m, fmt::format("fitting.{}", k), layers("fitting")));
    return w;
}

}  // namespace

std::size_t DeepPotWeights::slots() const {
    std::size_t n = 0;
    for (const int s : sel) n += static_cast<std::size_t>(s);
    return n;
}

void check_weights(const DeepPotWeights& w, const std::string& file) {
    check_scalars(w, file);
    if (w.embedding.front().empty()) bad_deep_pot(file, "it has no embedding net");
    const std::size_t channels = w.embedding.front().back().outputs;
    if (w.axis < 1 || static_cast<std::size_t>(w.axis) > channels)
        bad_deep_pot(file, fmt::format("its axis is {} of {} channels", w.axis, channels));
    for (std::size_t k = 0; k < w.embedding.size(); ++k) {
        check_net(w.embedding[k], 1, channels, fmt::format("embedding net {}", k), file);
        if (w.embedding[k].size() != w.embedding[0].size())
            bad_deep_pot(file, "its embedding nets differ in depth");
    }
    for (std::size_t k = 0; k < w.fitting.size(); ++k) {
        const std::string what = fmt::format("fitting net {}", k);
        check_net(w.fitting[k], channels * static_cast<std::size_t>(w.axis), 1, what, file);
        if (w.fitting[k].size() != w.fitting[0].size() || w.fitting[k].size() < 2)
            bad_deep_pot(file, "its fitting nets differ in depth, or have no hidden layer");
        if (!w.fitting[k].back().idt.empty())
            bad_deep_pot(file, fmt::format("the last layer of {} has a time step", what));
    }
}

DeepPotWeights parse_deep_pot(std::string_view bytes, const std::string& file) {
    if (!bytes.starts_with("CRUCIBLE MODEL")) return deep_pot_of_graph(TensorGraph(bytes, file));
    DeepPotWeights w = weights_of(parse_model(bytes, file, "deep-pot"), file);
    check_weights(w, file);
    return w;
}

DeepPotWeights read_deep_pot(const std::filesystem::path& path) {
    return parse_deep_pot(read_file(path), path.string());
}

std::string to_bytes(const DeepPotWeights& w) {
    ModelContainer m;
    m.kind = "deep-pot";
    Value& a = m.about;
    a.set("numbers", list_of(doubles(w.numbers))), a.set("sel", list_of(doubles(w.sel)));
    a.set("axis", w.axis), a.set("type_one_side", w.is_one_sided);
    a.set("embedding", static_cast<std::int64_t>(w.embedding.front().size()));
    a.set("fitting", static_cast<std::int64_t>(w.fitting.front().size()));
    a.set("source", w.source), a.set("training", w.training);
    m.tensors.push_back(named("scalars", {3}, {w.cutoff, w.smooth_from, w.nearest}));
    m.tensors.push_back(named("mean", {w.numbers.size(), 4}, w.mean));
    m.tensors.push_back(named("deviation", {w.numbers.size(), 4}, w.deviation));
    m.tensors.push_back(named("energy_bias", {w.numbers.size()}, w.energy_bias));
    for (std::size_t k = 0; k < w.embedding.size(); ++k)
        append_net(m, fmt::format("embedding.{}", k), w.embedding[k]);
    for (std::size_t k = 0; k < w.fitting.size(); ++k)
        append_net(m, fmt::format("fitting.{}", k), w.fitting[k]);
    return to_bytes(m);
}

}  // namespace crucible
