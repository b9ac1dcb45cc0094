#pragma once
// Neuroevolution potentials with weights drawn at random: for tests and benchmarks, no physics.

#include <cstdint>
#include <string>

#include "crucible/energy/nep_file.hpp"

namespace crucible {

/// Sixteen metals with the architecture of UNEP-v1 (doi:10.1038/s41467-024-54554-x).
inline constexpr const char* unep_header =
    "nep4_zbl 16 Ag Al Au Cr Cu Mg Mo Ni Pb Pd Pt Ta Ti V W Zr\nzbl 1 2\ncutoff 6 5 200 134\n"
    "n_max 4 4\nbasis_size 8 8\nl_max 4 2 1\nANN 80 0\n";

/// The text of a nep.txt with this header (all lines up to and with "ANN") and weights that make
/// energies of some eV per atom. Flexible repulsion is given sensible numbers.
std::string made_up_nep(const std::string& header, std::uint64_t seed);

}  // namespace crucible
