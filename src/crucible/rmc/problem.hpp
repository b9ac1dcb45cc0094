#pragma once
// What a reverse Monte Carlo run is asked to do: data, cut-offs, energy, moves, stages.
// Method: McGreevy and Pusztai, doi:10.1080/08927028808080958; the sum minimised is
//
//   Phi = 1/2 sum over data sets of chi2 + E / (k_B T)

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crucible/energy/eam_file.hpp"
#include "crucible/energy/short_range_model.hpp"
#include "crucible/observe/fluctuation.hpp"
#include "crucible/observe/linear_observable.hpp"

namespace crucible::rmc {

/// How a misfit becomes chi2.
enum class Norm {
    set,         ///< sum (O - T)^2 / sum T^2 / sigma^2: Eq. 1 of Liu et al. 2023
    point_sigma  ///< sum ((O - T) / (sigma sigma_j))^2: McGreevy 2001, with errors per point
};

/// Scale and offset of the data, fitted analytically with every move.
enum class Calibration { none, scale, offset, both };

/// One data set with a linear observable.
struct LinearTerm {
    std::string name;
    LinearObservable observable;
    std::vector<double> target;        ///< (points)
    std::vector<double> point_weight;  ///< (points) 1/sigma_j^2 for point_sigma; empty: ones
    Norm norm = Norm::set;
    Calibration calibration = Calibration::none;
};
/// V(k) of fluctuation microscopy; `target_sigma` per point.
struct FluctuationTerm {
    std::string name;
    FluctuationOptions options;
    std::vector<double> target, target_sigma;  ///< (k)
    double thickness_scale = 1;                ///< beta: 3 t_exp / t_sim
};
/// Bond-angle distribution b-a-c within cut-offs, as fractions per bin of `bins` over 0..180
/// degrees.
struct AngleTerm {
    std::string name;
    int centre = 0;                                 ///< Z; 0: any
    std::map<std::pair<int, int>, double> cutoffs;  ///< angstrom
    std::vector<double> target;                     ///< (bins)
};

struct EnergyTerm {
    /// Embedded atom: incremental, every move.
    std::shared_ptr<const EamTables> eam;
    /// Instead of it: any model of short range, whose atoms near a move are evaluated anew.
    std::shared_ptr<const ShortRangeModel> local;
    /// Any potential, by nested Metropolis: `inner` moves on the data (and on the above, if given),
    /// then the block is accepted or rolled back by the difference of the two energies. Exact.
    std::shared_ptr<const EnergyModel> model;
    int inner = 100;

    bool is_on() const { return eam || local || model; }
};

struct Moves {
    double step = 0.2;  ///< angstrom, longest displacement along each axis, at the start
    double step_low = 0.02, step_high = 1;
    double acceptance = 0.3;  ///< aimed at among the moves that pass the cut-offs, while adapting
    /// Rigid groups of atoms, moved and turned as one; an atom is in one group at most.
    std::vector<std::vector<std::int32_t>> groups;
};

/// A stretch of moves. Temperature and sigma go geometrically from start to end over the first
/// `ramp` of its moves and stay there.
struct Stage {
    std::int64_t moves = 0;
    double ramp = 0.8;
    struct Path {
        double start = 0, end = 0;
    };
    std::vector<Path> sigma;  ///< one per data set, in the order of `Problem`; empty: data are off
    Path temperature;         ///< K, of the total energy; ignored without an energy term
    double swap_fraction = 0;
    double group_fraction = 0;
    bool adapt = true;  ///< adjust the step; off keeps detailed balance while sampling
};

struct Problem {
    std::vector<LinearTerm> linear;
    std::vector<FluctuationTerm> fluctuation;
    std::vector<AngleTerm> angles;
    std::map<std::pair<int, int>, double> cutoffs;  ///< {smaller Z, larger Z}: hard cores, angstrom
    EnergyTerm energy;
    Moves moves;
    std::vector<Stage> stages;
    double stop_r2 = 2;  ///< end a stage early once every data set has this R^2; > 1: never

    /// Data sets in the order that `Stage::sigma` counts: linear, fluctuation, angles.
    std::size_t data_sets() const { return linear.size() + fluctuation.size() + angles.size(); }
};

}  // namespace crucible::rmc
