#include "crucible/chem/molecule_bench.hpp"

#include <string>

#include "crucible/chem/depict.hpp"
#include "crucible/chem/fingerprint.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/chem/smiles_scan.hpp"

namespace crucible {
namespace {

/// Twelve drugs, as written by chemists; the same list as in benchmarks/peers/molecules.py.
const std::vector<std::string>& bench_drugs() {
    static const std::vector<std::string> all = {
        "CC(=O)Nc1ccc(O)cc1",
        "CC(=O)Oc1ccccc1C(=O)O",
        "CC(C)Cc1ccc(cc1)C(C)C(=O)O",
        "CCN(CC)CC(=O)Nc1c(C)cccc1C",
        "CCOC(=O)c1ccc(N)cc1",
        "Nc1ccc(S(N)(=O)=O)cc1",
        "Clc1cccc(N2CCN(CCCCOc3ccc4CCC(=O)Nc4c3)CC2)c1Cl",
        "CN(C)CCOC(c1ccccc1)c1ccccc1",
        "CC(=O)CC(c1ccccc1)C1=C(O)c2ccccc2OC1=O",
        "COC(=O)C1=C(C)NC(C)=C(C(=O)OC)C1c1ccccc1[N+](=O)[O-]",
        "O=C1OC(=O)C2CC=CCC12",
        "COC(=O)[C@H](Cc1ccccc1)NC(=O)OC(C)(C)C"};
    return all;
}

/// Molecules per second of CPU time on one core.
template <class Work>
Measurement rate(const char* name, int rounds, const Work& work) {
    return measure(name, "molecules/s", [&] {
        const double begin = thread_cpu_seconds();
        for (int i = 0; i < rounds; ++i) work();
        return rounds * static_cast<double>(bench_drugs().size()) / (thread_cpu_seconds() - begin);
    });
}

std::vector<Measurement> bench_molecules() {
    std::vector<chem::Molecule> molecules;
    for (const std::string& s : bench_drugs()) molecules.push_back(chem::Molecule::from_smiles(s));
    const auto each = [&](auto&& work) {
        return [&molecules, work] {
            for (const chem::Molecule& m : molecules) work(m);
        };
    };
    std::size_t kept = 0;  // so that nothing is left out
    std::vector<Measurement> out;
    out.push_back(rate("chem.molecules.scan", 2000, [&] {
        for (const std::string& s : bench_drugs()) kept += chem::scan_smiles(s).atom_columns.size();
    }));
    out.push_back(rate("chem.molecules.canonical", 40, [&] {
        for (const std::string& s : bench_drugs()) kept += chem::canonical_smiles(s).size();
    }));
    out.push_back(rate("chem.molecules.canonical-again", 60, each([&](const chem::Molecule& m) {
                           kept += chem::canonical_smiles(m.smiles()).size();
                       })));
    out.push_back(rate("chem.molecules.morgan", 200,
                       each([&](const chem::Molecule& m) { kept += chem::morgan(m).size(); })));
    out.push_back(rate("chem.molecules.svg", 10,
                       each([&](const chem::Molecule& m) { kept += chem::svg(m).size(); })));
    out.push_back(rate("chem.molecules.inchikey", 10,
                       each([&](const chem::Molecule& m) { kept += chem::inchikey(m).size(); })));
    return kept ? out : std::vector<Measurement>{};
}

}  // namespace

std::vector<Benchmark> molecule_benchmarks() {
    return {{"chem.molecules",
             "Molecules on one core: scanning, canonical SMILES, fingerprints, drawings, keys",
             &bench_molecules}};
}

}  // namespace crucible
