#include "crucible/learn/beam_search.hpp"
#include "crucible/learn/bench.hpp"
#include "crucible/learn/translator_training.hpp"

namespace crucible {
namespace {

using namespace learn;

constexpr std::uint32_t bench_tokens = 80;
constexpr std::size_t bench_length = 45;  ///< of a product of USPTO-50k, about the mean

std::vector<std::uint32_t> bench_source(std::uint64_t seed) {
    RandomStream random(seed, StreamId::bench_chem, 3);
    std::vector<std::uint32_t> source(bench_length);
    for (auto& t : source)
        t = first_token + static_cast<std::uint32_t>(random.index(bench_tokens - first_token));
    return source;
}

double sources_per_second(const TranslatorNet& net, const BeamSettings& beams) {
    std::vector<std::vector<std::uint32_t>> sources;
    for (std::uint64_t s = 0; s < 8; ++s) sources.push_back(bench_source(s));
    const double begin = thread_cpu_seconds();
    translate(net, sources, beams);
    return static_cast<double>(sources.size()) / (thread_cpu_seconds() - begin);
}

double plain_sources_per_second(const TranslatorNet& net, const BeamSettings& beams) {
    const double begin = thread_cpu_seconds();
    translate_reference(net, bench_source(0), beams);
    return 1 / (thread_cpu_seconds() - begin);
}

void add_net(std::vector<Measurement>& out, const std::string& name, const TranslatorShape& shape) {
    const TranslatorNet net(shape, first_weights(shape, 1));
    // Random weights seldom end a text: all have the length of usual reactants.
    out.push_back(measure("synthesis.translate." + name, "molecules/s", [&] {
        return sources_per_second(net, {10, 50, 1});
    }));
    const BeamSettings few{3, 6, 1};
    const Measurement fast = measure("synthesis.translate." + name + ".short", "molecules/s",
                                     [&] { return sources_per_second(net, few); });
    const Measurement plain = measure(
        "synthesis.translate." + name + ".short.plain", "molecules/s",
        [&] { return plain_sources_per_second(net, few); }, 3);
    out.push_back(fast);
    out.push_back(plain);
    out.push_back(
        {"synthesis.translate." + name + ".over-plain", fast.value / plain.value, "", 0, 1});
}

std::vector<Measurement> run_translators() {
    std::vector<Measurement> out;
    add_net(out, "memory", {TranslatorKind::memory, bench_tokens, 256, 1, 1, 8, 512, 128});
    add_net(out, "transformer",
            {TranslatorKind::transformer, bench_tokens, 128, 3, 3, 8, 512, 128});
    return out;
}

/// Tokens of targets that are learned from in a second of CPU time.
double learned_per_second(TranslatorPeer& peer, const TranslatorShape& shape,
                          const TranslationBatch& batch) {
    const std::vector<float> weights = first_weights(shape, 1);
    std::vector<float> gradient(weights.size());
    const double begin = process_cpu_seconds();
    peer.gradient(batch, weights, {0.1, 0, 1}, gradient);
    return static_cast<double>(batch.outputs.size()) / (process_cpu_seconds() - begin);
}

std::vector<Measurement> run_translator_training() {
    const Plugin& nn = need_plugin("nn");
    std::vector<TranslationPair> pairs;
    for (std::uint64_t i = 0; i < 32; ++i)
        pairs.push_back({bench_source(i), bench_source(100 + i)});
    std::vector<const TranslationPair*> all;
    for (const TranslationPair& p : pairs) all.push_back(&p);
    const TranslationBatch batch = batch_of(all);
    std::vector<Measurement> out;
    for (const auto& [name, shape] :
         {std::pair{"memory",
                    TranslatorShape{TranslatorKind::memory, bench_tokens, 256, 1, 1, 8, 512, 128}},
          std::pair{"transformer", TranslatorShape{TranslatorKind::transformer, bench_tokens, 128,
                                                   3, 3, 8, 512, 128}}}) {
        const auto peer = nn.find(torch_translator)({shape, 1});
        out.push_back(measure(
            std::string("synthesis.train-translator.") + name, "tokens/s",
            [&, shape = shape] { return learned_per_second(*peer, shape, batch); }, 5));
    }
    return out;
}

}  // namespace

std::vector<Benchmark> translator_benchmarks() {
    return {{"synthesis.translate",
             "Translators of made-up weights, one thread: texts of 45 tokens to 50 with ten beams; "
             "short ones beside the plain net",
             run_translators},
            {"synthesis.train-translator",
             "Gradients of translators for 32 pairs of 45 tokens, one thread (plug-in nn)",
             run_translator_training}};
}

}  // namespace crucible
