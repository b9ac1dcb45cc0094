#include "crucible/learn/graph_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/learn/dense_kernels.hpp"

namespace crucible::learn {
namespace {

constexpr int most_degree = 5;  ///< atoms with more neighbours share its weights

std::size_t filled_up(std::size_t n) { return (n + 15) / 16 * 16; }

std::vector<std::size_t> degrees_of(const FeatureGraph& g) {
    std::vector<std::size_t> d(g.atoms.size());
    for (const auto& bond : g.bonds) ++d[bond.a], ++d[bond.b];
    for (std::size_t& n : d) n = std::min(n, std::size_t{most_degree});
    return d;
}

/// y += x W, rows of W as wide as y.
void add_product(std::span<const float> x, const float* weights, std::size_t width, float* y) {
    for (std::size_t j = 0; j < x.size(); ++j)
        if (x[j] != 0) add_scaled(width, x[j], weights + j * width, y);
}

/// The way back of that: of W and, where it is wanted, of x.
void back_product(std::span<const float> x, const float* weights, std::size_t width,
                  const float* slope, float* to_weights, float* to_x) {
    for (std::size_t j = 0; j < x.size(); ++j) {
        if (x[j] != 0) add_scaled(width, x[j], slope, to_weights + j * width);
        if (to_x) to_x[j] += dot(width, weights + j * width, slope);
    }
}

}  // namespace

GraphFingerprint::GraphFingerprint(const GraphFingerprintShape& s)
    : shape_(s),
      width_(filled_up(s.width)),
      features_(filled_up(s.atom_features)),
      bonds_(filled_up(s.bond_features)) {
    if (s.atom_features < 1 || s.atom_features > 4096 || s.bond_features < 1 ||
        s.bond_features > 4096 || s.width < 1 || s.width > 4096 || s.length < 16 ||
        s.length > 1U << 16 || s.length % 16 != 0 || s.depth < 0 || s.depth > 32)
        throw InputError("E-dense-shape",
                         fmt::format("a fingerprint of length {}, width {} and depth {} cannot be",
                                     s.length, s.width, s.depth),
                         "choose a length of 16, 32, 48 ... and a depth of at most 32");
}

std::size_t GraphFingerprint::in_of(int layer) const { return layer == 0 ? features_ : width_; }

std::size_t GraphFingerprint::rows_of_degree(int layer) const { return in_of(layer) + bonds_; }

/// Layer `l` leads from states l to l + 1; its output belongs to states l, so that layer `depth`
/// has an output alone.
GraphFingerprint::Layer GraphFingerprint::layer_at(int layer) const {
    std::size_t at = 0;
    Layer places;
    for (int l = 0; l <= layer; ++l) {
        places.in = in_of(l);
        places.output = at;
        at += places.in * shape_.length;
        places.output_bias = at;
        at += shape_.length;
        places.self = at;
        if (l < shape_.depth) at += places.in * width_;
        places.neighbours = at;
        if (l < shape_.depth) at += most_degree * rows_of_degree(l) * width_;
        places.bias = at;
        if (l < shape_.depth) at += width_;
    }
    return places;
}

std::size_t GraphFingerprint::size() const { return layer_at(shape_.depth).bias; }

std::vector<std::size_t> GraphFingerprint::used() const {
    std::vector<std::size_t> all;
    const auto table = [&](std::size_t at, std::size_t rows, std::size_t columns,
                           std::size_t stride) {
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < columns; ++c) all.push_back(at + r * stride + c);
    };
    for (int l = 0; l <= shape_.depth; ++l) {
        const Layer p = layer_at(l);
        const std::size_t in = l == 0 ? shape_.atom_features : shape_.width;
        table(p.output, in, shape_.length, shape_.length);
        table(p.output_bias, 1, shape_.length, shape_.length);
        if (l == shape_.depth) break;
        table(p.self, in, shape_.width, width_);
        for (std::size_t d = 0; d < most_degree; ++d) {
            const std::size_t at = p.neighbours + d * rows_of_degree(l) * width_;
            table(at, in, shape_.width, width_);
            table(at + p.in * width_, shape_.bond_features, shape_.width, width_);
        }
        table(p.bias, 1, shape_.width, width_);
    }
    return all;
}

void GraphFingerprint::start(std::span<float> parameters, RandomStream& random) const {
    std::fill_n(parameters.data(), size(), 0.0F);
    const double deviation = std::sqrt(1.0 / shape_.width);
    for (const std::size_t place : used())
        parameters[place] = static_cast<float>(deviation * random.normal());
}

