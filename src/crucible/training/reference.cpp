#include "crucible/training/reference.hpp"

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/training/parameters.hpp"

namespace crucible::training {
namespace {

/// A number and its derivative along the displacement.
struct Dual {
    double value = 0, slope = 0;
    Dual() = default;
    Dual(double v, double s = 0) : value(v), slope(s) {}
    Dual& operator+=(const Dual& o) {
        value += o.value, slope += o.slope;
        return *this;
    }
    friend Dual operator+(Dual a, const Dual& b) { return a += b; }
    friend Dual operator-(const Dual& a, const Dual& b) {
        return {a.value - b.value, a.slope - b.slope};
    }
    friend Dual operator*(const Dual& a, const Dual& b) {
        return {a.value * b.value, a.value * b.slope + a.slope * b.value};
    }
    friend Dual operator/(const Dual& a, const Dual& b) {
        const double q = a.value / b.value;
        return {q, (a.slope - q * b.slope) / b.value};
    }
};
double tanh_of(double x) { return std::tanh(x); }
Dual tanh_of(const Dual& x) {
    const double t = std::tanh(x.value);
    return {t, (1 - t * t) * x.slope};
}
double sqrt_of(double x) { return std::sqrt(x); }
Dual sqrt_of(const Dual& x) {
    const double r = std::sqrt(x.value);
    return {r, x.slope / (2 * r)};
}
double value_of(double x) { return x; }
double value_of(const Dual& x) { return x.value; }

/// A net at one input, forth and back.
template <class X>
struct PlainNet {
    const DenseNet* net = nullptr;
    std::vector<std::vector<X>> in, f;  ///< of each layer: its input, and f(x W + b)

