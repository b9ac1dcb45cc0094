#pragma once
// Does a crystal keep its lattice when it is hot? Which of several lattices to melt is told by this
// and by where each melts.

#include <filesystem>

#include "crucible/observe/common_neighbours.hpp"
#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {

struct LatticeHold {
    enum class End {
        holds,
        transformed,  ///< another lattice at the end
        melted        ///< atoms left their places: the temperature was too high
    } end = End::holds;
    LocalStructure kind{};  ///< of most atoms at the end, their positions averaged over 2 ps
    double share = 0;       ///< of the atoms in it
    double moved = 0;       ///< angstrom, root mean square displacement
};

/// 20 ps at constant pressure with all lengths free, of a block of at least `thickness` angstrom
/// along each edge. Kept in `directory`, where an interrupted run goes on. Throws as `run_md`.
LatticeHold hold_lattice(const CoexistenceMd&, Lattice, double temperature, double thickness,
                         std::uint64_t seed, const std::filesystem::path& directory,
                         const RunContext&);

}  // namespace crucible
