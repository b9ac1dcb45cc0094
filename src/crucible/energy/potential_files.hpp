#pragma once
// Files of potentials by name: where LAMMPS and its Debian package keep them.

#include <filesystem>
#include <string>
#include <vector>

namespace crucible {

/// Where bare names are looked for, in this order: the directories of $LAMMPS_POTENTIALS (separated
/// by colons), /usr/local/share/lammps/potentials, /usr/share/lammps/potentials (Debian's
/// lammps-data).
std::vector<std::filesystem::path> potential_directories();

/// A file that is there is taken as it is; a bare name such as "CuZr_mm.eam.fs" is looked for in
/// `potential_directories()`. Throws InputError (E-energy-file) that lists where it looked and
/// offers the nearest name.
std::filesystem::path find_potential(const std::filesystem::path& name);

/// Names of the EAM files in `potential_directories()`, ascending, each once.
std::vector<std::string> potential_files();

}  // namespace crucible
