#include "crucible/atoms/bench.hpp"
#include "crucible/chem/bench.hpp"
#include "crucible/chem/molecule_bench.hpp"
#include "crucible/descriptors/bench.hpp"
#include "crucible/energy/deep_pot_bench.hpp"
#include "crucible/energy/nep_bench.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/learn/bench.hpp"
#include "crucible/observe/bench.hpp"
#include "crucible/rmc/bench.hpp"
#include "crucible/strategies/strategy_bench.hpp"
#include "crucible/synthesis/search_bench.hpp"
#include "crucible/thermo/bench.hpp"
#include "crucible/thermo/integration_bench.hpp"
#include "crucible/training/bench.hpp"
#include "crucible/transforms/transform_bench.hpp"
#include "crucible/volume/bench_pores.hpp"
#include "crucible/volume/bench_porosity.hpp"
#include "crucible/volume/import_bench.hpp"

namespace crucible {

const std::vector<Benchmark>& benchmarks() {
    static const std::vector<Benchmark> all = [] {
        std::vector<Benchmark> out = atoms_benchmarks();
        for (const Benchmark& b : observe_benchmarks()) out.push_back(b);
        for (const Benchmark& b : descriptor_benchmarks()) out.push_back(b);
        for (const Benchmark& b : nep_benchmarks()) out.push_back(b);
        for (const Benchmark& b : polymorph_benchmarks()) out.push_back(b);
        for (const Benchmark& b : thermo_benchmarks()) out.push_back(b);
        for (const Benchmark& b : integration_benchmarks()) out.push_back(b);
        for (const Benchmark& b : rmc_benchmarks()) out.push_back(b);
        for (const Benchmark& b : deep_pot_benchmarks()) out.push_back(b);
        for (const Benchmark& b : training_benchmarks()) out.push_back(b);
        for (const Benchmark& b : learn_benchmarks()) out.push_back(b);
        for (const Benchmark& b : map_benchmarks()) out.push_back(b);
        for (const Benchmark& b : classifier_benchmarks()) out.push_back(b);
        for (const Benchmark& b : translator_benchmarks()) out.push_back(b);
        for (const Benchmark& b : pore_benchmarks()) out.push_back(b);
        for (const Benchmark& b : porosity_benchmarks()) out.push_back(b);
        for (const Benchmark& b : import_benchmarks()) out.push_back(b);
        for (const Benchmark& b : template_benchmarks()) out.push_back(b);
        for (const Benchmark& b : route_search_benchmarks()) out.push_back(b);
        for (const Benchmark& b : molecule_benchmarks()) out.push_back(b);
        for (const Benchmark& b : transform_benchmarks()) out.push_back(b);
        for (const Benchmark& b : strategy_benchmarks()) out.push_back(b);
        return out;
    }();
    return all;
}

}  // namespace crucible
