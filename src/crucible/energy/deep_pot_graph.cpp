#include "crucible/energy/deep_pot_graph.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr std::size_t most_types = 118;

/// Reads one graph; members in the order of use.
struct GraphReader {
    const TensorGraph& g;
    std::string environment;  ///< name of the node that makes the environment matrix
    std::size_t types = 0;
    DeepPotWeights w;

    [[noreturn]] void fail(const std::string& what) const { bad_deep_pot(g.file(), what); }
    void look_for_strangers();
    void read_types();
    void read_descriptor();
    std::vector<double> read_statistics(const char* name) const;
    DenseLayer read_layer(const std::string& matrix, const std::string& bias,
                          const std::string& idt) const;
    DenseNet read_embedding(const std::string& scope, std::size_t neighbour) const;
    DenseNet read_fitting(std::size_t type) const;
    void read_about();
};

/// An op that is applied to the sum of a hidden layer must be tanh.
bool takes_hidden_sum(std::string_view name, const TensorGraph::Node& node) {
    if (!name.starts_with("filter_type_") && !name.starts_with("layer_")) return false;
    const std::string_view scope = name.substr(0, name.find('/'));
    for (const std::string_view in : node.inputs)
        if (in.starts_with(scope) && in.substr(scope.size()).starts_with("/BiasAdd")) return true;
    return false;
}

void GraphReader::look_for_strangers() {
    bool has_tanh = false;
    for (const auto& [name, node] : g.nodes()) {
        if (node.op.starts_with("TabulateFusion"))
            fail("the model is compressed, its networks are gone: give the original model");
        if (node.op.starts_with("ProdEnvMat") || node.op.starts_with("Descrpt")) {
            if (node.op != "ProdEnvMatA" && node.op != "DescrptSeA")
                fail(fmt::format("descriptor {} is not supported, only se_e2_a", node.op));
            if (!environment.empty()) fail("it has several descriptors (hybrid)");
            environment = name;
        }
        if (!takes_hidden_sum(name, node) || node.op == "Shape") continue;
        if (node.op != "Tanh")
            fail(fmt::format("activation function {} of {} is not supported, only tanh",
                             in_quotes(node.op), in_quotes(name)));
        has_tanh = true;
    }
    if (environment.empty()) fail("it has no environment matrix of a deep potential (ProdEnvMatA)");
    if (!has_tanh) fail("its networks have no tanh");
    for (const char* name : {"fitting_attr/dfparam", "fitting_attr/daparam"})
        if (g.has(name) && g.number(name) != 0)
            fail(fmt::format("{} is not 0: frame and atomic parameters are not supported", name));
    if (g.has("model_attr/model_type") && g.text("model_attr/model_type") != "ener")
        fail(fmt::format("it is a model of {}, not of energies",
                         in_quotes(g.text("model_attr/model_type"))));
    if (g.has("spin_attr/ntypes_spin")) fail("models with spin are not supported");
}

void GraphReader::read_types() {
    const std::string names = g.text("model_attr/tmap");
    for (const Word& word : words(names)) {
        const auto z = atomic_number(word.text);
        if (!z) fail(fmt::format("type {} is no element", in_quotes(word.text)));
        w.numbers.push_back(*z);
    }
    types = w.numbers.size();
    if (types == 0 || types > most_types) fail(fmt::format("it has {} types", types));
    if (g.number("descrpt_attr/ntypes") != static_cast<double>(types))
        fail("ntypes and tmap disagree");
}

std::vector<double> GraphReader::read_statistics(const char* name) const {
    const GraphTensor t = g.tensor(name);
    const std::size_t row = 4 * w.slots();
    if (t.values.size() != types * row) fail(fmt::format("tensor {} has a wrong size", name));
    std::vector<double> out;
    for (std::size_t i = 0; i < types; ++i)
        for (std::size_t k = 0; k < row; ++k) {
            const double v = t.values[i * row + k];
            if (k < 4) out.push_back(v);
            // Bits, not values: a hostile file may hold NaN, which check_weights names.
            if (std::isfinite(v) && v != out[4 * i + k % 4])
                fail(fmt::format("tensor {} differs between slots", name));
        }
    return out;
}

