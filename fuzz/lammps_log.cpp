// Thermodynamic output of LAMMPS: whatever is accepted is rectangular and finite.
#include <cmath>
#include <cstddef>

#include "crucible/base/error.hpp"
#include "crucible/dynamics/lammps_log.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace crucible;
    try {
        for (const Table& t : parse_lammps_log({reinterpret_cast<const char*>(data), size}, "fuzz"))
            for (const Column& c : t.columns) {
                CRUCIBLE_ASSERT(c.size() == t.rows());
                for (const double x : c.numbers) CRUCIBLE_ASSERT(std::isfinite(x));
            }
    } catch (const Error&) {
    }
    return 0;
}
