#include "crucible/kinds/kinds.hpp"

namespace crucible {

const std::vector<Benchmark>& benchmarks() { return polymorph_benchmarks(); }

}  // namespace crucible
