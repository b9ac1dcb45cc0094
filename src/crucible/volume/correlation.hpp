#pragma once
// Two-point correlation, lineal path and chords of a phase (Torquato, Random Heterogeneous
// Materials, 2002, chapter 2). Nothing repeats beyond the border: only pairs of which both voxels
// were measured count, in the numerator as in the denominator.

#include <cstdint>
#include <vector>

#include "crucible/volume/phase.hpp"

namespace crucible::volume {

/// Pairs of voxels at one distance.
struct PairCount {
    std::uint64_t both = 0;   ///< with both in the phase
    std::uint64_t pairs = 0;  ///< with both measured

    double share() const {
        return pairs > 0 ? static_cast<double>(both) / static_cast<double>(pairs) : 0;
    }
    friend bool operator==(const PairCount&, const PairCount&) = default;
};

/// Pairs `lag` voxels apart along an axis, for each lag from 0 to `max_lag`, or as long as there
/// are pairs. Throws InputError (E-volume-axis).
std::vector<PairCount> axis_correlation(const LabelVolume& mask, std::size_t axis,
                                        std::size_t max_lag, int threads = 1);
std::vector<PairCount> axis_correlation_reference(const LabelVolume& mask, std::size_t axis,
                                                  std::size_t max_lag);

/// Pairs at all distances up to `longest` mm in any direction, by shells as thick as the shortest
/// side of a voxel; by a fast Fourier transform, whose sums are rounded to the integers they are.
struct RadialCorrelation {
    std::vector<double> distance;  ///< (shells) mm, mean over the pairs
    std::vector<PairCount> count;  ///< (shells)
};
RadialCorrelation radial_correlation(const LabelVolume& mask, double longest);
RadialCorrelation radial_correlation_reference(const LabelVolume& mask, double longest);
/// Memory that it takes, bytes.
double radial_correlation_memory(const Grid& grid, double longest);

/// Lengths of uninterrupted runs along an axis: entry n counts those of n voxels.
struct RunLengths {
    std::vector<std::uint64_t> chords;    ///< of the phase, with the rest at both ends
    std::vector<std::uint64_t> phase;     ///< of the phase, also those cut by border or mask
    std::vector<std::uint64_t> measured;  ///< of phase or rest
};
/// Throws InputError (E-volume-axis).
RunLengths run_lengths(const LabelVolume& mask, std::size_t axis);

/// Mean of the chords in voxels; 0 where there is none.
double mean_chord(const RunLengths&);
/// Lineal path: the chance that a segment over `lag` + 1 voxels lies in the phase, by lag, as far
/// as segments of this length do.
std::vector<double> lineal_path(const RunLengths&);

}  // namespace crucible::volume
