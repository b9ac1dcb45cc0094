#include "crucible/energy/nep_zbl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Hydrogen to plutonium, angstrom.
constexpr double nep_radii[] = {
    0.426667, 0.613333, 1.6,     1.25333, 1.02667, 1,       0.946667, 0.84,    0.853333, 0.893333,
    1.86667,  1.66667,  1.50667, 1.38667, 1.46667, 1.36,    1.32,     1.28,    2.34667,  2.05333,
    1.77333,  1.62667,  1.61333, 1.46667, 1.42667, 1.38667, 1.33333,  1.32,    1.34667,  1.45333,
    1.49333,  1.45333,  1.53333, 1.46667, 1.52,    1.56,    2.52,     2.22667, 1.96,     1.85333,
    1.76,     1.65333,  1.53333, 1.50667, 1.50667, 1.44,    1.53333,  1.64,    1.70667,  1.68,
    1.68,     1.64,     1.76,    1.74667, 2.78667, 2.34667, 2.16,     1.96,    2.10667,  2.09333,
    2.08,     2.06667,  2.01333, 2.02667, 2.01333, 2,       1.98667,  1.98667, 1.97333,  2.04,
    1.94667,  1.82667,  1.74667, 1.64,    1.57333, 1.54667, 1.48,     1.49333, 1.50667,  1.76,
    1.73333,  1.73333,  1.81333, 1.74667, 1.84,    1.89333, 2.68,     2.41333, 2.22667,  2.10667,
    2.02667,  2.04,     2.05333, 2.06667};

}  // namespace

double nep_radius(int z) {
    if (z < 1 || z > static_cast<int>(std::size(nep_radii)))
        throw InputError(
            "E-nep", fmt::format("the cut-offs go by radii, and {} has none", element(z).symbol),
            "use a file with one cut-off for all, or with one per type");
    return nep_radii[z - 1];
}

void NepZblPair::at(double r, double& energy, double& slope) const {
    double phi = 0, phi_slope = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        const double term = weights[k] * std::exp(-exponents[k] * per_length * r);
        phi += term;
        phi_slope -= exponents[k] * per_length * term;
    }
    energy = charges * phi / r;
    slope = charges * phi_slope / r - energy / r;
    if (r <= inner) return;
    const double k = std::numbers::pi / (outer - inner), angle = k * (r - inner);
    const double s = (1 + std::cos(angle)) / 2, s_slope = -k * std::sin(angle) / 2;
    slope = slope * s + energy * s_slope;
    energy *= s;
}

std::vector<NepZblPair> nep_zbl_pairs(const NepParameters& p) {
    if (!p.zbl) return {};
    const std::size_t n = p.types();
    std::vector<NepZblPair> pairs(n * n);
    for (std::size_t i = 0, k = 0; i < n; ++i)
        for (std::size_t j = i; j < n; ++j, ++k) {
            NepZblPair z;
            const double zi = p.numbers[i], zj = p.numbers[j];
            z.charges = 14.399645 * zi * zj;
            z.per_length = 2.134563 * (std::pow(zi, 0.23) + std::pow(zj, 0.23));
            if (p.zbl->flexible.empty()) {
                z.inner = p.zbl->inner, z.outer = p.zbl->outer;
                if (p.zbl->factor > 0)
                    z.outer = std::min(z.outer, p.zbl->factor * (nep_radius(p.numbers[i]) +
                                                                 nep_radius(p.numbers[j])));
                z.weights = {0.18175, 0.50986, 0.28022, 0.02817};
                z.exponents = {3.1998, 0.94229, 0.4029, 0.20162};
            } else {
                const auto& own = p.zbl->flexible[k];
                z.inner = own[0], z.outer = own[1];
                for (std::size_t a = 0; a < 4; ++a)
                    z.weights[a] = own[2 + 2 * a], z.exponents[a] = own[3 + 2 * a];
            }
            pairs[i * n + j] = pairs[j * n + i] = z;
        }
    return pairs;
}

}  // namespace crucible
