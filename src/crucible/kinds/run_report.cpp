#include "crucible/kinds/kinds.hpp"
namespace crucible {
std::filesystem::path write_report(const RunDirectory& r, const std::string&) { return r.report(); }
const std::vector<Benchmark>& benchmarks() { static const std::vector<Benchmark> a; return a; }
}
