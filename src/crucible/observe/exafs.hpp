#pragma once
// EXAFS from FEFF's feffNNNN.dat files.
//
//   chi(k) = sum over neighbours of S0^2 mag red / (k R^2) exp(-2R/lambda - 2 k^2 sigma^2)
//            sin(2 k R + phase)
//
// The equation of Rehr and Albers, doi:10.1103/RevModPhys.72.621, (32); columns as FEFF writes
// them.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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
    double sigma2 = 0;       ///< angstrom^2, from the list of paths; 0 for a file alone
    /// (points) k in 1/angstrom, ascending; magnitude in angstrom (with the reduction factor);
    /// unwrapped phase without 2kR; mean free path in angstrom.
    std::vector<double> k, magnitude, phase, mean_free_path;
};

/// FEFF 6 to 9. Throws InputError (E-feff-format) with line and column.
FeffPath parse_feff_path(std::string_view text, const std::string& file);
FeffPath read_feff_path(const std::filesystem::path&);
/// The paths that a FEFF run used, in ascending number: those that chi.dat says went into it, else
/// those of list.dat, else of files.dat (either may leave files out); all feffNNNN.dat when there
/// is none of these. Throws as above; IoError for a file that is listed but missing or no file at
/// all.
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

/// k^n chi(k) as FEFF sums it: all paths at their own lengths and degeneracies. (points) Throws
/// InputError (E-exafs-k) for k not positive, not ascending or outside the tables of a path.
std::vector<double> path_sum(const std::vector<FeffPath>&, const ExafsOptions&,
                             std::span<const double> k);

/// (points, points) matrix that takes a curve on `k` to R and back, keeping what lies between
/// `low` and `high` (angstrom, without the phase shift). The window in R is 1 with edges
/// (1 + cos) / 2 of `edge_width` centred at its ends; in k it is the range given. Apply it to data
/// as to models: the ends of the range lose the same in both. Throws InputError (E-exafs-filter).
Array2<double> fourier_filter(std::span<const double> k, double low, double high,
                              double edge_width = 0.2);

/// Mean k^n chi(k) of one absorber, by single scattering; the paths of a pair serve all distances:
/// complex amplitudes are interpolated between their half lengths, and the nearest is used beyond.
/// Distances count with the mean over the volume of their bin. Throws InputError: E-exafs-path when
/// an element of the ensemble has no single-scattering path, naming it; E-exafs-k; E-observe-range
/// for a grid that ends before `longest`.
LinearObservable exafs(const Ensemble&, int absorber, const std::vector<FeffPath>&,
                       std::vector<double> k, const ExafsOptions&, const RadialGrid&);

}  // namespace crucible
