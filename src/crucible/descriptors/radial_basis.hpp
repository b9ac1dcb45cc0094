#pragma once
// Overlap of one Gaussian with the radial functions of SOAP, exactly.

#include <vector>

#include "crucible/descriptors/soap.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// For a density exp(-(r - R)^2 / 2 sigma^2): c_nlm = f_nl(R^2) S_lm(R), S_lm the solid harmonic.
class RadialBasis {
public:
    explicit RadialBasis(const SoapSettings&);
    /// f_nl and their derivatives by s = R^2 at s, each (l_max + 1, n_max).
    void at(double s, Span2D<double> values, Span2D<double> slopes) const;

private:
    void gto_at(double s, Span2D<double> values, Span2D<double> slopes) const;
    void polynomial_at(double s, Span2D<double> values, Span2D<double> slopes) const;
    void prepare_gto(double cutoff);
    void prepare_polynomial(double cutoff);

    SoapBasis basis_;
    std::size_t n_max_, l_max_;
    double eta_;  ///< 1 / (2 sigma^2)
    // gto: c = sum over primitives k of weight exp(-decay s)
    std::vector<Array2<double>> weights_;  ///< per l: (n_max, n_max) function by primitive
    Array2<double> decays_;                ///< (l_max + 1, n_max)
    // polynomial: radial functions times r^2 times weights of a quadrature
    std::vector<double> nodes_;  ///< r
    Array2<double> functions_;   ///< (n_max, nodes)
};

}  // namespace crucible
