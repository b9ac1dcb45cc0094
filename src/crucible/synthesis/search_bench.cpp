#include "crucible/synthesis/search_bench.hpp"

#include <fmt/format.h>

#include "crucible/base/random.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible {
namespace {

using namespace synthesis;

constexpr std::uint64_t bench_molecules = 20'000;
constexpr std::int64_t bench_iterations = 20'000;

/// Twenty moves of each molecule to two others, all drawn once, answered from a table.
class BenchSource : public MoveSource {
public:
    BenchSource() : table_(bench_molecules) {
        RandomStream random(5, StreamId::tests, 1);
        for (auto& moves : table_) {
            double prior = 0.3;
            for (int k = 0; k < 20; ++k, prior *= 0.75) {
                Move m;
                m.precursors = {name(random.index(bench_molecules)),
                                name(random.index(bench_molecules))};
                m.prior = prior;
                moves.push_back(std::move(m));
            }
        }
    }
    static std::string name(std::uint64_t k) { return fmt::format("C{:012}", k); }
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override {
        std::vector<std::vector<Move>> out;
        for (const std::string& m : molecules) out.push_back(table_[std::stoul(m.substr(1))]);
        return out;
    }
    RuleCard rule(std::int64_t) const override { return {}; }
    std::string describe() const override { return "bench"; }

private:
    std::vector<std::vector<Move>> table_;
};

std::vector<Measurement> bench_search() {
    BenchSource source, rollout;
    std::vector<std::string> bought;
    for (std::uint64_t k = 1; k < bench_molecules; k += 20) bought.push_back(BenchSource::name(k));
    const Stock stock = Stock::of(std::move(bought));
    const RunContext context("bench", 1, {}, nullptr);
    std::vector<Measurement> out;
    const auto add = [&](const char* name, Algorithm algorithm, MoveSource* rollouts) {
        SearchSettings s;
        s.algorithm = algorithm;
        s.iterations = bench_iterations;
        s.most_routes = 1;
        s.depth = 6;
        out.push_back(measure(fmt::format("synthesis.search.{}", name), "iterations/s", [&] {
            const double begin = thread_cpu_seconds();
            const SearchResult r =
                search_routes(BenchSource::name(0), source, stock, s, context, rollouts);
            return static_cast<double>(r.counts.iterations) / (thread_cpu_seconds() - begin);
        }));
    };
    add("mcts-3n", Algorithm::mcts_3n, nullptr);
    add("mcts-3n-rollouts", Algorithm::mcts_3n, &rollout);
    add("p-uct", Algorithm::p_uct, nullptr);
    add("uct", Algorithm::uct, nullptr);
    add("retro-star", Algorithm::retro_star, nullptr);
    add("proof-number", Algorithm::proof_number, nullptr);
    add("neural-bfs", Algorithm::neural_bfs, nullptr);
    add("heuristic-bfs", Algorithm::heuristic_bfs, nullptr);
    return out;
}

}  // namespace

std::vector<Benchmark> route_search_benchmarks() {
    return {{"synthesis.search",
             "Searches for routes over made-up moves: bookkeeping per iteration, extraction of the "
             "best route included",
             bench_search}};
}

}  // namespace crucible
