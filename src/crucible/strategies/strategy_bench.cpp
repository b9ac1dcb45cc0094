#include "crucible/strategies/strategy_bench.hpp"

#include "crucible/base/files.hpp"
#include "crucible/strategies/chiral_pool.hpp"
#include "crucible/strategies/look_ahead.hpp"

namespace crucible {
namespace {

/// Retrons that are partly there, and two drugs that have none.
const char* const bench_targets[] = {
    "CC12CCC(O)CC1CCCC2=O",      "CC12CCC(O)C=C1CCCC2=O", "CC(O)C1CCC=CC1",
    "CC1=CCC(C(C)(C)O)CC1",      "OCC1CC2CCC1C2",         "CCN(CC)CC(=O)Nc1c(C)cccc1C",
    "CC(C)Cc1ccc(cc1)C(C)C(=O)O"};

std::filesystem::path shared_strategies(const char* name) {
    return shared_file(std::filesystem::path("strategies") / name);
}

std::vector<Measurement> bench_look_ahead() {
    const auto library = std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::shipped());
    const auto& words = library->vocabulary();
    const auto interchanges = std::make_shared<const transforms::TransformLibrary>(
        transforms::TransformLibrary::open({shared_strategies("interchanges.ctl")}, words));
    const strategies::LookAhead ahead(library, interchanges, {});
    std::vector<transforms::Analysed> targets;
    for (const char* smiles : bench_targets)
        targets.emplace_back(chem::Molecule::from_smiles(smiles), words);
    const auto count = static_cast<double>(targets.size());
    const auto pool = strategies::parse_chiral_pool(read_file(shared_strategies("chiral-pool.csv")),
                                                    "chiral-pool.csv");
    const strategies::MatchSide ester(
        chem::Molecule::from_smiles("COC(=O)[C@H](Cc1ccccc1)NC(=O)OC(C)(C)C"));
    std::vector<Measurement> out;
    out.push_back(measure("strategies.look_ahead", "molecules/s", [&] {
        const double begin = thread_cpu_seconds();
        for (const auto& t : targets) ahead.prepare(t);
        return count / (thread_cpu_seconds() - begin);
    }));
    out.push_back(measure("strategies.complete_retrons", "molecules/s", [&] {
        const double begin = thread_cpu_seconds();
        for (const auto& t : targets) ahead.complete(t);
        return count / (thread_cpu_seconds() - begin);
    }));
    out.push_back(measure("strategies.chiral_pool", "molecules/s", [&] {
        const double begin = thread_cpu_seconds();
        strategies::match_pool(pool, ester);
        return 1 / (thread_cpu_seconds() - begin);
    }));
    return out;
}

}  // namespace

std::vector<Benchmark> strategy_benchmarks() {
    if (transforms::Vocabulary::shipped_folder().empty() ||
        shared_strategies("interchanges.ctl").empty())
        return {};
    return {{"strategies.look_ahead",
             "Look-aheads to powerful transforms, complete retrons, and matches of the chiral pool",
             bench_look_ahead}};
}

}  // namespace crucible
