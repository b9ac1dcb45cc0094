#include <algorithm>

#include "crucible/learn/bench.hpp"
#include "crucible/learn/classifier_training.hpp"

namespace crucible {
namespace {

using namespace learn;

/// Rows as fingerprints of drug-like molecules have them: 60 entries, 80 of 10,240 labels apply.
struct BenchRows {
    SparseRows inputs;
    LabelLists labels, candidates;

    BenchRows(std::size_t n, const ClassifierShape& shape) {
        RandomStream random(1, StreamId::bench_chem);
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<std::uint32_t> columns, list;
            for (int k = 0; k < 60; ++k)
                columns.push_back(static_cast<std::uint32_t>(random.index(shape.tower.inputs)));
            for (int k = 0; k < 80; ++k)
                list.push_back(static_cast<std::uint32_t>(random.index(shape.labels)));
            const auto tidy = [](std::vector<std::uint32_t>& v) {
                std::sort(v.begin(), v.end());
                v.erase(std::unique(v.begin(), v.end()), v.end());
            };
            tidy(columns), tidy(list);
            for (const std::uint32_t c : columns) inputs.add(c, 1);
            inputs.end_row();
            labels.add_list(std::span(list).first(1));
            candidates.add_list(list);
        }
    }
};

double batch_milliseconds(const ClassifierShape& shape, const BenchRows& rows, bool with_mask) {
    Classifier net(shape, {1, StreamId::dense_nets});
    ClassifierTraining training(
        net, {&rows.inputs, &rows.labels, with_mask ? &rows.candidates : nullptr}, {});
    Adam adam(net.parameters());
    std::vector<std::uint32_t> batch(256);
    for (std::uint32_t i = 0; i < batch.size(); ++i) batch[i] = i;
    const double begin = thread_cpu_seconds();
    const int steps = with_mask ? 8 : 2;
    for (int i = 0; i < steps; ++i) {
        adam.begin_step(1e-3);
        training.step(batch, adam, 0.4);
    }
    return 1e3 * (thread_cpu_seconds() - begin) / steps;
}

std::vector<Measurement> run_classifier() {
    const ClassifierShape shape{{2048, 512, 0}, 10240};
    const BenchRows rows(256, shape);
    const Measurement masked = measure("learn.classifier.masked", "ms",
                                       [&] { return batch_milliseconds(shape, rows, true); });
    const Measurement whole = measure(
        "learn.classifier.all", "ms", [&] { return batch_milliseconds(shape, rows, false); }, 3);
    const Classifier net(shape, {1, StreamId::dense_nets});
    const Measurement one = measure("learn.classifier.logits", "us", [&] {
        const double begin = thread_cpu_seconds();
        for (int i = 0; i < 100; ++i) net.logits(rows.inputs[0], rows.candidates[0]);
        return 1e4 * (thread_cpu_seconds() - begin);
    });
    return {masked,
            whole,
            {"learn.classifier.all-over-masked", whole.value / masked.value, "", 0, 1},
            one};
}

}  // namespace

std::vector<Benchmark> classifier_benchmarks() {
    return {{"learn.classifier",
             "A classifier of 10,240 labels, one thread: a step of 256 rows, logits of one",
             run_classifier}};
}

}  // namespace crucible
