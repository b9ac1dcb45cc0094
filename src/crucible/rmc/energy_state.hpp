#pragma once
// A potential's energy along the chain, asked about every move. Internal to the module.

#include <memory>

#include "crucible/rmc/pair_counter.hpp"

namespace crucible::rmc {

class EnergyState {
public:
    virtual ~EnergyState() = default;
    /// Everything anew.
    virtual void refresh(const PairCounter&, const Places&) = 0;
    /// eV by which the move would change the energy; then `commit` or `discard`.
    virtual double change(const PairCounter&, const Places&, const Move&, Surroundings&) = 0;
    virtual void commit() = 0;
    virtual void discard() = 0;
    /// eV. A function of the places, to the last bit, however the chain came there.
    virtual double energy() const = 0;
};

/// Null where the term has nothing for every move. Throws InputError (E-rmc-range,
/// E-energy-element).
std::unique_ptr<EnergyState> energy_state(const EnergyTerm&, const FixedCell&, const Species&);

/// Z of all atoms of the chain.
std::vector<int> numbers_of(const Species&);

}  // namespace crucible::rmc
