#include "crucible/kinds/glass_system.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/dynamics/md_quench.hpp"

namespace crucible {

Structure empty_box(const GlassSystem& system) {
    if (system.composition.empty() || !(system.density.value > 0))
        throw InputError("E-glass-system", "neither a target nor a composition with its density",
                         "give `target`, or `system = { composition = \"Cu64Zr36\", density = "
                         "\"7.49 g/cm^3\" }`");
    Structure s;
    double mass = 0;
    for (const auto& [z, count] : share_atoms(parse_formula(system.composition), system.atoms)) {
        s.numbers.insert(s.numbers.end(), static_cast<std::size_t>(count), z);
        mass += count * element(z).mass;
    }
    s.positions.resize(s.numbers.size());
    const double edge = std::cbrt(mass / system.density.value);
    s.cell.h = Mat3::diagonal(edge, edge, edge);
    return s;
}

}  // namespace crucible
