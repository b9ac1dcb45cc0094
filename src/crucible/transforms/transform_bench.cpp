#include "crucible/transforms/transform_bench.hpp"

#include "crucible/transforms/transform_library.hpp"

namespace crucible {
namespace {

const char* const bench_drugs[] = {"CC(=O)CC(c1ccccc1)C1=C(O)c2ccccc2OC1=O",
                                   "Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl",
                                   "COC(=O)C1=C(C)NC(C)=C(C(=O)OC)C1c1ccccc1[N+](=O)[O-]",
                                   "CCN(CC)CC(=O)Nc1c(C)cccc1C", "CC(C)Cc1ccc(cc1)C(C)C(=O)O"};

std::vector<Measurement> bench_transforms() {
    const auto library = transforms::TransformLibrary::shipped();
    const auto& words = library.vocabulary();
    std::vector<Measurement> out;
    out.push_back(measure("transforms.apply", "transforms/s", [&] {
        const double begin = thread_cpu_seconds();
        double tried = 0;
        for (const char* drug : bench_drugs) {
            const transforms::Analysed molecule(chem::Molecule::from_smiles(drug), words);
            for (const auto& rule : library.rules()) {
                transforms::evaluate(*rule, molecule, words, {.keep_dead = false});
                tried += 1;
            }
        }
        return tried / (thread_cpu_seconds() - begin);
    }));
    out.push_back(measure("transforms.perceive", "molecules/s", [&] {
        const double begin = thread_cpu_seconds();
        double seen = 0;
        for (const char* drug : bench_drugs) {
            transforms::perceive(chem::Molecule::from_smiles(drug), words);
            seen += 1;
        }
        return seen / (thread_cpu_seconds() - begin);
    }));
    return out;
}

}  // namespace

std::vector<Benchmark> transform_benchmarks() {
    if (transforms::Vocabulary::shipped_folder().empty()) return {};
    return {{"transforms.apply",
             "The whole library of transforms on five drugs, perception and precursors included",
             bench_transforms}};
}

}  // namespace crucible
