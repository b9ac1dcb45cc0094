// feffNNNN.dat: whatever is read has columns of one length, ascending k and finite numbers.
#include <cmath>
#include <cstddef>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/observe/exafs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const crucible::FeffPath p =
            crucible::parse_feff_path({reinterpret_cast<const char*>(data), size}, "feff0001.dat");
        CRUCIBLE_ASSERT(p.k.size() == p.phase.size() && p.k.size() == p.magnitude.size() &&
                        p.k.size() == p.mean_free_path.size());
        for (std::size_t i = 0; i < p.k.size(); ++i)
            CRUCIBLE_ASSERT(std::isfinite(p.phase[i]) && std::isfinite(p.magnitude[i]) &&
                            (i == 0 || p.k[i] > p.k[i - 1]));
    } catch (const crucible::Error&) {
    }
    return 0;
}
