#pragma once
// How atoms surround each other: g(r), in the definitions of Keen, doi:10.1107/S0021889800019993.

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

struct RadialOptions {
    double longest = 10;  ///< angstrom; may exceed half the box, images are counted
    double width = 0.05;  ///< angstrom, of the bins
};

/// Partial and total radial distribution functions.
struct RadialDistribution {
    std::vector<double> r;         ///< (bins) angstrom, middle of the bin
    double width = 0;              ///< angstrom
    std::vector<int> elements;     ///< (n_species) Z, ascending
    std::vector<double> fraction;  ///< (n_species) c_i
    double density = 0;            ///< atoms per angstrom^3, averaged over frames
    Array3<double>
        partial;  ///< (n_species, n_species, bins) g_ij: density of j around i over rho_j
    Array3<double>
        neighbours;  ///< (n_species, n_species, bins) mean number of j within r + width/2 of an i
    std::vector<double> total;  ///< (bins) sum over ij of c_i c_j g_ij: g(r) of all atoms alike
    std::vector<double>
        error;  ///< (bins) standard error of `total` over frames; empty for one frame
    std::size_t frames = 0;

    /// Index of an element. Throws InputError (E-observe-element) if there is none of it.
    std::size_t species(int z) const;
};

/// Keen's partials g_ij(r) = n_ij(r) / (4 pi rho_j r^2 dr), with the exact volume of each shell,
/// averaged over frames of the same composition. Throws InputError: E-observe-frames (no frames or
/// different compositions), E-observe-range (bins), E-atoms-periodic. O(N longest^3).
RadialDistribution radial_distribution(std::span<const Structure>, const RadialOptions& = {});
/// The same by the plain list of all pairs.
RadialDistribution radial_distribution_reference(std::span<const Structure>,
                                                 const RadialOptions& = {});

/// Keen's total G(r) = sum over ij of c_i c_j b_i b_j (g_ij(r) - 1) in the units of b squared;
/// tends to zero at large r. `b` gives a scattering length per Z, all elements present
/// (E-observe-element).
std::vector<double> total_correlation(const RadialDistribution&, const std::map<int, double>& b);

/// Where the first shell of j around i ends: the first minimum of g_ij behind its first peak, the
/// middle of it where it is flat. Nothing if no minimum follows within the range.
std::optional<double> first_minimum(const RadialDistribution&, int z_i, int z_j);

}  // namespace crucible
