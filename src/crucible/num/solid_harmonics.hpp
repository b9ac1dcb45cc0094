#pragma once
// Real solid harmonics r^l Y_lm: polynomials in x, y, z, by recursion.

#include <cstddef>
#include <vector>

#include "crucible/num/vec3.hpp"

namespace crucible {

/// Orthonormal on the unit sphere, without the phase of Condon and Shortley: positive m carry the
/// cosine, negative ones the sine. Harmonic (l, m) has place l^2 + l + m.
class SolidHarmonics {
public:
    explicit SolidHarmonics(int l_max);

    static constexpr std::size_t place(int l, int m) {
        return static_cast<std::size_t>(l * l + l + m);
    }
    std::size_t size() const { return norms_.size(); }  ///< (l_max + 1)^2
    int l_max() const { return l_max_; }
    /// Factor of each harmonic over Re or Im of (x + iy)^m times Pi_l^m, which begins with
    /// (2m - 1)!!; where m is not zero it includes sqrt 2.
    const std::vector<double>& norms() const { return norms_; }

    /// `values` takes `size()` numbers.
    void at(const Vec3& r, double* values) const;
    /// The same with gradients.
    void at(const Vec3& r, double* values, Vec3* gradients) const;

private:
    /// Without norms: real parts at place(l, m), imaginary parts at place(l, -m).
    void plain(const Vec3& r, double* values) const;

    int l_max_;
    std::vector<double> norms_;
};

}  // namespace crucible