void GraphFingerprint::check(const FeatureGraph& g) const {
    const auto refuse = [](const std::string& message) {
        throw InputError("E-classifier-training", message, "correct the graph");
    };
    for (const auto& atom : g.atoms)
        for (const std::uint32_t f : atom)
            if (f >= shape_.atom_features) refuse(fmt::format("an atom has no feature {}", f));
    for (const auto& bond : g.bonds)
        if (bond.a >= g.atoms.size() || bond.b >= g.atoms.size() || bond.a == bond.b ||
            bond.feature >= shape_.bond_features)
            refuse(fmt::format("a bond of atoms {} and {} with feature {} cannot be", bond.a,
                               bond.b, bond.feature));
}

std::vector<double> GraphFingerprint::reference(std::span<const float> p,
                                                const FeatureGraph& g) const {
    const std::size_t n = g.atoms.size();
    std::vector<double> fingerprint(shape_.length);
    std::vector<std::vector<double>> x(n, std::vector<double>(features_));
    for (std::size_t a = 0; a < n; ++a)
        for (const std::uint32_t f : g.atoms[a]) x[a][f] = 1;
    const auto degrees = degrees_of(g);
    for (int l = 0;; ++l) {
        const Layer at = layer_at(l);
        for (std::size_t a = 0; a < n; ++a) {
            std::vector<double> e(shape_.length);
            double sum = 0;
            for (std::size_t k = 0; k < e.size(); ++k) {
                double u = p[at.output_bias + k];
                for (std::size_t j = 0; j < at.in; ++j)
                    u += x[a][j] * p[at.output + j * shape_.length + k];
                sum += e[k] = std::exp(u);
            }
            for (std::size_t k = 0; k < e.size(); ++k) fingerprint[k] += e[k] / sum;
        }
        if (l == shape_.depth) return fingerprint;
        std::vector<std::vector<double>> next(n, std::vector<double>(width_));
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t k = 0; k < width_; ++k) {
                double z = p[at.bias + k];
                for (std::size_t j = 0; j < at.in; ++j) z += x[a][j] * p[at.self + j * width_ + k];
                for (const auto& bond : g.bonds) {
                    if (bond.a != a && bond.b != a) continue;
                    const std::size_t other = bond.a == a ? bond.b : bond.a;
                    const std::size_t table =
                        at.neighbours + (degrees[a] - 1) * rows_of_degree(l) * width_;
                    for (std::size_t j = 0; j < at.in; ++j)
                        z += x[other][j] * p[table + j * width_ + k];
                    z += p[table + (at.in + bond.feature) * width_ + k];
                }
                next[a][k] = std::tanh(z);
            }
        x = std::move(next);
    }
}

void GraphFingerprint::enter(const FeatureGraph& g, Pass& pass) const {
    const auto layers = static_cast<std::size_t>(shape_.depth);
    pass.states.resize(layers + 1), pass.shares.resize(layers + 1), pass.sums.resize(layers);
    pass.states[0].assign(g.atoms.size() * features_, 0);
    for (std::size_t a = 0; a < g.atoms.size(); ++a)
        for (const std::uint32_t f : g.atoms[a]) pass.states[0][a * features_ + f] = 1;
    pass.fingerprint.assign(shape_.length, 0);
}

void GraphFingerprint::tell_shares(std::span<const float> p, std::size_t layer, Pass& pass) const {
    const Layer at = layer_at(static_cast<int>(layer));
    const std::size_t n = pass.states[layer].size() / at.in, length = shape_.length;
    auto& shares = pass.shares[layer];
    shares.resize(n * length);
    for (std::size_t a = 0; a < n; ++a) {
        float* u = shares.data() + a * length;
        std::copy_n(p.data() + at.output_bias, length, u);
        add_product({pass.states[layer].data() + a * at.in, at.in}, p.data() + at.output, length,
                    u);
        const float sum = exponentials(length, *std::max_element(u, u + length), u);
        for (std::size_t k = 0; k < length; ++k) u[k] /= sum;
        add_scaled(length, 1, u, pass.fingerprint.data());
    }
}

