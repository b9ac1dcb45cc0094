#pragma once
// Coexistence runs that LAMMPS made without Crucible, for the same analysis as ours.

#include <filesystem>
#include <vector>

#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {

/// Reads a folder with solid.log, liquid.log and front.log (units metal; of each the last table
/// counts: Time, Temp, PotEng, Enthalpy, Volume, Lx, Ly, Lz and of the front also Pzz) and
/// solid.lammpstrj, liquid.lammpstrj (their last frames) and front.lammpstrj (one frame every few
/// picoseconds). `numbers`: Z of type 1, 2, ... where dumps have no element. `window` in fs.
/// Throws IoError for a missing file; InputError E-md-log, E-format-*; InconsistentError
/// (E-melting-phases) when the two phases cannot be told apart by their order.
FrontTrace read_lammps_front(const std::filesystem::path& folder, CoexistenceRecord::Bath,
                             const std::vector<int>& numbers, double window = 1000);

}  // namespace crucible
