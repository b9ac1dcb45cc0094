#include "crucible/energy/deep_pot_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/energy/deep_pot_environment.hpp"
#include "crucible/energy/deep_pot_nets.hpp"

namespace crucible {
namespace {

/// One slot of the environment matrix; without a neighbour its row is zero before normalising.
struct PlainSlot {
    std::int32_t atom = -1;
    std::size_t type = 0;
    Vec3 d;
    double r = 0;
    SwitchedInverse s;
    std::array<double, 4> row{};    ///< normalised
    std::array<double, 4> slope{};  ///< dE by `row`
    EmbeddingJet g;
};

std::vector<PlainSlot> plain_slots(const DeepPotWeights& w, const LocalAtoms& a, std::size_t i) {
    std::vector<std::vector<PlainSlot>> by_type(w.numbers.size());
    const double* at = a.positions + 3 * i;
    for (std::int64_t k = a.first[i]; k < a.first[i + 1]; ++k) {
        PlainSlot n;
        n.atom = a.neighbours[k];
        const double* to = a.positions + 3 * static_cast<std::size_t>(n.atom);
        n.d = Vec3(to[0] - at[0], to[1] - at[1], to[2] - at[2]);
        n.r = norm(n.d);
        if (!(n.r < w.cutoff)) continue;
        if (n.r < nearest_atoms) atoms_on_one_spot(i, n.r);
        n.type = static_cast<std::size_t>(a.kinds[n.atom]);
        by_type[n.type].push_back(n);
    }
    std::vector<PlainSlot> slots;
    for (std::size_t t = 0; t < by_type.size(); ++t) {
        std::stable_sort(by_type[t].begin(), by_type[t].end(),
                         [](const PlainSlot& x, const PlainSlot& y) { return x.r < y.r; });
        PlainSlot empty;
        empty.type = t;
        by_type[t].resize(static_cast<std::size_t>(w.sel[t]), empty);
        slots.insert(slots.end(), by_type[t].begin(), by_type[t].end());
    }
    return slots;
}

/// Rows of the environment matrix, their embeddings, and T = (1/slots) R^T G, (4, channels).
std::vector<double> descriptor_matrix(const DeepPotWeights& w, std::size_t type,
                                      std::vector<PlainSlot>& slots) {
    const std::size_t channels = w.embedding[0].back().outputs;
    std::vector<double> t(4 * channels, 0.0);
    for (PlainSlot& n : slots) {
        if (n.atom >= 0) {
            n.s = switched_inverse(n.r, w.smooth_from, w.cutoff);
            n.row = {n.s.value, n.s.value * n.d.x / n.r, n.s.value * n.d.y / n.r,
                     n.s.value * n.d.z / n.r};
        }
        for (std::size_t k = 0; k < 4; ++k)
            n.row[k] = (n.row[k] - w.mean[4 * type + k]) / w.deviation[4 * type + k];
        embed(w.embedding_of(type, n.type), n.row[0], n.g);
        for (std::size_t k = 0; k < 4; ++k)
            for (std::size_t m = 0; m < channels; ++m)
                t[k * channels + m] += n.row[k] * n.g.value[m];
    }
    for (double& x : t) x /= static_cast<double>(slots.size());
    return t;
}

/// The fitting net's output and its gradient by the input.
double plain_fitting(const DenseNet& net, const std::vector<double>& input,
                     std::vector<double>& gradient) {
    std::vector<std::vector<double>> tanhs;
    std::vector<double> x = input;
    for (std::size_t k = 0; k + 1 < net.size(); ++k) {
        const DenseLayer& l = net[k];
        std::vector<double> y = l.bias;
        for (std::size_t i = 0; i < l.inputs; ++i)
            for (std::size_t m = 0; m < l.outputs; ++m) y[m] += x[i] * l.weights[i * l.outputs + m];
        for (double& v : y) v = std::tanh(v);
        tanhs.push_back(y);
        for (std::size_t m = 0; m < l.outputs; ++m) {
            if (!l.idt.empty()) y[m] *= l.idt[m];
            if (k > 0 && l.inputs == l.outputs) y[m] += x[m];
        }
        x = std::move(y);
    }
    double e = net.back().bias[0];
    for (std::size_t m = 0; m < x.size(); ++m) e += x[m] * net.back().weights[m];
    gradient = net.back().weights;
    for (std::size_t k = net.size() - 1; k-- > 0;) {
        const DenseLayer& l = net[k];
        std::vector<double> back(l.inputs, 0.0);
        if (k > 0 && l.inputs == l.outputs) back = gradient;
        for (std::size_t m = 0; m < l.outputs; ++m) {
            const double t = tanhs[k][m];
            const double z = gradient[m] * (l.idt.empty() ? 1 : l.idt[m]) * (1 - t * t);
            for (std::size_t i = 0; i < l.inputs; ++i) back[i] += z * l.weights[i * l.outputs + m];
        }
        gradient = std::move(back);
    }
    return e;
}

/// dE by T from dE by D, where D = T^T T[:, :axis].
std::vector<double> back_to_matrix(const std::vector<double>& t, const std::vector<double>& by_d,
                                   std::size_t channels, std::size_t axis) {
    std::vector<double> by_t(4 * channels, 0.0);
    for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t a = 0; a < channels; ++a)
            for (std::size_t b = 0; b < axis; ++b) {
                by_t[k * channels + a] += by_d[a * axis + b] * t[k * channels + b];
                by_t[k * channels + b] += by_d[a * axis + b] * t[k * channels + a];
            }
    return by_t;
}

/// dE by the vector to the neighbour, from dE by T.
Vec3 pair_gradient(const DeepPotWeights& w, std::size_t type, std::size_t slots, PlainSlot& n,
                   const std::vector<double>& by_t) {
    const std::size_t channels = n.g.value.size();
    std::array<double, 4> q{};
    for (std::size_t m = 0; m < channels; ++m)
        for (std::size_t k = 0; k < 4; ++k) {
            q[k] += n.g.value[m] * by_t[k * channels + m];
            q[0] += n.g.slope[m] * n.row[k] * by_t[k * channels + m];
        }
    for (std::size_t k = 0; k < 4; ++k)
        q[k] /= static_cast<double>(slots) * w.deviation[4 * type + k];
    const Vec3 u = n.d / n.r, v(q[1], q[2], q[3]);
    const double across = n.s.value / n.r;
    return u * (q[0] * n.s.slope + dot(v, u) * (n.s.slope - across)) + v * across;
}

}  // namespace

