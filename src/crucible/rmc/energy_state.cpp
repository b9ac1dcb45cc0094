#include "crucible/rmc/energy_state.hpp"

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/rmc/embedded_atom_state.hpp"
#include "crucible/rmc/local_energy_state.hpp"

namespace crucible::rmc {
namespace {

void check_reach(double cutoff, const FixedCell& cell, const std::string& potential) {
    if (cutoff <= cell.reach()) return;
    throw InputError(
        "E-rmc-range",
        "the potential " + in_quotes(potential) + " reaches " + number_text(cutoff, 6) +
            " angstrom, but half the smallest width of the box is " + number_text(cell.reach(), 6),
        "use a larger box");
}

}  // namespace

std::vector<int> numbers_of(const Species& species) {
    std::vector<int> out;
    for (const std::uint8_t s : species.of) out.push_back(species.elements[s]);
    return out;
}

std::unique_ptr<EnergyState> energy_state(const EnergyTerm& term, const FixedCell& cell,
                                          const Species& species) {
    if (term.eam) {
        auto state = std::make_unique<EmbeddedAtomState>(term.eam, cell, species);
        check_reach(state->cutoff(), cell, term.eam->file);
        return state;
    }
    if (!term.local) return nullptr;
    check_reach(term.local->cutoff(), cell, term.local->description());
    return std::make_unique<LocalEnergyState>(*term.local, cell, species);
}

}  // namespace crucible::rmc
