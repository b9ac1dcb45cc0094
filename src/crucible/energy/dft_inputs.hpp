#pragma once
// Inputs of first-principles programs for structures found with a cheaper model: single points, or
// relaxations of atoms and cell at pressure. The programs and their datasets are the user's.

#include <optional>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

enum class DftProgram {
    vasp,    ///< POSCAR, INCAR; POTCAR is the user's
    qe,      ///< Quantum ESPRESSO's pw.x: pw.in; SYMBOL.UPF beside it is the user's
    castep,  ///< crystal.cell, crystal.param; pseudopotentials on the fly
    cp2k     ///< cp2k.inp; basis sets and pseudopotentials come with CP2K
};

/// PBE throughout. The cut-offs are starting points, not converged ones: converge them for your
/// elements and datasets.
struct DftInputSettings {
    DftProgram program = DftProgram::vasp;
    /// Atoms and cell are relaxed at this pressure, eV/angstrom^3; a single point without.
    std::optional<double> pressure;
    /// eV, of the wave functions (CP2K: of the density); 0: 520, 816, 700, and 8163 for CP2K.
    double cutoff = 0;
    double k_spacing = 0.25;  ///< 1/angstrom, with the 2 pi
};

struct NamedText {
    std::string name, text;
};
/// Throws InputError (E-label-settings) for settings or structures that make no sense.
std::vector<NamedText> dft_inputs(const Structure&, const DftInputSettings&);

}  // namespace crucible
