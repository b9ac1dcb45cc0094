#pragma once
// Structures with the energies, forces and virials that a first-principles program gave them: what
// potentials are trained on and judged by.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// Whether the program that made a label says that its iterations converged.
enum class LabelState { unknown, converged, unconverged };

struct LabelledFrame {
    Structure structure;
    double energy = 0;           ///< eV per cell
    std::vector<Vec3> forces;    ///< (n_atoms) eV/angstrom
    std::optional<Mat3> virial;  ///< eV, -dE/dstrain: minus the volume times the stress
    LabelState state = LabelState::unknown;
    std::string source;  ///< file, and which frame of it
};
using LabelledFrames = std::vector<LabelledFrame>;

struct LabelReadOptions {
    std::vector<int> elements;  ///< Z of type 0, 1, ... where a folder has no type_map.raw
    /// Told what was left out; the library itself is silent.
    std::function<void(std::string_view)> notice;
};

/// By content: a deepmd folder (type.raw and set.*), extended xyz, vasprun.xml, OUTCAR,
/// output of CP2K.
/// Throws IoError and InputError (E-label-format, and those of the readers below).
LabelledFrames read_labelled(const std::filesystem::path&, const LabelReadOptions& = {});

/// A folder of deepmd-kit with sets of npy files. Every number must be finite and every array of
/// the same number of frames. Throws InputError (E-label-deepmd, E-npy), IoError.
LabelledFrames read_deepmd(const std::filesystem::path& folder, const LabelReadOptions& = {});
/// One set, set.000, of frames with the same atoms in the same order. Virials are written if all
/// frames have one. Throws InconsistentError (E-label-write), IoError.
void write_deepmd(const std::filesystem::path& folder, const LabelledFrames&);

/// Frames with `energy` (or free_energy) and `forces` (or `force`), and perhaps `virial` (eV) or
/// `stress` (eV/angstrom^3, positive under tension). Throws InputError (E-label-xyz,
/// E-format-extxyz).
LabelledFrames parse_labelled_xyz(std::string_view text, const std::string& file);
/// The same, exact to the last bit. Throws InconsistentError as `structures_text`.
std::string labelled_xyz_text(const LabelledFrames&);

/// vasprun.xml, one point or a whole run: e_fr_energy, of which the forces are the slope; stress of
/// VASP in kB. A step is unconverged when it took NELM electronic steps. A last ionic step cut
/// short is left out, with a notice. Throws InputError (E-label-vasprun) with the line.
LabelledFrames parse_vasprun(std::string_view text, const std::string& file,
                             const LabelReadOptions& = {});

/// OUTCAR of VASP, where there is no vasprun.xml: the same, with positions of five decimals. Throws
/// InputError (E-label-outcar) with the line.
LabelledFrames parse_outcar(std::string_view text, const std::string& file,
                            const LabelReadOptions& = {});

/// Output of one CP2K calculation with forces printed. CP2K prints cells and places with few
/// digits: give the structure that was computed, and the output's own is only compared with it.
/// Throws InputError (E-label-cp2k): no "SCF run converged", another number of atoms, numbers that
/// are missing.
LabelledFrame parse_cp2k(std::string_view text, const std::string& file,
                         const Structure* structure = nullptr);

}  // namespace crucible
