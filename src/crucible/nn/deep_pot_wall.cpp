// All that includes torch: it is slow to compile.

#include <torch/csrc/autograd/autograd.h>
#include <torch/optim/adam.h>
#include <torch/types.h>

#include <algorithm>

#include "crucible/nn/surroundings.hpp"
#include "crucible/nn/threads.hpp"
#include "crucible/nn/torch_deep_pot.hpp"

namespace crucible::nn {
namespace {

using torch::Tensor;
using training::LossFactors;
using training::Prediction;
using training::Sample;

torch::ScalarType scalar_of(Precision p) {
    return p == Precision::single ? torch::kFloat32 : torch::kFloat64;
}

Tensor tensor_of(const double* values, torch::IntArrayRef shape, torch::ScalarType scalar) {
    return torch::from_blob(const_cast<double*>(values), shape, torch::kFloat64)
        .to(scalar, /*non_blocking=*/false, /*copy=*/true);
}
Tensor indices_of(const std::vector<std::int64_t>& values) {
    return torch::from_blob(const_cast<std::int64_t*>(values.data()),
                            {static_cast<std::int64_t>(values.size())}, torch::kInt64)
        .clone();
}

enum class NetKind { embedding, fitting };
enum class Learning { off, on };

struct Layer {
    Tensor weights, bias, idt;
    enum class Skip { none, add, twice } skip = Skip::none;
    bool is_linear = false;

    Layer(const DenseLayer& l, NetKind kind, std::size_t place, std::size_t layers,
          torch::ScalarType scalar, Learning learning) {
        const auto in = static_cast<std::int64_t>(l.inputs),
                   out = static_cast<std::int64_t>(l.outputs);
        weights = tensor_of(l.weights.data(), {in, out}, scalar);
        bias = tensor_of(l.bias.data(), {out}, scalar);
        if (!l.idt.empty()) idt = tensor_of(l.idt.data(), {out}, scalar);
        for (Tensor* t : {&weights, &bias, &idt})
            if (t->defined()) t->set_requires_grad(learning == Learning::on);
        is_linear = kind == NetKind::fitting && place + 1 == layers;
        if (l.inputs == l.outputs && !is_linear && (place > 0 || kind == NetKind::embedding))
            skip = Skip::add;
        else if (l.outputs == 2 * l.inputs && kind == NetKind::embedding)
            skip = Skip::twice;
    }
    Tensor forth(const Tensor& x) const {
        Tensor y = torch::addmm(bias, x, weights);
        if (is_linear) return y;
        y = torch::tanh(y);
        if (idt.defined()) y = y * idt;
        if (skip == Skip::add) return y + x;
        return skip == Skip::twice ? y + torch::cat({x, x}, 1) : y;
    }
};

struct Net {
    std::vector<Layer> layers;
    Net(const DenseNet& net, NetKind kind, torch::ScalarType scalar, Learning learning) {
        for (std::size_t k = 0; k < net.size(); ++k)
            layers.emplace_back(net[k], kind, k, net.size(), scalar, learning);
    }
    Tensor forth(Tensor x) const {
        for (const Layer& l : layers) x = l.forth(x);
        return x;
    }
};

/// Neighbours of one kind around all atoms of a group.
struct RowTensors {
    Tensor d;         ///< (n, k, 3) angstrom
    Tensor count;     ///< (n, k, 1)
    Tensor from, to;  ///< (n * k * 3) places in a row of all forces
    std::size_t kind = 0;

    RowTensors(const Rows& r, std::size_t atoms, torch::ScalarType scalar)
        : from(indices_of(r.from)), to(indices_of(r.to)), kind(r.kind) {
        const auto n = static_cast<std::int64_t>(atoms), k = static_cast<std::int64_t>(r.width);
        d = tensor_of(r.d.data(), {n, k, 3}, scalar).set_requires_grad(true);
        count = tensor_of(r.count.data(), {n, k, 1}, scalar);
    }
};

/// Energy, and what follows from it; still part of the graph.
struct Felt {
    Tensor energy;                 ///< scalar
    Tensor force;                  ///< (3 * all)
    Tensor virial;                 ///< (3, 3)
    std::vector<Tensor> per_atom;  ///< of each group
};

class TorchNets {
public:
    TorchNets(const DeepPotWeights& w, Precision precision, Learning learning)
        : w_(w), scalar_(scalar_of(precision)), learning_(learning) {
        use_threads(1);
        for (const DenseNet& n : w.embedding)
            embedding_.emplace_back(n, NetKind::embedding, scalar_, learning);
        for (const DenseNet& n : w.fitting)
            fitting_.emplace_back(n, NetKind::fitting, scalar_, learning);
        for (std::size_t t = 0; t < w.numbers.size(); ++t) {
            mean_.push_back(tensor_of(&w.mean[4 * t], {4}, scalar_));
            deviation_.push_back(tensor_of(&w.deviation[4 * t], {4}, scalar_));
        }
    }
    const DeepPotWeights& weights() const { return w_; }
    torch::ScalarType scalar() const { return scalar_; }
    std::vector<Tensor> parameters() const {
        std::vector<Tensor> out;
        for (const auto* nets : {&embedding_, &fitting_})
            for (const Net& net : *nets)
                for (const Layer& l : net.layers)
                    for (const Tensor* t : {&l.weights, &l.bias, &l.idt})
                        if (t->defined()) out.push_back(*t);
        return out;
    }