    std::vector<X> forth(const DenseNet& n, std::vector<X> x, bool ends_linear) {
        net = &n;
        for (std::size_t l = 0; l < n.size(); ++l) {
            const DenseLayer& layer = n[l];
            std::vector<X> z(layer.bias.begin(), layer.bias.end());
            for (std::size_t a = 0; a < layer.inputs; ++a)
                for (std::size_t b = 0; b < layer.outputs; ++b)
                    z[b] += x[a] * X(layer.weights[a * layer.outputs + b]);
            const bool is_linear = ends_linear && l + 1 == n.size();
            for (X& v : z)
                if (!is_linear) v = tanh_of(v);
            std::vector<X> y = z;
            for (std::size_t b = 0; b < layer.outputs; ++b) {
                if (!layer.idt.empty()) y[b] = X(layer.idt[b]) * y[b];
                if (skips(layer, l, ends_linear)) y[b] += x[b % layer.inputs];
            }
            in.push_back(std::move(x)), f.push_back(std::move(z));
            x = std::move(y);
        }
        return x;
    }
    /// As DenseNet says; a fitting net ends linear.
    bool skips(const DenseLayer& l, std::size_t place, bool is_fitting) const {
        if (is_fitting) return place > 0 && place + 1 < net->size() && l.outputs == l.inputs;
        return l.outputs == l.inputs || l.outputs == 2 * l.inputs;
    }
    /// From the gradient at the output to that at the input; `gradient` has a row per parameter.
    std::vector<X> back(std::vector<X> g, X* gradient, bool ends_linear) const {
        std::vector<std::size_t> start;
        std::size_t at = 0;
        for (const DenseLayer& l : *net) {
            start.push_back(at);
            at += l.weights.size() + l.bias.size() + l.idt.size();
        }
        for (std::size_t l = net->size(); l-- > 0;) {
            const DenseLayer& layer = (*net)[l];
            const bool is_linear = ends_linear && l + 1 == net->size();
            X* weights = gradient + start[l];
            X *bias = weights + layer.weights.size(), *idt = bias + layer.bias.size();
            std::vector<X> before(layer.inputs);
            for (std::size_t b = 0; b < layer.outputs; ++b) {
                if (skips(layer, l, ends_linear)) before[b % layer.inputs] += g[b];
                X z = g[b];
                if (!layer.idt.empty()) idt[b] += g[b] * f[l][b], z = z * X(layer.idt[b]);
                if (!is_linear) z = z * (X(1) - f[l][b] * f[l][b]);
                bias[b] += z;
                for (std::size_t a = 0; a < layer.inputs; ++a) {
                    weights[a * layer.outputs + b] += in[l][a] * z;
                    before[a] += z * X(layer.weights[a * layer.outputs + b]);
                }
            }
            g = std::move(before);
        }
        return g;
    }
};

/// The weight s(r) = w(r)/r and its derivative.
template <class X>
std::array<X, 2> switched(const X& r, double from, double cutoff) {
    const X inverse = X(1) / r;
    if (value_of(r) < from) return {inverse, X(-1) * inverse * inverse};
    const X u = (r - X(from)) * X(1 / (cutoff - from));
    const X w = u * u * u * (u * (X(-6) * u + X(15)) - X(10)) + X(1);
    const X dw = u * u * (u * (X(-30) * u + X(60)) - X(30)) * X(1 / (cutoff - from));
    return {w * inverse, dw * inverse - w * inverse * inverse};
}

/// Where the parameters of each net start in the row.
struct NetStarts {
    std::vector<std::size_t> embedding, fitting;
    explicit NetStarts(const DeepPotWeights& w) {
        std::size_t at = 0;
        const auto size = [](const DenseNet& net) {
            std::size_t n = 0;
            for (const DenseLayer& l : net) n += l.weights.size() + l.bias.size() + l.idt.size();
            return n;
        };
        for (const DenseNet& net : w.embedding) embedding.push_back(at), at += size(net);
        for (const DenseNet& net : w.fitting) fitting.push_back(at), at += size(net);
    }
};

/// One slot of the environment of an atom.
template <class X>
struct PlainSlot {
    std::size_t net = 0;
    double count = 1;        ///< how many slots it stands for: empty ones are alike
    std::array<X, 3> d{};    ///< angstrom
    std::array<X, 4> row{};  ///< normalised
    X r{}, s{}, ds{};
    bool is_empty = false;
    PlainNet<X> embedding;
    std::vector<X> g;
};

template <class X>
void fill_slot(const DeepPotWeights& w, std::size_t kind, PlainSlot<X>& slot) {
    std::array<X, 4> raw{};
    if (!slot.is_empty) {
        slot.r = sqrt_of(slot.d[0] * slot.d[0] + slot.d[1] * slot.d[1] + slot.d[2] * slot.d[2]);
        const auto [s, ds] = switched(slot.r, w.smooth_from, w.cutoff);
        slot.s = s, slot.ds = ds;
        raw[0] = s;
        for (std::size_t k = 0; k < 3; ++k) raw[k + 1] = s * slot.d[k] / slot.r;
    }
    for (std::size_t c = 0; c < 4; ++c)
        slot.row[c] = (raw[c] - X(w.mean[4 * kind + c])) / X(w.deviation[4 * kind + c]);
    slot.g = slot.embedding.forth(w.embedding[slot.net], {slot.row[0]}, false);
}

/// All slots around atom i, pairs in their order and the empty ones of each kind behind them.
template <class X>
std::vector<PlainSlot<X>> plain_slots(const DeepPotWeights& w, const Sample& s, std::size_t i,
                                      const LossPull* along) {
    const std::size_t types = w.numbers.size(), kind = static_cast<std::size_t>(s.kinds[i]);
    std::vector<PlainSlot<X>> all;
    for (std::size_t t = 0; t < types; ++t) {
        PlainSlot<X> slot;
        slot.net = w.is_one_sided ? t : kind * types + t;
        for (std::size_t p = s.first[i * types + t]; p < s.first[i * types + t + 1]; ++p) {
            for (int k = 0; k < 3; ++k) {
                slot.d[static_cast<std::size_t>(k)] = X(s.pairs[p].d[k]);
                if constexpr (std::is_same_v<X, Dual>)
                    slot.d[static_cast<std::size_t>(k)].slope = along->of(i, s.pairs[p])[k];
            }
            all.push_back(slot);
        }
        slot.is_empty = true;
        slot.count =
            w.sel[t] - static_cast<double>(s.first[i * types + t + 1] - s.first[i * types + t]);
        all.push_back(slot);
    }
    for (PlainSlot<X>& slot : all) fill_slot(w, kind, slot);
    return all;
}

/// Back from the gradient at a normalised row R = (s, s d/r) to that at d.
template <class X>
std::array<X, 3> back_to_vector(const double* deviation, const PlainSlot<X>& slot,
                                const std::array<X, 4>& grow) {
    std::array<X, 3> out{};
    X along_r = grow[0] / X(deviation[0]) * slot.ds;
    const X ratio = slot.s / slot.r;
    for (std::size_t k = 0; k < 3; ++k) {
        const X g = grow[k + 1] / X(deviation[k + 1]);
        along_r += g * slot.d[k] * (slot.ds / slot.r - ratio / slot.r);
        out[k] += g * ratio;
    }
    for (std::size_t k = 0; k < 3; ++k) out[k] += along_r * slot.d[k] / slot.r;
    return out;
}

/// Energy of atom i; dE/d(parameters) is added to `gradient`; dE/dd of each pair goes to `pull`.
template <class X>
X plain_atom(const DeepPotWeights& w, const Sample& s, std::size_t i, const LossPull* along,
             X* gradient, std::vector<std::array<X, 3>>& pull) {
    const auto kind = static_cast<std::size_t>(s.kinds[i]);
    const NetStarts starts(w);
    double slots = 0;
    for (const int n : w.sel) slots += n;
    std::vector<PlainSlot<X>> all = plain_slots<X>(w, s, i, along);
    const auto columns = w.embedding[0].back().outputs, axis = static_cast<std::size_t>(w.axis);
    std::vector<X> t(4 * columns);
    for (const PlainSlot<X>& slot : all) {
        for (std::size_t c = 0; c < 4; ++c)
            for (std::size_t m = 0; m < columns; ++m)
                t[c * columns + m] += X(slot.count / slots) * slot.row[c] * slot.g[m];
    }
    std::vector<X> d(columns * axis);
    for (std::size_t a = 0; a < columns; ++a)
        for (std::size_t b = 0; b < axis; ++b)
            for (std::size_t c = 0; c < 4; ++c)
                d[a * axis + b] += t[c * columns + a] * t[c * columns + b];
    PlainNet<X> fitting;
    const X energy = fitting.forth(w.fitting[kind], d, true)[0] + X(w.energy_bias[kind]);

    const std::vector<X> gd = fitting.back({X(1)}, gradient + starts.fitting[kind], true);
    std::vector<X> gt(4 * columns);
    for (std::size_t a = 0; a < columns; ++a)
        for (std::size_t b = 0; b < axis; ++b)
            for (std::size_t c = 0; c < 4; ++c) {
                gt[c * columns + a] += gd[a * axis + b] * t[c * columns + b];
                gt[c * columns + b] += gd[a * axis + b] * t[c * columns + a];
            }
    pull.clear();
    for (const PlainSlot<X>& slot : all) {
        std::vector<X> gg(columns);
        std::array<X, 4> grow{};
        for (std::size_t c = 0; c < 4; ++c)
            for (std::size_t m = 0; m < columns; ++m) {
                const X g = X(slot.count / slots) * gt[c * columns + m];
                gg[m] += g * slot.row[c];
                grow[c] += g * slot.g[m];
            }
        grow[0] += slot.embedding.back(gg, gradient + starts.embedding[slot.net], false)[0];
        if (slot.is_empty) continue;
        pull.push_back(back_to_vector(&w.deviation[4 * kind], slot, grow));
    }
    return energy;
}

}  // namespace

Prediction predict_reference(const DeepPotWeights& w, const Sample& s) {
    Prediction out;
    out.force.assign(s.atoms(), Vec3{});
    std::vector<double> unused(parameter_count(w));
    std::vector<std::array<double, 3>> pull;
    const std::size_t types = w.numbers.size();
    for (std::size_t i = 0; i < s.atoms(); ++i) {
        out.energy += plain_atom<double>(w, s, i, nullptr, unused.data(), pull);
        for (std::size_t p = 0; p < pull.size(); ++p) {
            const Sample::Pair& pair = s.pairs[s.first[i * types] + p];
            const Vec3 g{pull[p][0], pull[p][1], pull[p][2]};
            out.force[i] += g;
            out.force[static_cast<std::size_t>(pair.j)] -= g;
            out.virial += -1.0 * outer(pair.d, g);
        }
    }
    return out;
}

ErrorSums gradient_reference(const DeepPotWeights& w, const Sample& s, const LossFactors& factor,
                             std::vector<double>& gradient) {
    const Prediction p = predict_reference(w, s);
    const LossPull along = pull_of(s, p, factor);
    std::vector<Dual> both(parameter_count(w));
    CRUCIBLE_ASSERT(gradient.size() == both.size());
    std::vector<std::array<Dual, 3>> unused;
    for (std::size_t i = 0; i < s.atoms(); ++i)
        plain_atom<Dual>(w, s, i, &along, both.data(), unused);
    for (std::size_t k = 0; k < both.size(); ++k)
        gradient[k] += along.energy * both[k].value + both[k].slope;
    return errors_of(s, p, factor);
}

}  // namespace crucible::training