void GraphFingerprint::forward(std::span<const float> p, const FeatureGraph& g, Pass& pass) const {
    const std::size_t n = g.atoms.size();
    enter(g, pass);
    const auto degrees = degrees_of(g);
    for (int l = 0; l < shape_.depth; ++l) {
        const auto here = static_cast<std::size_t>(l);
        tell_shares(p, here, pass);
        const Layer at = layer_at(l);
        const std::size_t rows = rows_of_degree(l);
        const std::vector<float>& x = pass.states[here];
        auto& sums = pass.sums[here];
        sums.assign(n * rows, 0);
        const auto add_neighbour = [&](std::size_t a, std::size_t other, std::uint32_t feature) {
            add_scaled(at.in, 1, x.data() + other * at.in, sums.data() + a * rows);
            sums[a * rows + at.in + feature] += 1;
        };
        for (const auto& bond : g.bonds) {
            add_neighbour(bond.a, bond.b, bond.feature);
            add_neighbour(bond.b, bond.a, bond.feature);
        }
        auto& next = pass.states[here + 1];
        next.resize(n * width_);
        for (std::size_t a = 0; a < n; ++a) {
            float* z = next.data() + a * width_;
            std::copy_n(p.data() + at.bias, width_, z);
            add_product({x.data() + a * at.in, at.in}, p.data() + at.self, width_, z);
            if (degrees[a] > 0)
                add_product({sums.data() + a * rows, rows},
                            p.data() + at.neighbours + (degrees[a] - 1) * rows * width_, width_, z);
            for (std::size_t k = 0; k < width_; ++k) z[k] = std::tanh(z[k]);
        }
    }
    tell_shares(p, static_cast<std::size_t>(shape_.depth), pass);
}

/// `gradient` becomes that at the states before the layer, from that behind it.
void GraphFingerprint::back_through(std::span<const float> p, const FeatureGraph& g,
                                    const Pass& pass, int layer, std::vector<float>& gradient,
                                    std::span<float> to) const {
    const auto here = static_cast<std::size_t>(layer);
    const Layer at = layer_at(layer);
    const std::size_t n = g.atoms.size(), rows = rows_of_degree(layer);
    const auto degrees = degrees_of(g);
    const std::vector<float>&x = pass.states[here], &y = pass.states[here + 1];
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] *= 1 - y[i] * y[i];
    std::vector<float> before(n * at.in), of_sums(n * rows);
    for (std::size_t a = 0; a < n; ++a) {
        const float* slope = gradient.data() + a * width_;
        back_product({x.data() + a * at.in, at.in}, p.data() + at.self, width_, slope,
                     to.data() + at.self, layer > 0 ? before.data() + a * at.in : nullptr);
        if (degrees[a] > 0) {
            const std::size_t table = at.neighbours + (degrees[a] - 1) * rows * width_;
            back_product({pass.sums[here].data() + a * rows, rows}, p.data() + table, width_, slope,
                         to.data() + table, layer > 0 ? of_sums.data() + a * rows : nullptr);
        }
        add_scaled(width_, 1, slope, to.data() + at.bias);
    }
    for (const auto& bond : g.bonds) {
        add_scaled(at.in, 1, of_sums.data() + bond.a * rows, before.data() + bond.b * at.in);
        add_scaled(at.in, 1, of_sums.data() + bond.b * rows, before.data() + bond.a * at.in);
    }
    gradient = std::move(before);
}

void GraphFingerprint::backward(std::span<const float> p, const FeatureGraph& g, const Pass& pass,
                                std::span<const float> gradient, std::span<float> to) const {
    const std::size_t n = g.atoms.size(), length = shape_.length;
    std::vector<float> at_states, slope(length);
    for (int l = shape_.depth; l >= 0; --l) {
        const auto here = static_cast<std::size_t>(l);
        const Layer at = layer_at(l);
        if (l == shape_.depth)
            at_states.assign(n * at.in, 0);
        else
            back_through(p, g, pass, l, at_states, to);
        for (std::size_t a = 0; a < n; ++a) {
            const float* share = pass.shares[here].data() + a * length;
            const float mean = dot(length, gradient.data(), share);
            for (std::size_t k = 0; k < length; ++k) slope[k] = share[k] * (gradient[k] - mean);
            back_product({pass.states[here].data() + a * at.in, at.in}, p.data() + at.output,
                         length, slope.data(), to.data() + at.output,
                         l > 0 ? at_states.data() + a * at.in : nullptr);
            add_scaled(length, 1, slope.data(), to.data() + at.output_bias);
        }
    }
}

}  // namespace crucible::learn
