#pragma once
// The two vectorised sums behind BuckinghamCoulomb, on plain arrays. Internal to the module.

#include <array>
#include <cstddef>

#include "crucible/num/vec3.hpp"

namespace crucible::buckingham {

/// Lanes that arrays are padded to; vectors are never wider.
inline constexpr std::size_t lanes = 8;

/// One pair of species: its constants and its range of image entries, both ends multiples of
/// `lanes`.
struct PairTerm {
    double qq = 0;                         ///< eV angstrom
    double a = 0, inverse_rho = 1, c = 0;  ///< eV, 1/angstrom, eV angstrom^6
    double patch = 0;                      ///< angstrom; nearer pairs get the linear patch
    double patch_energy = 0, patch_slope = 0;
    double barrier = 0;  ///< angstrom; nearer pairs count as collapsed
    std::size_t begin = 0, end = 0;
};

/// Entry e has the vector (delta[e] + shift[e]) h between an atom i and an image of an atom j.
struct RealSpace {
    const PairTerm* terms = nullptr;
    std::size_t n_terms = 0;
    std::array<const double*, 3> delta{};  ///< fractional coordinates of j less those of i
    std::array<const double*, 3> shift{};  ///< lattice translation, whole numbers
    std::array<double*, 3> force{};        ///< out: force on i from this entry, eV/angstrom
    Mat3 h;
    double alpha = 0, cut = 0;
};

/// Atoms sorted by species; species s owns atoms species_begin[s] to species_begin[s + 1].
struct ReciprocalSpace {
    std::size_t n_species = 0, n_k = 0;  ///< n_k is a multiple of `lanes`
    const std::size_t* species_begin = nullptr;
    std::array<const double*, 3> fractional{};  ///< (n_atoms)
    std::array<const double*, 3> k{};           ///< (n_k) whole numbers, one of each +-pair
    const double* charges = nullptr;            ///< (n_species)
    const double* c = nullptr;                  ///< (n_species, n_species)
    std::array<double*, 3>
        force{};                ///< out: (n_atoms) along the reciprocal vectors, see the kernel
    double* scratch = nullptr;  ///< reciprocal_scratch() doubles, aligned to 64 bytes
    Mat3 g;                     ///< rows: reciprocal vectors with the 2 pi
    double volume = 0, alpha = 0, cut = 0;
};

struct KernelSum {
    double energy = 0;
    std::array<double, 6> virial{};  ///< dE/dstrain: xx yy zz yz xz xy, eV
    int patched = 0, collapsed = 0;
};

KernelSum real_space(const RealSpace&);
KernelSum reciprocal_space(const ReciprocalSpace&);
std::size_t reciprocal_scratch(std::size_t n_atoms, std::size_t n_species);

/// Writes `value` into entries first .. last - 1, and perhaps up to `lanes` more behind them.
void splat(const double* values, const std::size_t* begins, std::size_t n, double* out);

/// Lattice translations, as whole numbers and Cartesian; padded to `lanes` with distant ones.
struct Translations {
    std::size_t n = 0;
    std::array<const double*, 3> whole{}, cartesian{};
};
/// Writes to `out` the translations that bring `d` within `cut`; returns how many.
std::size_t images_within(const Translations& t, const Vec3& d, double cut,
                          const std::array<double*, 3>& out);

}  // namespace crucible::buckingham
