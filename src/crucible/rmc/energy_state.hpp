#pragma once
// The embedded atom's energy along the chain. Internal to the module.

#include <vector>

#include "crucible/energy/eam_moves.hpp"
#include "crucible/rmc/pair_counter.hpp"

namespace crucible::rmc {

class EnergyState {
public:
    /// Throws InputError (E-rmc-range, E-energy-element).
    EnergyState(std::shared_ptr<const EamTables>, const FixedCell&, const Species&);

    void refresh(const PairCounter&, const Places&);
    /// eV by which the move would change the energy; then `commit` or `discard`.
    double change(const PairCounter&, const Places&, const Move&, Surroundings&);
    void commit() { eam_.commit(); }
    void discard() { eam_.discard(); }
    double energy() const { return eam_.energy(); }

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
