#include "crucible/kinds/glass_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"

namespace crucible {

std::vector<std::pair<int, int>> share_out(const std::string& composition, int atoms) {
    const Composition shares = parse_formula(composition);
    double total = 0;
    for (const auto& [z, share] : shares) total += static_cast<double>(share);
    std::vector<std::pair<int, int>> out;
    std::vector<std::pair<double, std::size_t>> remainders;
    int placed = 0;
    for (const auto& [z, share] : shares) {
        const double exact = static_cast<double>(share) / total * atoms;
        const int whole = static_cast<int>(std::floor(exact));
        remainders.emplace_back(whole - exact, out.size());
        out.emplace_back(z, whole);
        placed += whole;
    }
    std::sort(remainders.begin(), remainders.end());
    for (std::size_t i = 0; placed < atoms; ++i, ++placed)
        ++out[remainders[i % out.size()].second].second;
    std::sort(out.begin(), out.end());
    return out;
}

Structure empty_box(const GlassSystem& system) {
    if (system.composition.empty() || !(system.density.value > 0))
        throw InputError("E-glass-system", "neither a target nor a composition with its density",
                         "give `target`, or `system = { composition = \"Cu64Zr36\", density = "
                         "\"7.49 g/cm^3\" }`");
    Structure s;
    double mass = 0;
    for (const auto& [z, count] : share_out(system.composition, system.atoms)) {
        s.numbers.insert(s.numbers.end(), static_cast<std::size_t>(count), z);
        mass += count * element(z).mass;
    }
    s.positions.resize(s.numbers.size());
    const double edge = std::cbrt(mass / system.density.value);
    s.cell.h = Mat3::diagonal(edge, edge, edge);
    return s;
}

}  // namespace crucible
