#pragma once
// The embedded-atom method (Daw and Baskes 1984, doi:10.1103/PhysRevB.29.6443):
//
//   E = sum_i F_i(rho_i) + 1/2 sum_ij phi_ij(r_ij),   rho_i = sum_j f_ji(r_ij)
//
// with tables interpolated exactly as LAMMPS does, so that energies agree to rounding.

#include <memory>

#include "crucible/energy/eam_file.hpp"
#include "crucible/energy/energy_model.hpp"

namespace crucible {

/// O(N) in atoms; one core.
class EmbeddedAtom final : public EnergyModel {
public:
    explicit EmbeddedAtom(EamTables);
    EmbeddedAtom(EmbeddedAtom&&) noexcept;
    ~EmbeddedAtom() override;

    /// Fills `per_atom`, pair energies shared in halves. Throws InputError for elements without
    /// tables (E-energy-element), UnstableError (E-energy-collapse) for two atoms on one spot.
    void evaluate(const Structure&, Evaluation&) override;
    std::unique_ptr<EnergyModel> clone() const override;
    std::string description() const override;
    void forget() override;

private:
    struct Tables;
    struct State;
    explicit EmbeddedAtom(std::shared_ptr<const Tables>);
    std::shared_ptr<const Tables> tables_;
    std::unique_ptr<State> state_;
};

}  // namespace crucible
