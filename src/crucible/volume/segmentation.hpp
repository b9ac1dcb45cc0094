#pragma once
// Classes that look at neighbours: two thresholds that are joined by contact, and smooth fields.

#include <vector>

#include "crucible/volume/clusters.hpp"
#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// Hysteresis: 1 for voxels of at most `sure`, and of at most `perhaps` where they hang together
/// with such a voxel; 2 for the others; 0 `outside`. Throws InputError (E-volume-edges) unless
/// sure < perhaps. (Schlueter et al. 2014, doi:10.1002/2014WR015256, after Vogel and Kretzschmar
/// 1996.)
LabelVolume hysteresis(const CtVolume&, int sure, int perhaps, Connectivity = Connectivity::faces);

struct MarkovSettings {
    double smoothness = 1;  ///< cost of a neighbour across a face that is of another class
    int turns = 30;         ///< at most
};
struct MarkovResult {
    LabelVolume labels;
    std::vector<double> means, deviations;  ///< of each class, HU
    int turns = 0;                          ///< until nothing changed
};
/// A Potts field over normal grey values, by iterated conditional modes on a chequerboard (Besag
/// 1986, doi:10.1111/j.2517-6161.1986.tb01412.x): each voxel takes the class k of least
///   (v - mean_k)^2 / (2 sd_k^2) + ln sd_k + smoothness * (neighbours of other classes),
/// means and deviations are found anew after each turn. `start`: classes from 1; 0 stays 0. A class
/// that loses its last voxel stays empty.
MarkovResult markov_classes(const CtVolume&, const LabelVolume& start, const MarkovSettings&);

}  // namespace crucible::volume
