#pragma once
// How far a model is from a structure that is known: what the data were blind to.

#include <optional>
#include <span>
#include <vector>

#include "crucible/observe/voronoi.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// R^2 of g(r), 1 - SS_res / SS_tot about the target's mean.
struct CorrelationMatch {
    double total = 0;
    std::vector<double> partial;  ///< (pairs of elements, as Ensemble::pair)
    double smallest() const;
};

/// Bins of `width` below `longest` (angstrom), shortened to half the smaller box. Throws
/// InconsistentError (E-rmc-assess) for structures of different composition.
CorrelationMatch compare_correlations(const Structure& target, const Structure& model,
                                      double longest = 10, double width = 0.1);

/// Polyhedra around one element, or all (centre 0).
struct TopologyMatch {
    int centre = 0;
    double distance = 0;  ///< sum over indices of |f_model - f_target|: 0 equal, 2 disjoint
    double icosahedra_target = 0, icosahedra_model = 0;  ///< fractions of <0,0,12,0>
    double fivefold_target = 0, fivefold_model = 0;      ///< mean n5 / faces
    double coordination_target = 0, coordination_model = 0;
    /// Model over target; nothing if the target has no icosahedra.
    std::optional<double> icosahedra_ratio() const;
};
/// All atoms first, then each element in ascending Z. Throws as above.
std::vector<TopologyMatch> compare_topology(const Structure& target, const Structure& model,
                                            const VoronoiOptions& = {});

/// Mean and spread (standard deviation) of the total Voronoi distance between all pairs of
/// structures that ought to be equal but for chance: the floor below which no difference counts.
/// Needs two structures (InputError, E-rmc-assess).
struct NoiseFloor {
    double distance = 0, spread = 0;
    std::size_t pairs = 0;
};
NoiseFloor voronoi_floor(std::span<const Structure> alike);

/// Time that one sweep amounts to. At 1200 K, where Monte Carlo and molecular dynamics of Cu64Zr36
/// were measured side by side, the mean squared displacement grows in one sweep as in 2.9 fs; that
/// sweep has a mean squared accepted step of `reference_step2` per atom. A chain with other steps
/// is scaled by its own. Nothing but an order of magnitude: factor 2 to 3.
inline constexpr double sweep_time_1200 = 2.9;     // fs
inline constexpr double reference_step2 = 0.0177;  // angstrom^2, step 0.26 angstrom, 39 % accepted
/// fs; `displacement2` of Progress over `sweeps` sweeps of `atoms` atoms.
double sweep_time(double displacement2, std::size_t atoms, double sweeps);

/// K/s at which the anneal goes through `at` (kelvin): slope of the stage's temperature per sweep
/// over the time of a sweep. 0 if the stage does not cool through that temperature.
double equivalent_quench_rate(const Stage&, std::size_t atoms, double at = 750,
                              double femtoseconds_per_sweep = sweep_time_1200);

}  // namespace crucible::rmc
