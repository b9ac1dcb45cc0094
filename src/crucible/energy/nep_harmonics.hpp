#pragma once
// What the angular part of a NEP descriptor is made of: real spherical harmonics, and the products
// of three moments that are invariant to rotation.

#include <vector>

#include "crucible/energy/nep_file.hpp"
#include "crucible/num/vec3.hpp"

namespace crucible {

/// Place of the harmonic (l, m), l >= 1, -l <= m <= l, among all of them.
constexpr int harmonic_index(int l, int m) { return l * l - 1 + l + m; }
/// Harmonics of l = 1 to l_max.
constexpr int harmonic_count(int l_max) { return (l_max + 1) * (l_max + 1) - 1; }

/// Real orthonormal harmonics, without the phase of Condon and Shortley: positive m carry the
/// cosine, negative ones the sine.
class RealHarmonics {
public:
    explicit RealHarmonics(int l_max);
    /// `values` and `gradients` take `harmonic_count` entries. The gradient is that of a polynomial
    /// that equals the harmonic on the unit sphere; only its part across `u` has a meaning.
    void at(const Vec3& u, double* values, Vec3* gradients) const;

private:
    struct Polynomial {
        std::vector<double> z;        ///< coefficients of the m-th derivative of P_l, normalised
        std::vector<double> z_slope;  ///< of its derivative
    };
    int l_max_;
    std::vector<Polynomial> polynomials_;  ///< (l_max)(l + 1), m ascending
};

/// weight A_a A_b A_c, in moments of real harmonics.
struct MomentTerm {
    double weight = 0;
    int a = 0, b = 0, c = 0;
};
/// The terms of q_{l1 l2 l3} = sum (l1 l2 l3; m1 m2 m3) A_{l1 m1} A_{l2 m2} A_{l3 m3}, m1 + m2 + m3
/// = 0, for a product other than q1111.
std::vector<MomentTerm> moment_terms(NepProduct);

}  // namespace crucible
