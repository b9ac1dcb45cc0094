#pragma once
// What is measured of a model and of the structure it should be like, and how the two compare.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/observe/coordination.hpp"
#include "crucible/observe/voronoi.hpp"

namespace crucible::rmc {

struct PortraitOptions {
    PairCutoffs cutoffs;  ///< angstrom: what a bond is, the same for all structures
    VoronoiOptions voronoi;
    double longest = 10, width = 0.1;  ///< angstrom, of the radial distribution functions
    int angle_bins = 36;
};

/// Short dynamics from the structure as it is: a model that holds neither drops in energy nor
/// moves.
struct HoldOutcome {
    double energy_drop = 0;  ///< eV/atom, potential energy as given minus its mean at the end
    double rmsd = 0;         ///< angstrom, root mean square displacement
};

/// One structure measured.
struct Portrait {
    std::string name, arm;  ///< `arm`: which fit it is a replica of; "" for a target or reference
    std::optional<double> energy, inherent;  ///< eV/atom
    std::optional<double> pressure;          ///< eV/angstrom^3, virial part at rest
    std::vector<VoronoiStatistics> voronoi, voronoi_inherent;  ///< all atoms, then by element
    std::vector<std::pair<int, int>> pairs;                    ///< Z, of `partial_g`
    std::vector<double> r, total_g;                            ///< angstrom, -
    std::vector<std::vector<double>> partial_g;                ///< (pairs, bins)
    std::vector<double> angles;                                ///< (bins) share of all bond angles
    std::vector<double> short_range;  ///< (pairs) Warren-Cowley parameter of the first shell
    double q6 = 0;                    ///< mean Steinhardt q6 of the 12 nearest neighbours
    std::optional<HoldOutcome> hold;
};

/// Measures what positions alone tell; `inherent`, the minimum of the energy below the structure,
/// may be null. Energies, pressure and dynamics are the caller's to fill in. Throws as the
/// observables.
Portrait portrait(const Structure&, const Structure* inherent, const PortraitOptions&);

/// <0,0,12,0>.
inline constexpr VoronoiIndex icosahedron{0, 0, 12, 0};

/// A model beside its target; differences are model minus target.
struct Comparison {
    std::optional<double> gap, gap_inherent;  ///< eV/atom
    double icosahedra = 0;                    ///< difference of shares
    std::optional<double> icosahedra_ratio;   ///< of shares; none where the target has none
    double fivefold = 0, coordination = 0;    ///< differences of means
    double l1 = 0;                            ///< of the Voronoi indices of all atoms, raw
    std::optional<double> l1_inherent;
    std::vector<double> r2_partial;  ///< (pairs)
    double r2_total = 0, r2_worst = 0;
    std::optional<double> pressure;  ///< eV/angstrom^3
};
Comparison compare(const Portrait& target, const Portrait& model);

}  // namespace crucible::rmc
