#include "crucible/learn/graph_classifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/learn/dense_kernels.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view graph_checkpoint = "graph-training";

/// z becomes the slope of -log p of `right` along the logits, times `share`; gives that loss.
double softmax_slope(std::span<float> z, std::size_t labels, std::uint32_t right, float share) {
    const float most = *std::max_element(z.data(), z.data() + labels);
    std::fill(z.begin() + static_cast<std::ptrdiff_t>(labels), z.end(), most - 1e30F);
    const float sum = exponentials(z.size(), most, z.data());
    const double loss = -std::log(std::max(double{z[right]} / sum, 1e-30));
    for (float& x : z) x *= share / sum;
    z[right] -= share;
    return loss;
}

}  // namespace

GraphClassifier::GraphClassifier(const GraphClassifierShape& s, RandomStream random)
    : shape_(s), fingerprint_(s.fingerprint) {
    if (s.parts < 1 || s.parts > 64 || s.hidden < 16 || s.hidden > 1U << 14 || s.hidden % 16 != 0 ||
        s.labels < 1 || s.labels > 1U << 20)
        throw InputError("E-dense-shape",
                         fmt::format("a net of {} graphs, width {} and {} labels cannot be",
                                     s.parts, s.hidden, s.labels),
                         "choose a width of 16, 32, 48 ...");
    parameters_.resize(label_bias_at() + padded_labels());
    fingerprint_.start(parameters_, random);
    // Entries of a fingerprint are shares of atoms: about a tenth each.
    for (std::size_t i = 0; i < inputs() * shape_.hidden; ++i)
        parameters_[hidden_at() + i] = static_cast<float>(0.3 * random.normal());
}

std::vector<double> GraphClassifier::reference(std::span<const FeatureGraph* const> graphs) const {
    std::vector<double> f;
    for (const FeatureGraph* g : graphs) {
        const auto one = fingerprint_.reference(parameters_, *g);
        f.insert(f.end(), one.begin(), one.end());
    }
    std::vector<double> h(shape_.hidden), z(shape_.labels);
    for (std::size_t k = 0; k < h.size(); ++k) {
        double sum = parameters_[hidden_bias_at() + k];
        for (std::size_t j = 0; j < f.size(); ++j)
            sum += f[j] * parameters_[hidden_at() + j * h.size() + k];
        h[k] = sum > 0 ? sum : std::exp(sum) - 1;
    }
    for (std::size_t l = 0; l < z.size(); ++l) {
        z[l] = parameters_[label_bias_at() + l];
        for (std::size_t k = 0; k < h.size(); ++k)
            z[l] += h[k] * parameters_[labels_at() + k * padded_labels() + l];
    }
    return z;
}

void GraphClassifier::head(std::span<const float> f, HeadPass& pass) const {
    const std::size_t w = shape_.hidden, all = padded_labels();
    const float* p = parameters_.data();
    pass.hidden.assign(p + hidden_bias_at(), p + hidden_bias_at() + w);
    for (std::size_t j = 0; j < f.size(); ++j)
        if (f[j] != 0) add_scaled(w, f[j], p + hidden_at() + j * w, pass.hidden.data());
    elu(w, pass.hidden.data());
    pass.logits.assign(p + label_bias_at(), p + label_bias_at() + all);
    for (std::size_t k = 0; k < w; ++k)
        add_scaled(all, pass.hidden[k], p + labels_at() + k * all, pass.logits.data());
}

std::vector<float> GraphClassifier::head_back(std::span<const float> f, const HeadPass& pass,
                                              std::span<const float> slopes,
                                              std::span<float> to) const {
    const std::size_t w = shape_.hidden, all = padded_labels();
    const float* p = parameters_.data();
    std::vector<float> at_hidden(w), at_inputs(f.size());
    for (std::size_t k = 0; k < w; ++k) {
        at_hidden[k] = dot(all, p + labels_at() + k * all, slopes.data());
        add_scaled(all, pass.hidden[k], slopes.data(), to.data() + labels_at() + k * all);
    }
    add_scaled(all, 1, slopes.data(), to.data() + label_bias_at());
    elu_back(w, pass.hidden.data(), at_hidden.data());
    for (std::size_t j = 0; j < f.size(); ++j) {
        at_inputs[j] = dot(w, p + hidden_at() + j * w, at_hidden.data());
        if (f[j] != 0) add_scaled(w, f[j], at_hidden.data(), to.data() + hidden_at() + j * w);
    }
    add_scaled(w, 1, at_hidden.data(), to.data() + hidden_bias_at());
    return at_inputs;
}

