#pragma once
// EXAFS from FEFF's feffNNNN.dat files.
//
//   chi(k) = sum over neighbours of S0^2 mag red / (k R^2) exp(-2R/lambda - 2 k^2 sigma^2)
//            sin(2 k R + phase)

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crucible/observe/linear_observable.hpp"

namespace crucible {

/// One scattering path as FEFF wrote it.
struct FeffPath {
    std::string file;             ///< where it came from
    std::string edge;             ///< "K", "L3", ...; "" when the file does not say
    int absorber = 0;             ///< Z
    std::vector<int> scatterers;  ///< (legs - 1) Z in order; one for single scattering
    int legs = 0;
    double degeneracy = 0;
    double half_length = 0;  ///< angstrom, reff
    /// (points) k in 1/angstrom, magnitude in angstrom (with the reduction factor), unwrapped
    /// phase without 2kR, mean free path in angstrom.
    std::vector<double> k, magnitude, phase, mean_free_path;
};

/// Throws InputError (E-feff-format) with line and column.
FeffPath parse_feff_path(std::string_view text, const std::string& file);
FeffPath read_feff_path(const std::filesystem::path&);
/// The paths that a FEFF run used: those named by files.dat or list.dat in the folder, which may
/// leave files out; all feffNNNN.dat when there is neither. Throws as above, IoError.
std::vector<FeffPath> read_feff_folder(const std::filesystem::path&);

struct ExafsOptions {
    double s02 = 1, e0_shift = 0;  ///< -, eV
    double sigma2 = 0;             ///< angstrom^2, added to what the atoms' positions give
    int k_weight = 2;              ///< values are k^n chi(k)
    double longest = 6;            ///< angstrom, farthest neighbours
    /// Keep what lies between these distances in R space (Hanning edges of `edge_width`).
    std::optional<std::pair<double, double>> filter;
    double edge_width = 0.2;  ///< angstrom
};

/// chi(k) as FEFF sums it: all paths at their own lengths and degeneracies. (points)
std::vector<double> path_sum(const std::vector<FeffPath>&, const ExafsOptions&,
                             std::span<const double> k);

/// Mean k^n chi(k) of one absorber, by single scattering; the paths of a pair serve all distances,
/// interpolated between their half lengths. Throws InputError (E-exafs-path) when an element of the
/// ensemble has no single-scattering path, naming it.
LinearObservable exafs(const Ensemble&, int absorber, const std::vector<FeffPath>&,
                       std::vector<double> k, const ExafsOptions&, const RadialGrid&);

}  // namespace crucible