    Felt feel(const std::vector<Group>& groups, std::size_t atoms) const {
        Felt out;
        std::vector<RowTensors> rows;
        std::vector<Tensor> moved;
        for (const Group& g : groups) {
            const std::size_t begin = rows.size();
            for (const Rows& r : g.rows) {
                rows.emplace_back(r, g.members.size(), scalar_);
                moved.push_back(rows.back().d);
            }
            out.per_atom.push_back(energies(g.kind, std::span(rows).subspan(begin)));
            const Tensor sum = out.per_atom.back().sum();
            out.energy = out.energy.defined() ? out.energy + sum : sum;
        }
        const bool learns = learning_ == Learning::on;
        const auto pulls = torch::autograd::grad({out.energy}, moved, {}, learns, learns);
        out.force = torch::zeros({3 * static_cast<std::int64_t>(atoms)}, scalar_);
        out.virial = torch::zeros({3, 3}, scalar_);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const Tensor pull = pulls[k].reshape({-1});
            out.force =
                out.force.index_add(0, rows[k].from, pull).index_add(0, rows[k].to, pull, -1);
            const Tensor d = rows[k].d.detach().reshape({-1, 3});
            out.virial = out.virial - torch::mm(d.t(), pull.view({-1, 3}));
        }
        return out;
    }

private:
    /// (n, 4, columns): rows of the environment times their embeddings, summed.
    Tensor sums(std::size_t kind, const RowTensors& r) const {
        const Tensor length = (r.d * r.d).sum(2, true).sqrt();
        const Tensor u = ((length - w_.smooth_from) / (w_.cutoff - w_.smooth_from)).clamp(0.0, 1.0);
        const Tensor s = (u * u * u * (u * (-6 * u + 15) - 10) + 1) / length;
        const Tensor rows = (torch::cat({s, s * r.d / length}, 2) - mean_[kind]) / deviation_[kind];
        const std::size_t net = w_.is_one_sided ? r.kind : kind * w_.numbers.size() + r.kind;
        const Tensor columns = embedding_[net].forth(rows.narrow(2, 0, 1).reshape({-1, 1}));
        return torch::bmm((rows * r.count).transpose(1, 2),
                          columns.view({rows.size(0), rows.size(1), -1}));
    }
    /// (n, 1) eV
    Tensor energies(std::size_t kind, std::span<const RowTensors> around) const {
        Tensor t;
        for (const RowTensors& r : around) t = t.defined() ? t + sums(kind, r) : sums(kind, r);
        t = t / static_cast<double>(w_.slots());
        const Tensor d = torch::bmm(t.transpose(1, 2), t.narrow(2, 0, w_.axis));
        return fitting_[kind].forth(d.reshape({d.size(0), -1})) + w_.energy_bias[kind];
    }

    DeepPotWeights w_;
    torch::ScalarType scalar_;
    Learning learning_;
    std::vector<Net> embedding_, fitting_;
    std::vector<Tensor> mean_, deviation_;
};

std::vector<double> values_of(const Tensor& t) {
    const Tensor flat = t.detach().to(torch::kFloat64).reshape({-1}).contiguous();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

/// A piece of at most this many atoms: the graph of a thousand would fill gigabytes.
constexpr std::size_t piece_atoms = 64;

class TorchDeepPot final : public ShortRangeModel {
public:
    TorchDeepPot(const DeepPotWeights& w, Precision p, PeerSlots slots)
        : precision_(p), slots_(slots), nets_(w, p, Learning::off) {}
    double cutoff() const override { return nets_.weights().cutoff; }
    const std::vector<int>& numbers() const override { return nets_.weights().numbers; }
    std::unique_ptr<EnergyModel> clone() const override {
        return std::make_unique<TorchDeepPot>(nets_.weights(), precision_, slots_);
    }
    std::string description() const override {
        return "deep potential in libtorch, " + nets_.weights().source;
    }
    void add(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) override {
        for (std::size_t at = begin; at < end; at += piece_atoms)
            add_piece(a, at, std::min(end, at + piece_atoms), out);
    }

private:
    void add_piece(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
        const Surroundings s = surroundings(a, begin, end, nets_.weights(), out.nearest);
        const std::vector<Group> groups = groups_of(s, nets_.weights(), slots_);
        const Felt felt = nets_.feel(groups, a.all);
        const std::vector<double> force = values_of(felt.force), virial = values_of(felt.virial);
        for (std::size_t k = 0; k < force.size(); ++k) out.forces[k] += force[k];
        for (std::size_t k = 0; k < 9; ++k)
            out.virial(static_cast<int>(k / 3), static_cast<int>(k % 3)) += virial[k];
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const std::vector<double> energy = values_of(felt.per_atom[g]);
            for (std::size_t m = 0; m < energy.size(); ++m) {
                out.energy += energy[m];
                out.per_atom[begin + groups[g].members[m]] += energy[m];
            }
        }
    }

    Precision precision_;
    PeerSlots slots_;
    TorchNets nets_;
};

class TorchTraining final : public training::TrainingPeer {
public:
    TorchTraining(const DeepPotWeights& w, Precision p, PeerSlots slots)
        : slots_(slots),
          nets_(w, p, Learning::on),
          adam_(nets_.parameters(), torch::optim::AdamOptions(1e-3)) {}

