#include "crucible/energy/charged_nep.hpp"

#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/energy/ghost_lists.hpp"
#include "crucible/energy/nep_charges.hpp"
#include "crucible/energy/nep_reference.hpp"

namespace crucible {
namespace {

void take_off_mean(std::vector<double>& v) {
    const double mean = std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
    for (double& x : v) x -= mean;
}

}  // namespace

struct ChargedNep::State {
    explicit State(const NepParameters& p)
        : plain(p), electrostatics(p.charges, p.radial_reach()) {}
    NepReference plain;
    NepElectrostatics electrostatics;
    GhostLists ghosts;
    LocalSums sums;
    std::vector<double> charges, by_charge;
};

ChargedNep::ChargedNep(NepParameters p, NepChargeForces forces)
    : ChargedNep(std::make_shared<const NepParameters>(std::move(p)), forces) {}

ChargedNep::ChargedNep(std::shared_ptr<const NepParameters> p, NepChargeForces forces)
    : parameters_(std::move(p)), forces_(forces) {
    if (parameters_->charges == NepCharges::none)
        throw InputError("E-nep", parameters_->file + " has no charges",
                         "evaluate it as a NEP of short range");
    state_ = std::make_unique<State>(*parameters_);
}

ChargedNep::~ChargedNep() = default;

double ChargedNep::cutoff() const { return parameters_->reach(); }
const std::vector<int>& ChargedNep::numbers() const { return parameters_->numbers; }
const std::vector<double>& ChargedNep::charges() const { return state_->charges; }
double ChargedNep::roughness() const { return state_->electrostatics.edge(); }
void ChargedNep::forget() { state_->ghosts.forget(); }
std::string ChargedNep::description() const {
    return nep_description(*parameters_) +
           (forces_ == NepChargeForces::as_trained ? ", forces at a mean charge that is held" : "");
}

std::unique_ptr<EnergyModel> ChargedNep::clone() const {
    return std::unique_ptr<ChargedNep>(new ChargedNep(parameters_, forces_));
}

void ChargedNep::evaluate(const Structure& s, Evaluation& out) {
    State& state = *state_;
    state.ghosts.update(s, cutoff(), numbers());
    const LocalAtoms atoms = state.ghosts.atoms();
    state.sums.clear(atoms);
    state.charges.resize(atoms.owned);
    for (std::size_t i = 0; i < atoms.owned; ++i) state.charges[i] = state.plain.charge(atoms, i);
    take_off_mean(state.charges);
    state.electrostatics.add(s.cell, atoms, state.charges, state.by_charge, state.sums);
    // The mean is a function of all atoms: dE/dr = sum of D_i dq_i/dr, q before the mean is off.
    if (forces_ == NepChargeForces::exact) take_off_mean(state.by_charge);
    state.plain.add(atoms, 0, atoms.owned, state.by_charge, state.sums);
    if (!std::isfinite(state.sums.energy))
        throw UnstableError("E-energy-collapse", "the energy of a NEP is not finite",
                            "look for atoms that are far nearer than in its training set");
    out.energy = state.sums.energy;
    out.patched = 0;
    out.per_atom = state.sums.per_atom;
    state.ghosts.gather_forces(state.sums.forces, out.forces);
    out.stress = state.sums.virial * (-1 / s.cell.volume());
}

}  // namespace crucible
