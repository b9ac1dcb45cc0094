#include "crucible/training/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::training {
namespace {

constexpr int widest_layer = 4096;
constexpr double radial_spread = 2;  // of the first weights of an embedding net

DenseLayer random_layer(std::size_t inputs, std::size_t outputs, RandomStream& random) {
    DenseLayer l;
    l.inputs = inputs, l.outputs = outputs;
    const double scale = 1 / std::sqrt(static_cast<double>(inputs + outputs));
    for (std::size_t k = 0; k < inputs * outputs; ++k) l.weights.push_back(scale * random.normal());
    for (std::size_t k = 0; k < outputs; ++k) l.bias.push_back(random.normal());
    return l;
}

/// The only input of the first layer is the distance to a neighbour: its units must turn at all
/// distances, and within a shell of neighbours, or the nets take long to tell distances apart.
DenseNet random_embedding(const NetSizes& sizes, RandomStream& random) {
    DenseNet net;
    std::size_t width = 1;
    for (const int n : sizes.embedding) {
        net.push_back(random_layer(width, static_cast<std::size_t>(n), random));
        if (width == 1)
            for (double& v : net.back().weights) v *= radial_spread * std::sqrt(1.0 + n);
        width = static_cast<std::size_t>(n);
    }
    return net;
}

DenseNet random_fitting(const NetSizes& sizes, RandomStream& random) {
    DenseNet net;
    auto width = static_cast<std::size_t>(sizes.embedding.back() * sizes.axis);
    for (const int n : sizes.fitting) {
        const auto outputs = static_cast<std::size_t>(n);
        net.push_back(random_layer(width, outputs, random));
        for (std::size_t k = 0; net.size() > 1 && width == outputs && k < outputs; ++k)
            net.back().idt.push_back(0.1 + 0.001 * random.normal());
        width = outputs;
    }
    net.push_back(random_layer(width, 1, random));
    net.back().bias[0] = 0;  // the energies of the atoms are its start
    return net;
}

void check_sizes(const std::vector<int>& numbers, double cutoff, double smooth_from,
                 const std::vector<int>& sel, const NetSizes& sizes) {
    const auto fail = [](const std::string& message) {
        throw InputError("E-training-sizes", message, "see docs/training.md for usual sizes");
    };
    if (numbers.empty()) fail("a potential without elements");
    if (sel.size() != numbers.size()) fail("sel has not one number per element");
    if (!(cutoff > 0 && cutoff < 30)) fail(fmt::format("a cut-off of {} angstrom", cutoff));
    if (!(smooth_from >= 0 && smooth_from < cutoff))
        fail("the switch starts at or beyond the cut-off");
    if (sizes.embedding.empty() || sizes.fitting.empty()) fail("a net without layers");
    for (const auto* widths : {&sizes.embedding, &sizes.fitting})
        for (const int n : *widths)
            if (n < 1 || n > widest_layer) fail(fmt::format("a layer of {}", n));
    if (sizes.axis < 1 || sizes.axis > sizes.embedding.back())
        fail(fmt::format("axis {} of {} columns", sizes.axis, sizes.embedding.back()));
    for (const int n : sel)
        if (n < 1 || n > 100000) fail(fmt::format("sel {}", n));
}

}  // namespace

std::size_t parameter_count(const DeepPotWeights& w) {
    std::size_t n = 0;
    each_parameter_vector(w, [&](const std::vector<double>& v) { n += v.size(); });
    return n;
}

std::vector<double> parameters_of(const DeepPotWeights& w) {
    std::vector<double> out;
    out.reserve(parameter_count(w));
    each_parameter_vector(
        w, [&](const std::vector<double>& v) { out.insert(out.end(), v.begin(), v.end()); });
    return out;
}

void set_parameters(DeepPotWeights& w, std::span<const double> p) {
    CRUCIBLE_ASSERT(p.size() == parameter_count(w));
    std::size_t at = 0;
    each_parameter_vector(w, [&](std::vector<double>& v) {
        std::copy_n(p.begin() + static_cast<std::ptrdiff_t>(at), v.size(), v.begin());
        at += v.size();
    });
}

DeepPotWeights random_weights(const std::vector<int>& numbers, double cutoff, double smooth_from,
                              const std::vector<int>& sel, const NetSizes& sizes,
                              RandomStream random) {
    check_sizes(numbers, cutoff, smooth_from, sel, sizes);
    DeepPotWeights w;
    w.numbers = numbers;
    w.cutoff = cutoff, w.smooth_from = smooth_from;
    w.sel = sel;
    w.axis = sizes.axis;
    const std::size_t types = numbers.size();
    w.mean.assign(4 * types, 0.0);
    w.deviation.assign(4 * types, 1.0);
    for (std::size_t k = 0; k < types * types; ++k)
        w.embedding.push_back(random_embedding(sizes, random));
    for (std::size_t k = 0; k < types; ++k) w.fitting.push_back(random_fitting(sizes, random));
    w.energy_bias.assign(types, 0.0);
    w.source = "trained by Crucible";
    return w;
}

}  // namespace crucible::training