    Prediction predict(const Sample& s) override {
        const Felt felt = feel(s);
        const std::vector<double> force = values_of(felt.force), virial = values_of(felt.virial);
        Prediction out;
        out.energy = felt.energy.item<double>();
        for (std::size_t i = 0; i < s.atoms(); ++i)
            out.force.emplace_back(force[3 * i], force[3 * i + 1], force[3 * i + 2]);
        for (std::size_t k = 0; k < 9; ++k)
            out.virial(static_cast<int>(k / 3), static_cast<int>(k % 3)) = virial[k];
        return out;
    }
    double gradient(std::span<const Sample* const> batch, const LossFactors& factor,
                    std::vector<double>& out) override {
        adam_.zero_grad();
        const Tensor mean = loss(batch, factor);
        mean.backward();
        out.clear();
        for (const Tensor& p : nets_.parameters()) {
            const std::vector<double> g = values_of(p.grad());
            out.insert(out.end(), g.begin(), g.end());
        }
        return mean.item<double>();
    }
    double step(std::span<const Sample* const> batch, const LossFactors& factor,
                double rate) override {
        static_cast<torch::optim::AdamOptions&>(adam_.param_groups()[0].options()).lr(rate);
        adam_.zero_grad();
        const Tensor mean = loss(batch, factor);
        mean.backward();
        adam_.step();
        return mean.item<double>();
    }
    std::vector<double> parameters() const override {
        std::vector<double> out;
        for (const Tensor& p : nets_.parameters()) {
            const std::vector<double> v = values_of(p);
            out.insert(out.end(), v.begin(), v.end());
        }
        return out;
    }

private:
    Felt feel(const Sample& s) const {
        return nets_.feel(groups_of(surroundings(s), nets_.weights(), slots_), s.atoms());
    }
    Tensor loss(std::span<const Sample* const> batch, const LossFactors& factor) const {
        Tensor sum;
        for (const Sample* s : batch) {
            const Tensor of_frame = frame_loss(*s, factor) / static_cast<double>(batch.size());
            sum = sum.defined() ? sum + of_frame : of_frame;
        }
        return sum;
    }
    Tensor frame_loss(const Sample& s, const LossFactors& factor) const {
        const auto n = static_cast<double>(s.atoms());
        const Felt felt = feel(s);
        std::vector<double> label;
        for (const Vec3& f : s.force) label.insert(label.end(), {f.x, f.y, f.z});
        const Tensor force =
            tensor_of(label.data(), {static_cast<std::int64_t>(label.size())}, nets_.scalar());
        Tensor sum = factor.energy / n * (felt.energy - s.energy).square() +
                     factor.force / (3 * n) * (felt.force - force).square().sum();
        if (!s.virial) return sum;
        label.clear();
        for (int k = 0; k < 9; ++k) label.push_back((*s.virial)(k / 3, k % 3));
        return sum +
               factor.virial / (9 * n) *
                   (felt.virial - tensor_of(label.data(), {3, 3}, nets_.scalar())).square().sum();
    }

    PeerSlots slots_;
    TorchNets nets_;
    torch::optim::Adam adam_;
};

}  // namespace

std::unique_ptr<ShortRangeModel> make_torch_deep_pot(const DeepPotWeights& w, Precision p,
                                                     PeerSlots slots) {
    return std::make_unique<TorchDeepPot>(w, p, slots);
}
std::unique_ptr<training::TrainingPeer> make_torch_training(const DeepPotWeights& w, Precision p,
                                                            PeerSlots slots) {
    return std::make_unique<TorchTraining>(w, p, slots);
}

}  // namespace crucible::nn
