#include "crucible/training/bench.hpp"

#include "crucible/training/parameters.hpp"
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

std::vector<Measurement> bench_training_step() {
    using namespace training;
    DeepPotWeights w = random_weights({13}, 9, 2, {308}, {}, {1, StreamId::training_nets});
    w.mean[0] = 0.1;
    w.deviation.assign(4, 0.1);
    const std::vector<Sample> samples{make_sample(bench_aluminium(), w)};
    std::vector<Measurement> out;
    for (const auto& [name, precision] : {std::pair{"training.step.float", Precision::single},
                                          std::pair{"training.step.double", Precision::double_}}) {
        TrainingSettings s;
        s.steps = 1000, s.report_every = 1000;
        s.precision = precision;
        Trainer trainer(w, samples, {}, s);
        out.push_back(measure(name, "ms", [&] {
            const double begin = thread_cpu_seconds();
            trainer.run(trainer.step() + 4);
            return 1e3 / 4 * (thread_cpu_seconds() - begin);
        }));
    }
    return out;
}

}  // namespace

const std::vector<Benchmark>& training_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"training.step",
         "CPU time of a step of training: 25/50/100 and 240x3 nets, 32 atoms, 181 neighbours",
         bench_training_step}};
    return all;
}

}  // namespace crucible