std::vector<float> GraphClassifier::logits(std::span<const FeatureGraph* const> graphs) const {
    std::vector<float> f;
    GraphFingerprint::Pass pass;
    for (const FeatureGraph* g : graphs) {
        fingerprint_.forward(parameters_, *g, pass);
        f.insert(f.end(), pass.fingerprint.begin(), pass.fingerprint.end());
    }
    HeadPass head_pass;
    head(f, head_pass);
    head_pass.logits.resize(shape_.labels);
    return head_pass.logits;
}

GraphTraining::GraphTraining(GraphClassifier& net, const GraphExamples& data,
                             const EpochSettings& s)
    : net_(net), data_(data), loop_(s, data.labels.size(), net.parameters()) {
    const auto refuse = [](const std::string& message) {
        throw InputError("E-classifier-training", message, "correct the settings or the rows");
    };
    if (data.places.size() != data.labels.size() * net.shape().parts)
        refuse(fmt::format("{} graphs stand beside {} labels", data.places.size(),
                           data.labels.size()));
    for (const std::uint32_t place : data.places)
        if (place >= data.graphs.size()) refuse(fmt::format("there is no graph {}", place));
    for (const std::uint32_t label : data.labels)
        if (label >= net.shape().labels) refuse(fmt::format("there is no label {}", label));
    for (const FeatureGraph& g : data.graphs) net.fingerprint().check(g);
}

void GraphTraining::run(const std::function<bool()>& keep_on) {
    loop_.run([&](std::span<const std::uint32_t> rows, Optimiser& o) { return step(rows, o); },
              keep_on);
}

double GraphTraining::step(std::span<const std::uint32_t> examples, Optimiser& optimiser) {
    const std::size_t parts = net_.shape().parts, length = net_.shape().fingerprint.length;
    const GraphFingerprint& print = net_.fingerprint();
    struct Seen {
        GraphFingerprint::Pass pass;
        std::vector<float> gradient;
    };
    std::map<std::uint32_t, Seen> seen;  // a graph that several examples share is passed once
    for (const std::uint32_t e : examples)
        for (std::size_t k = 0; k < parts; ++k) {
            const std::uint32_t place = data_.places[e * parts + k];
            const auto [at, is_new] = seen.try_emplace(place);
            if (!is_new) continue;
            print.forward(net_.parameters(), data_.graphs[place], at->second.pass);
            at->second.gradient.resize(length);
        }
    gradient_.assign(net_.parameters().size(), 0);
    const auto share = 1 / static_cast<float>(examples.size());
    double loss = 0;
    std::vector<float> inputs(parts * length);
    GraphClassifier::HeadPass pass;
    for (const std::uint32_t e : examples) {
        const std::uint32_t* places = data_.places.data() + e * parts;
        for (std::size_t k = 0; k < parts; ++k)
            std::ranges::copy(seen.at(places[k]).pass.fingerprint,
                              inputs.begin() + static_cast<std::ptrdiff_t>(k * length));
        net_.head(inputs, pass);
        loss += softmax_slope(pass.logits, net_.shape().labels, data_.labels[e], share);
        const auto back = net_.head_back(inputs, pass, pass.logits, gradient_);
        for (std::size_t k = 0; k < parts; ++k)
            add_scaled(length, 1, back.data() + k * length, seen.at(places[k]).gradient.data());
    }
    for (const auto& [place, s] : seen)
        print.backward(net_.parameters(), data_.graphs[place], s.pass, s.gradient, gradient_);
    optimiser.update(0, gradient_.size(), gradient_.data());
    return loss / static_cast<double>(examples.size());
}

std::string GraphTraining::save() const { return loop_.save(graph_checkpoint); }
void GraphTraining::restore(std::string_view bytes) { loop_.restore(graph_checkpoint, bytes); }

}  // namespace crucible::learn
