#pragma once
// Second derivatives of a crystal's energy in reciprocal space: what all of lattice dynamics starts
// from.

#include <complex>
#include <memory>

#include "crucible/energy/buckingham.hpp"
#include "crucible/energy/energy_model.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// D(q) with D_(3i+a)(3j+b) = sum over cells L of d2E/du_ia(0) du_jb(L) exp(i q (r_j + L - r_i)),
/// Hermitian, not weighted by masses, for one crystal at rest. Its eigenvalues are those of the
/// Hessian of any supercell whose Born-von Karman waves have this q. Safe to share by threads.
class ReciprocalHessian {
public:
    using Matrix = Array2<std::complex<double>>;

    virtual ~ReciprocalHessian() = default;
    /// Of the cell that the crystal was given in.
    virtual std::size_t atoms() const = 0;
    /// Writes D(q), (3 atoms, 3 atoms), eV/angstrom^2. `q`: Cartesian, 1/angstrom, with the 2 pi.
    /// At q = 0 the macroscopic field of charged sublattices is left out.
    virtual void at(const Vec3& q, Matrix& out) const = 0;
    /// Adds the macroscopic field: D at q = 0 as it is approached along `direction`. Does nothing
    /// for models without charges.
    virtual void add_macroscopic_field(const Vec3& direction, Matrix& out) const = 0;
};

/// Analytic, for rigid ions, with the same lattice sums as the energy: complete within both
/// cut-offs. Errors of truncation are about 1e-6 eV/angstrom^2. Throws what the model throws for
/// the structure; E-energy-collapse also where its pairs are patched.
std::unique_ptr<ReciprocalHessian> ionic_hessian(const BuckinghamParameters&, const Structure&,
                                                 const EwaldSettings& = ewald_settings(1e-9, 10));

struct SampledHessianSettings {
    /// angstrom, least distance of an atom from its own images in the supercell: twice the reach of
    /// the force constants that are kept
    double image_distance = 12;
    double displacement = 0.005;  ///< angstrom, of the central differences of forces
    std::size_t most_atoms = 4000;
};
/// By central differences of forces in a supercell, for any model: exact at the waves that fit into
/// the supercell, interpolated between them as if force constants ended halfway to the nearest
/// image. Charges reach farther, so a model with Ewald sums is better served by `ionic_hessian`.
/// Uses each force constant's average over its transpose, and sums of zero (translation). Throws
/// InputError (E-energy-hessian) for settings that make no sense, ResourceError (E-energy-hessian)
/// for a supercell of too many atoms, and what the model throws.
std::unique_ptr<ReciprocalHessian> sampled_hessian(EnergyModel&, const Structure&,
                                                   const SampledHessianSettings& = {});

/// `ionic_hessian` where the model is one of rigid ions, else `sampled_hessian`.
std::unique_ptr<ReciprocalHessian> reciprocal_hessian(EnergyModel&, const Structure&,
                                                      const SampledHessianSettings& = {});

}  // namespace crucible
