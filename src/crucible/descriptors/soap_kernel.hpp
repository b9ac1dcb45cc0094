#pragma once
// The inner loop of SOAP: densities of neighbours to coefficients c_nlm.

#include <cstddef>
#include <span>
#include <vector>

#include "crucible/descriptors/radial_basis.hpp"
#include "crucible/num/aligned_vector.hpp"
#include "crucible/num/solid_harmonics.hpp"

namespace crucible {

/// Radial functions of all n are read together; their number is padded to this.
inline constexpr std::size_t soap_lanes = 8;

/// f_nl on equal pieces of the distance, polynomials of degree 5 through Chebyshev's nodes of each:
/// few pieces, so that all of them stay in the cache.
struct RadialTable {
    static constexpr std::size_t terms = 6;

    std::size_t n_max = 0, l_max = 0, room = 0;  ///< room: n_max padded
    double per_length = 0;                       ///< pieces per angstrom
    std::size_t pieces = 0;
    /// (pieces, l_max + 1, terms, room), constant term first, in t from -1 to 1
    AlignedVector<double> coefficients;

    /// Pieces are halved until in between no f_nl is off by more than `tolerance` of its largest
    /// value.
    RadialTable(const RadialBasis&, std::size_t n_max, std::size_t l_max, double reach,
                double tolerance = 1e-9);

private:
    void fill(const RadialBasis&, double reach);
    double worst_deviation(const RadialBasis&, double reach) const;
};

/// Neighbours of one element around an atom. The arrays may be longer; what lies between `count`
/// and `padded()` is read, but not by the sums.
struct SoapNeighbours {
    std::size_t count = 0;
    AlignedVector<double> x, y, z;

    std::size_t padded() const { return (count + soap_lanes - 1) / soap_lanes * soap_lanes; }
    void reserve(std::size_t size) {
        if (x.size() < size) x.resize(size), y.resize(size), z.resize(size);
    }
    void add(double dx, double dy, double dz) {
        if (count == x.size()) reserve(2 * count + soap_lanes);
        x[count] = dx, y[count] = dy, z[count] = dz, ++count;
    }
    /// Puts the origin behind the last one.
    void fill_up() {
        reserve(padded());
        for (std::size_t k = count; k < padded(); ++k) x[k] = y[k] = z[k] = 0;
    }
};

/// Appends to `out` those of `all` (`at` as origin) nearer than `reach`, `at` itself left out.
void soap_select(const SoapNeighbours& all, const double (&at)[3], double reach,
                 SoapNeighbours& out);

/// Bonds of the atom at `place` in a cell: to its own images, one of every two that are each
/// other's inverse, and to all images of the atoms at later places.
struct SoapBonds {
    std::size_t place = 0;
    std::vector<std::size_t> first;  ///< bonds to the atom at place + k begin here; then their end
    SoapNeighbours ends;
};

struct SoapScratch {
    AlignedVector<double> harmonics, radial;
    std::vector<double> t;
    std::vector<std::size_t> piece;
};

/// The recursion of SolidHarmonics as numbers, m by m and for each from l = m on.
struct SoapRecursion {
    struct Step {
        double start;              ///< (2m - 1)!!
        double norm;               ///< of harmonic (l, m)
        double of_now, of_before;  ///< the next: of_now z now - of_before r^2 before
    };
    std::size_t l_max = 0;
    std::vector<Step> steps;

    explicit SoapRecursion(const SolidHarmonics&);
};

/// `moments` ((l_max + 1)^2, room) takes c_nlm at row l^2 + l + m.
void soap_moments(const RadialTable&, const SoapRecursion&, const SoapNeighbours&, SoapScratch&,
                  double* moments);

/// Adds what an atom's bonds give at both of their ends to `moments` (n_places, species,
/// (l_max + 1)^2, room). `kinds` are the species by place, those of one species side by side.
void soap_bond_moments(const RadialTable&, const SoapRecursion&, const SoapBonds&,
                       std::span<const std::size_t> kinds, std::size_t species, SoapScratch&,
                       double* moments);

/// Coefficients of two elements around each of `count` atoms, one `stride` behind the other.
struct SoapFactors {
    const double *a = nullptr, *b = nullptr;
    std::size_t count = 1, stride = 0;
};

/// Adds weight pi sqrt(8 / (2l + 1)) sum_m a_nlm b_n'lm of all atoms to `spectrum` (l_max + 1,
/// n_max, room).
void soap_products(const RadialTable&, double weight, const SoapFactors&, double* spectrum);

}  // namespace crucible
