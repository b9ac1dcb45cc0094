#include "crucible/training/bench.hpp"

#include "crucible/training/parameters.hpp"
#include "crucible/training/peer.hpp"
#include "crucible/training/trainer.hpp"

namespace crucible {
namespace {

/// 32 atoms of aluminium, off their sites by up to 0.1 angstrom; 9 angstrom reach: 181 neighbours.
LabelledFrame bench_aluminium() {
    constexpr double a = 4.05;
    RandomStream random(3, StreamId::training_nets);
    LabelledFrame f;
    f.structure.cell.h = Mat3::diagonal(2 * a, 2 * a, 2 * a);
    for (int k = 0; k < 8; ++k)
        for (const Vec3& site : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
            Vec3 r = (site + Vec3(k / 4, k / 2 % 2, k % 2)) * a;
            for (int c = 0; c < 3; ++c) r[c] += random.uniform(-0.1, 0.1);
            f.structure.positions.emplace_back(r);
            f.structure.numbers.push_back(13);
            f.forces.emplace_back();
        }
    f.virial = Mat3{};
    return f;
}

struct BenchTraining {
    DeepPotWeights weights =
        training::random_weights({13}, 9, 2, {308}, {}, {1, StreamId::training_nets});
    std::vector<training::Sample> samples;
    training::TrainingSettings settings;

    BenchTraining() {
        weights.mean[0] = 0.1;
        weights.deviation.assign(4, 0.1);
        samples.push_back(training::make_sample(bench_aluminium(), weights));
        settings.steps = 1000, settings.report_every = 1000;
    }
    double own(Precision p, const std::string& name, std::vector<Measurement>& out) {
        settings.precision = p;
        training::Trainer trainer(weights, samples, {}, settings);
        out.push_back(measure(name, "ms", [&] {
            const double begin = thread_cpu_seconds();
            trainer.run(trainer.step() + 4);
            return 1e3 / 4 * (thread_cpu_seconds() - begin);
        }));
        return out.back().value;
    }
    /// Energies, forces and virials in the loss, as for `own`.
    double peer(const Plugin& nn, Precision p, PeerSlots slots, const std::string& name,
                std::vector<Measurement>& out) const {
        const auto trainer = nn.find(training::torch_training)(weights, p, slots);
        const training::Sample* batch[] = {samples.data()};
        out.push_back(measure(name, "ms", [&] {
            const double begin = thread_cpu_seconds();
            for (int k = 0; k < 4; ++k)
                trainer->step(batch, settings.loss.start, settings.rate_start);
            return 1e3 / 4 * (thread_cpu_seconds() - begin);
        }));
        return out.back().value;
    }
};

constexpr std::pair<const char*, Precision> bench_precisions[] = {{"float", Precision::single},
                                                                  {"double", Precision::double_}};

constexpr std::pair<PeerSlots, const char*> bench_slots[] = {
    {PeerSlots::filled, "torch eager"}, {PeerSlots::all, "torch eager, all slots"}};

std::vector<Measurement> bench_training_step() {
    BenchTraining bench;
    std::vector<Measurement> out;
    const Plugin* nn = find_plugin("nn");
    for (const auto& [name, precision] : bench_precisions) {
        const std::string step = std::string("training.step.") + name;
        const double own = bench.own(precision, step, out);
        if (!nn) continue;
        for (const auto& [slots, torch] : bench_slots) {
            const double peer = bench.peer(*nn, precision, slots, step + ", " + torch, out);
            out.push_back({step + ": " + torch + " to this", peer / own, "", 0, 1});
        }
    }
    return out;
}

std::vector<Measurement> bench_training_torch() {
    const Plugin& nn = need_plugin("nn");
    const BenchTraining bench;
    std::vector<Measurement> out;
    for (const auto& [name, precision] : bench_precisions)
        bench.peer(nn, precision, PeerSlots::filled, std::string("training.torch.") + name, out);
    return out;
}

}  // namespace

const std::vector<Benchmark>& training_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"training.step",
         "CPU time of a step of training: 25/50/100 and 240x3 nets, 32 atoms, 181 neighbours",
         bench_training_step},
        {"training.torch", "The same step in libtorch, eager, one thread (plug-in nn)",
         bench_training_torch}};
    return all;
}

}  // namespace crucible