void add_reference(const DeepPotWeights& w, const LocalAtoms& a, std::size_t begin, std::size_t end,
                   LocalSums& out) {
    const std::size_t channels = w.embedding[0].back().outputs;
    const auto axis = static_cast<std::size_t>(w.axis);
    for (std::size_t i = begin; i < end; ++i) {
        const auto type = static_cast<std::size_t>(a.kinds[i]);
        std::vector<PlainSlot> slots = plain_slots(w, a, i);
        const std::vector<double> t = descriptor_matrix(w, type, slots);
        std::vector<double> d(channels * axis, 0.0), by_d;
        for (std::size_t k = 0; k < 4; ++k)
            for (std::size_t x = 0; x < channels; ++x)
                for (std::size_t b = 0; b < axis; ++b)
                    d[x * axis + b] += t[k * channels + x] * t[k * channels + b];
        const double e = plain_fitting(w.fitting[type], d, by_d) + w.energy_bias[type];
        out.energy += e, out.per_atom[i] += e;
        const std::vector<double> by_t = back_to_matrix(t, by_d, channels, axis);
        for (PlainSlot& n : slots) {
            if (n.atom < 0) continue;
            const Vec3 p = pair_gradient(w, type, slots.size(), n, by_t);
            out.nearest = std::min(out.nearest, n.r);
            for (int k = 0; k < 3; ++k) {
                const auto u = static_cast<std::size_t>(k);
                out.forces[3 * i + u] += p[k];
                out.forces[3 * static_cast<std::size_t>(n.atom) + u] -= p[k];
                out.virial[k] -= n.d[k] * p;
            }
        }
    }
}

}  // namespace crucible
