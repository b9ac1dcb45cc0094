#pragma once
// A structure's portrait with its energies, and its record.

#include <string>
#include <string_view>

#include "crucible/energy/energy_model.hpp"
#include "crucible/rmc/assess.hpp"

namespace crucible {

/// `rmc::portrait` of the structure and of its inherent structure (relaxed in its own cell until no
/// force exceeds `fmax`, eV/angstrom), with energies and virial pressure. `model` may be null: no
/// energies. Throws UnstableError (E-glass-inherent) where atoms collapse.
rmc::Portrait portrait_of(const Structure&, EnergyModel* model, double fmax,
                          const rmc::PortraitOptions&);

std::string encode(const rmc::Portrait&);
/// Throws IoError (E-run-damaged) or InputError for what is no such record.
rmc::Portrait decode_portrait(std::string_view);

}  // namespace crucible
