#include "crucible/observe/fluctuation.hpp"

#include <math.h>  // for POSIX j0

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/observe/fluctuation_geometry.hpp"

namespace crucible {
namespace {

/// Mean and variance over patterns from their sums.
Fluctuation summed_up(const std::vector<double>& sum, const std::vector<double>& squares,
                      const FluctuationGeometry& geometry) {
    const auto patterns = static_cast<double>(geometry.rotations() * geometry.pixels());
    Fluctuation out;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const double mean = sum[i] / patterns;
        out.intensity.push_back(mean);
        out.variance.push_back(mean > 0 ? squares[i] / patterns / (mean * mean) - 1 : 0);
    }
    out.rotations = static_cast<int>(geometry.rotations());
    out.pixels = static_cast<int>(geometry.pixels());
    return out;
}

struct SeenAtom {
    ProbedAtom at;
    std::size_t species = 0;
};

/// `x` cut down to a whole multiple of `bin`; as it is without one.
double cut(double x, double bin) { return bin > 0 ? bin * std::floor(x / bin) : x; }

double binned_airy(const ProbedAtom& p, double resolution, double bin) {
    const double per_angstrom = 2 * std::numbers::pi * 0.61 / resolution;
    return airy_amplitude(cut(per_angstrom * std::hypot(p.x, p.y), bin) / per_angstrom, resolution);
}

}  // namespace

Structure recentred(Structure s) {
    if (s.size() == 0) return s;
    Vec3 low = s.positions[0], high = low;
    for (const Position& p : s.positions)
        for (int k = 0; k < 3; ++k)
            low[k] = std::min(low[k], p[k]), high[k] = std::max(high[k], p[k]);
    for (Position& p : s.positions) p -= (low + high) * 0.5;
    return s;
}

Fluctuation fluctuation_reference(const Structure& s, const FluctuationOptions& o, double bin) {
    const FluctuationGeometry geometry(s, o);
    const SpeciesList species = species_of(s.numbers);
    const Array2<double> f = electron_form_factors(species.numbers, o.k);
    std::vector<double> sum(o.k.size()), squares(o.k.size());
    std::vector<ProbedAtom> probed;
    for (std::size_t r = 0; r < geometry.rotations(); ++r) {
        std::vector<std::vector<SeenAtom>> pixels(geometry.pixels());
        for (std::size_t i = 0; i < s.size(); ++i) {
            geometry.probed(r, geometry.images(s.positions[i]), probed);
            for (ProbedAtom& p : probed) {
                if (bin > 0) p.weight = binned_airy(p, o.resolution, bin);
                pixels[p.pixel].push_back({p, static_cast<std::size_t>(species.of_atom[i].index)});
            }
        }
        for (const auto& atoms : pixels)
            for (std::size_t q = 0; q < o.k.size(); ++q) {
                double intensity = 0;
                for (const SeenAtom& a : atoms)
                    for (const SeenAtom& b : atoms) {
                        const double rho = cut(std::hypot(a.at.x - b.at.x, a.at.y - b.at.y), bin);
                        intensity += f(a.species, q) * f(b.species, q) * a.at.weight * b.at.weight *
                                     ::j0(cut(2 * std::numbers::pi * o.k[q] * rho, bin));
                    }
                sum[q] += intensity;
                squares[q] += intensity * intensity;
            }
    }
    return summed_up(sum, squares, geometry);
}

Fluctuation fluctuation(const Structure& s, const FluctuationOptions& o) {
    return FluctuationAmplitudes(s, o).result();
}

}  // namespace crucible
