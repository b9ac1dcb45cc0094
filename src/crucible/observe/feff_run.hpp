#pragma once
// Calls a user's own FEFF (feff6l, feff8l): input from a structure, output as paths.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/observe/exafs.hpp"

namespace crucible {

struct FeffRunOptions {
    std::filesystem::path program;  ///< reads feff.inp, writes feffNNNN.dat where it is started
    std::string edge = "K";         ///< K, L1, L2, L3
    double reach = 6;               ///< angstrom, of the cluster and its paths
    double seconds = 300;           ///< wall time after which it is ended
};

/// feff.inp for one atom of the structure in the cluster around it, single scattering only.
/// Potentials by element; at most 500 atoms and 7 elements besides, which FEFF 6 has room for.
/// Throws InputError: E-feff-input (atom, edge, reach, cluster).
std::string feff_input(const Structure&, std::size_t atom, const FeffRunOptions&);

/// The paths that the program calculates for that atom, in a directory of its own that is removed
/// afterwards. Throws as `feff_input`; ResourceError (E-feff-time) when it takes too long; IoError
/// (E-feff-run) when it fails or writes no paths, with its last words.
std::vector<FeffPath> run_feff(const Structure&, std::size_t atom, const FeffRunOptions&);

}  // namespace crucible
