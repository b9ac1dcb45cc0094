#pragma once
// The embedded atom's energy along the chain: bonds come and go. Internal to the module.

#include <vector>

#include "crucible/energy/eam_moves.hpp"
#include "crucible/rmc/energy_state.hpp"

namespace crucible::rmc {

class EmbeddedAtomState final : public EnergyState {
public:
    /// Throws InputError (E-energy-element).
    EmbeddedAtomState(std::shared_ptr<const EamTables>, const FixedCell&, const Species&);

    double cutoff() const { return eam_.cutoff(); }
    void refresh(const PairCounter&, const Places&) override;
    double change(const PairCounter&, const Places&, const Move&, Surroundings&) override;
    void commit() override { eam_.commit(); }
    void discard() override { eam_.discard(); }
    double energy() const override { return eam_.energy(); }

private:
    enum class Bonds { join, part };
    void bonds(const Move&, std::int32_t atom, const NearAtoms&, Bonds);

    std::shared_ptr<const EamTables> tables_;
    FixedCell cell_;
    std::vector<int> numbers_;
    EamMoves eam_;
    std::vector<double> distance_;
    std::vector<std::int32_t> other_;
};

}  // namespace crucible::rmc
