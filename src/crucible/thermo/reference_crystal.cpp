#include "crucible/thermo/reference_crystal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace crucible {

EinsteinCrystal::EinsteinCrystal(std::vector<double> springs)
    : springs_(std::move(springs)), coordinates_(springs_) {}

double EinsteinCrystal::free_energy(double thermal_energy) const {
    const double scale = 2 * std::numbers::pi * thermal_energy;
    double logs = 0;
    for (double k : springs_) logs += std::log(scale / k);
    logs -= std::log(scale / std::accumulate(springs_.begin(), springs_.end(), 0.0));
    return -1.5 * thermal_energy * logs;
}

std::vector<double> HarmonicCrystal::at_least(std::vector<double> curvatures, double least) {
    for (double& c : curvatures) c = std::max(c, least);
    return curvatures;
}

HarmonicCrystal::HarmonicCrystal(NormalModes modes, double least)
    : raised_(static_cast<std::size_t>(std::count_if(
          modes.curvatures.begin(), modes.curvatures.end(), [&](double c) { return c < least; }))),
      coordinates_(at_least(modes.curvatures, least), std::move(modes.directions)) {}

double HarmonicCrystal::free_energy(double thermal_energy) const {
    const double scale = 2 * std::numbers::pi * thermal_energy;
    double logs = 0;
    for (double c : coordinates_.weights()) logs += std::log(scale / c);
    // Directions are counted in units that move each atom; the centre in its own.
    const double n = static_cast<double>(coordinates_.n_atoms());
    return -thermal_energy * (logs / 2 + 1.5 * std::log(n));
}

std::vector<double> matching_springs(const NormalModes& modes, double least) {
    const std::size_t n = modes.directions.columns() / 3;
    std::vector<double> spread(n);  // <u^2> / kT
    for (std::size_t m = 0; m < modes.curvatures.size(); ++m)
        for (std::size_t i = 0; i < 3 * n; ++i)
            spread[i / 3] += modes.directions(m, i) * modes.directions(m, i) /
                             std::max(modes.curvatures[m], least);
    for (double& s : spread) s = 3 / s;
    return spread;
}

double centre_free_energy(double volume, double thermal_energy) {
    return -thermal_energy * std::log(volume);
}

}  // namespace crucible
