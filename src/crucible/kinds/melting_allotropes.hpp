#pragma once
// Several crystals of one element: which of them melts last.

#include "crucible/kinds/melting_coexist.hpp"
#include "crucible/thermo/lattice_hold.hpp"

namespace crucible {

/// What became of one lattice.
struct LatticeTrial {
    LatticeChoice lattice{};
    LatticeHold hold;
    std::optional<MeltingSearch> search;  ///< none: it turned into something else
    CoexistencePosterior posterior;
};

/// The lattices to be looked at, the one of high temperature first: of the element's table where
/// neither a lattice nor a crystal was asked for, else one.
std::vector<LatticeChoice> melting_lattices(const MeltingCoexist&);

/// Holds every lattice hot, leaves out what transforms, and looks for the melting temperature of
/// the others, given up where it is sure to lie below that of an earlier one.
std::vector<LatticeTrial> try_lattices(const MeltingCoexist&, StepRun&);
/// One item of that, or of the search of a single crystal.
std::string work_lattice(const MeltingCoexist&, const Structures& given, std::int64_t item,
                         Worker&);

/// The trial whose temperature is the thermodynamic one: the highest that is sound, else the
/// highest.
const LatticeTrial& stable_lattice(const std::vector<LatticeTrial>&);

/// Table `lattices` and the row `lattice`; warns of lattices that could not be judged.
void give_lattices(StepRun&, const std::vector<LatticeTrial>&);

}  // namespace crucible
