#pragma once
// A cheap positive definite guess of the Hessian over atoms and strain. Internal to the module.

#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/energy/energy_model.hpp"

namespace crucible {

/// Springs between neighbours, coupled to the six strains, with a part of the stiffness across the
/// spring and a floor on the diagonal; factorised by Cholesky. The idea is that of Packwood et al.
/// 2016 (doi:10.1063/1.4947024) with the bonds' directions kept, as in Mones et al. 2018
/// (doi:10.1038/s41598-018-32105-x).
class SpringPreconditioner {
public:
    /// Variables: 3 n_atoms displacements, then 0 or 6 strains xx yy zz yz xz xy, off-diagonal ones
    /// times sqrt(2), all times `strain_length` (angstrom).
    void build(const std::vector<Spring>&, std::size_t n_atoms, std::size_t n_strains,
               double strain_length);
    /// x := P^-1 x.
    void solve(std::vector<double>& x) const;
    bool ready() const { return n_ > 0; }
    void clear() { n_ = 0; }

private:
    void factorise();
    std::size_t n_ = 0;
    std::vector<double> matrix_;  ///< (n, n) row-major; lower triangle, after `build` its factor
    std::vector<double> inverse_diagonal_;
};

/// Springs for a model that offers none: stiffness exp(-3 (r / nearest - 1)) times a typical
/// 5 eV/angstrom^2, up to twice the nearest distance of each atom.
std::vector<Spring> guessed_springs(const Structure&);

}  // namespace crucible
