#pragma once
// Several crystals of one element: which of them melts last.

#include "crucible/kinds/melting_coexist.hpp"
#include "crucible/thermo/lattice_hold.hpp"

namespace crucible {

/// What became of one lattice.
struct LatticeTrial {
    LatticeChoice lattice{};
    std::optional<LatticeHold> hold;      ///< of several lattices
    std::optional<MeltingSearch> search;  ///< none: it turned into something else
    CoexistencePosterior posterior{};
};

/// The lattices to be looked at, the one of high temperature first: of the element's table where
/// neither a lattice nor a crystal was asked for, else one.
std::vector<LatticeChoice> melting_lattices(const MeltingCoexist&);

struct LatticeTrials {
    std::vector<LatticeTrial> trials;
    std::int64_t next_item = 0;
};
/// Looks for the melting temperature of one crystal. Of several, holds each hot, leaves out what
/// transforms, and gives a search up where it is sure to lie below an earlier one. `given`: from
/// the study's file. Takes items from `first_item` on.
LatticeTrials try_lattices(const MeltingCoexist&, const Structures& given, std::int64_t first_item,
                           StepRun&);
/// One item of that.
std::string work_lattice(const MeltingCoexist&, const Structures& given, std::int64_t item,
                         Worker&);

/// The trial whose temperature is the thermodynamic one: the highest that is sound, else the
/// highest. Throws InconsistentError (E-melting-lattice) when none was left to be looked at.
const LatticeTrial& stable_lattice(const std::vector<LatticeTrial>&);
/// "fcc"; the name of the crystal's file where there is no lattice.
std::string lattice_word(const MeltingCoexist&, const LatticeTrial&);

/// Table `lattices` and the row `lattice`; warns of lattices that could not be judged.
void give_lattices(StepRun&, const MeltingCoexist&, const std::vector<LatticeTrial>&);

}  // namespace crucible