void GraphReader::read_descriptor() {
    w.cutoff = g.number("descrpt_attr/rcut");
    w.smooth_from = g.real_attribute(environment, "rcut_r_smth");
    const double reach = g.real_attribute(environment, "rcut_r");
    if (!(std::fabs(reach - w.cutoff) < 1e-5)) fail("rcut and rcut_r disagree");
    const GraphTensor sel = g.tensor("descrpt_attr/sel");
    if (sel.values.size() != types) fail("sel and tmap disagree");
    for (const double v : sel.values) {
        if (!(v >= 0 && v <= 1e5)) fail("sel is absurd");
        w.sel.push_back(static_cast<int>(v));
    }
    const std::vector<std::int64_t> used = g.list_attribute(environment, "sel_a");
    if (!std::equal(used.begin(), used.end(), w.sel.begin(), w.sel.end()))
        fail("sel and sel_a disagree");
    if (g.has("descrpt_attr/original_sel") &&
        g.tensor("descrpt_attr/original_sel").values != sel.values)
        fail("sel and original_sel disagree: not the original model");
    w.mean = read_statistics("descrpt_attr/t_avg");
    w.deviation = read_statistics("descrpt_attr/t_std");
}

DenseLayer GraphReader::read_layer(const std::string& matrix, const std::string& bias,
                                   const std::string& idt) const {
    GraphTensor m = g.tensor(matrix);
    if (m.shape.size() != 2) fail(fmt::format("tensor {} is no matrix", in_quotes(matrix)));
    DenseLayer layer{m.shape[0], m.shape[1], std::move(m.values), g.tensor(bias).values, {}};
    if (g.has(idt)) layer.idt = g.tensor(idt).values;
    return layer;
}

DenseNet GraphReader::read_embedding(const std::string& scope, std::size_t neighbour) const {
    DenseNet net;
    for (int k = 1;; ++k) {
        const std::string end = fmt::format("_{}_{}", k, neighbour);
        if (k > 1 && !g.has(scope + "/matrix" + end)) return net;
        net.push_back(
            read_layer(scope + "/matrix" + end, scope + "/bias" + end, scope + "/idt" + end));
    }
}

DenseNet GraphReader::read_fitting(std::size_t type) const {
    DenseNet net;
    for (int k = 0;; ++k) {
        const std::string scope = fmt::format("layer_{}_type_{}", k, type);
        if (k > 0 && !g.has(scope + "/matrix")) break;
        net.push_back(read_layer(scope + "/matrix", scope + "/bias", scope + "/idt"));
    }
    const std::string scope = fmt::format("final_layer_type_{}", type);
    net.push_back(read_layer(scope + "/matrix", scope + "/bias", scope + "/idt"));
    return net;
}

void GraphReader::read_about() {
    w.energy_bias.assign(types, 0.0);  // graphs of DeePMD-kit 2.1: within the last layer's bias
    if (g.has("fitting_attr/t_bias_atom_e"))
        w.energy_bias = g.tensor("fitting_attr/t_bias_atom_e").values;
    if (g.has("train_attr/min_nbor_dist")) w.nearest = g.number("train_attr/min_nbor_dist");
    if (g.has("train_attr/training_script")) w.training = g.text("train_attr/training_script");
    w.source = std::filesystem::path(g.file()).filename().string();
    if (g.has("model_attr/model_version"))
        w.source +=
            fmt::format(" (DeePMD-kit, model version {})", g.text("model_attr/model_version"));
}

}  // namespace

DeepPotWeights deep_pot_of_graph(const TensorGraph& g) {
    GraphReader r{g, {}, 0, {}};
    r.look_for_strangers();
    r.read_types();
    r.read_descriptor();
    DeepPotWeights& w = r.w;
    w.is_one_sided = g.has("filter_type_all/matrix_1_0");
    for (std::size_t i = 0; i < (w.is_one_sided ? 1 : r.types); ++i)
        for (std::size_t j = 0; j < r.types; ++j)
            w.embedding.push_back(r.read_embedding(
                w.is_one_sided ? "filter_type_all" : fmt::format("filter_type_{}", i), j));
    for (std::size_t i = 0; i < r.types; ++i) w.fitting.push_back(r.read_fitting(i));
    const std::size_t channels = w.embedding.front().back().outputs;
    const std::size_t inputs = w.fitting.front().front().inputs;
    w.axis = channels > 0 ? static_cast<int>(inputs / channels) : 0;
    r.read_about();
    check_weights(w, g.file());
    return std::move(w);
}

}  // namespace crucible
