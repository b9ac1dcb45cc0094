#pragma once
// The inner loop of SOAP: densities of neighbours to coefficients c_nlm.

#include <cstddef>
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

/// Neighbours of one element around an atom, in blocks of soap_lanes: the last is filled up with
/// what lies at the origin; only `count` of them are read by the sums.
struct SoapNeighbours {
    std::size_t count = 0;
    AlignedVector<double> x, y, z;

    void clear() { count = 0, x.clear(), y.clear(), z.clear(); }
    void add(double dx, double dy, double dz) {
        ++count, x.push_back(dx), y.push_back(dy), z.push_back(dz);
    }
    void fill_up() {
        const std::size_t end = (count + soap_lanes - 1) / soap_lanes * soap_lanes;
        x.resize(end), y.resize(end), z.resize(end);
    }
};

/// Appends to `out` those of `all` (`at` as origin) nearer than `reach`, `at` itself left out.
void soap_select(const SoapNeighbours& all, const double (&at)[3], double reach,
                 SoapNeighbours& out);

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

/// Adds weight pi sqrt(8 / (2l + 1)) sum_m a_nlm b_n'lm to `spectrum` (l_max + 1, n_max, room).
void soap_products(const RadialTable&, double weight, const double* a, const double* b,
                   double* spectrum);

}  // namespace crucible
