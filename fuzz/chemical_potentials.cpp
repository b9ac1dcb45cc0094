// Tables of chemical potentials, and the phase diagram that is drawn of them.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/thermo/phase_stability.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const auto table = crucible::parse_csv(text, "fuzz");
        for (const auto& level : crucible::by_level(crucible::chemical_potentials(table, "fuzz"))) {
            const crucible::PhaseStability stability(level);
            for (const double t : stability.temperatures())
                for (const auto& b : stability.boundaries(t))
                    if (!std::isfinite(b.pressure) || !std::isfinite(b.error)) std::abort();
            for (const auto& t : stability.triple_points())
                if (!std::isfinite(t.pressure) || !std::isfinite(t.temperature)) std::abort();
        }
    } catch (const crucible::Error&) {
    }
    return 0;
}
