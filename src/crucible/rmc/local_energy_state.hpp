#pragma once
// The energy of a model of short range along the chain: a sum over atoms, of which a move changes
// those that it comes near to. Internal to the module.

#include <vector>

#include "crucible/rmc/energy_state.hpp"

namespace crucible::rmc {

/// Each atom's energy is cut to an integer (1.5e-11 eV) and computed in a frame of its own, with
/// its neighbours in the order of the chain: it depends on where these are and on nothing else.
class LocalEnergyState final : public EnergyState {
public:
    /// Throws InputError (E-energy-element).
    LocalEnergyState(const ShortRangeModel&, const FixedCell&, const Species&);

    void refresh(const PairCounter&, const Places&) override;
    double change(const PairCounter&, const Places&, const Move&, Surroundings&) override;
    void commit() override;
    void discard() override {}
    double energy() const override;

private:
    void list_centres(const Move&, const Surroundings&);
    void gather(const Places&, const Move&, std::int32_t centre);
    /// Energies of the centres, in quanta, in `found_`.
    void evaluate();

    FixedCell cell_;
    double cutoff_ = 0;
    std::unique_ptr<ShortRangeModel> model_;
    std::vector<std::int32_t> kind_;    ///< (n_atoms)
    std::vector<std::int64_t> quanta_;  ///< (n_atoms)
    std::int64_t sum_ = 0;

    // What is proposed.
    std::vector<std::int32_t> centres_;  ///< ascending
    std::vector<std::int64_t> found_;    ///< (centres)

    // The centres as the model sees them, each with copies of its neighbours.
    struct Neighbour {
        std::int32_t atom;
        Vec3 at;
    };
    NearAtoms near_;
    std::vector<Neighbour> sorted_;
    std::vector<double> positions_;
    std::vector<std::int32_t> kinds_, neighbours_;
    std::vector<std::int64_t> first_;
    std::vector<Neighbour> ghosts_;
    LocalSums sums_;
};

}  // namespace crucible::rmc
