#pragma once
// Neuroevolution potentials with charges (nep4_charge1 to nep4_charge3): the hidden layer of each
// atom also puts out a charge; the mean is taken off, and the charges have a Coulomb energy. Plain
// loops in double; not a model of short range, as every charge feels all others.

#include <memory>
#include <vector>

#include "crucible/energy/nep_file.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

class ChargedNep final : public EnergyModel {
public:
    /// Throws InputError (E-nep) for parameters without charges.
    explicit ChargedNep(NepParameters, NepChargeForces = NepChargeForces::exact);
    ~ChargedNep() override;

    /// O(N) but for the sum over waves of the first two kinds, O(N^2). Throws as ShortRangeModel
    /// does, and InputError (E-energy-cell) for a cell that is not periodic where there are waves.
    void evaluate(const Structure&, Evaluation&) override;
    std::unique_ptr<EnergyModel> clone() const override;
    std::string description() const override;
    double roughness() const override;
    void forget() override;

    double cutoff() const;                       ///< angstrom
    const std::vector<int>& numbers() const;     ///< Z of kind 0, 1, ...
    const std::vector<double>& charges() const;  ///< (n_atoms) e, of the last evaluation; sum 0

private:
    struct State;
    ChargedNep(std::shared_ptr<const NepParameters>, NepChargeForces);
    std::shared_ptr<const NepParameters> parameters_;
    NepChargeForces forces_;
    std::unique_ptr<State> state_;
};

}  // namespace crucible
