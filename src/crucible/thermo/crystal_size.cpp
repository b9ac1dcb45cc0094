#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "crucible/base/units.hpp"
#include "crucible/energy/reciprocal_hessian.hpp"
#include "crucible/thermo/crystal_integration.hpp"
#include "crucible/thermo/harmonic.hpp"

namespace crucible {
namespace {

constexpr double first_mesh = 20;  // angstrom between images
constexpr int most_doublings = 3;
constexpr double settled = 1e-3;  // kT per atom, between two meshes before they are extrapolated

}  // namespace

std::optional<double> endless_shift(const PressedCrystal& crystal, EnergyModel& model,
                                    double thermal_energy) {
    const auto& curvatures = crystal.modes.curvatures;
    if (*std::min_element(curvatures.begin(), curvatures.end()) <= 0) return std::nullopt;
    const double temperature = thermal_energy / constants::boltzmann;
    const double atoms = static_cast<double>(crystal.cell.size());
    const auto hessian = reciprocal_hessian(model, crystal.cell);
    WaveMesh mesh = WaveMesh::for_length(crystal.cell.cell, first_mesh);
    std::optional<double> coarse;
    double endless = 0;
    for (int doubling = 0; doubling <= most_doublings; ++doubling, mesh = mesh.doubled()) {
        const HarmonicModes modes =
            harmonic_modes(*hessian, crystal.cell, mesh, VibrationStatistics::classical);
        if (modes.imaginary_share() > 0) return std::nullopt;
        const double fine = harmonic_state(modes, temperature).free_energy;
        // What acoustic modes near the origin lack falls as the number of waves.
        endless = coarse ? fine + (fine - *coarse) / 7 : fine;
        const bool is_settled =
            coarse && std::fabs(fine - *coarse) < settled * thermal_energy * atoms;
        coarse = fine;
        if (is_settled) break;
    }
    double logs = 0;
    for (double c : curvatures) logs += std::log(2 * std::numbers::pi * thermal_energy / c);
    const double n = static_cast<double>(crystal.supercell.structure.size());
    const double finite = -thermal_energy * (logs / 2 + 1.5 * std::log(n));
    const double centre =
        centre_free_energy(crystal.supercell.structure.cell.volume() / n, thermal_energy);
    return endless * static_cast<double>(crystal.supercell.n_copies()) - finite - centre;
}

}  // namespace crucible
