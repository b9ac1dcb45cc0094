#pragma once
// Who says what a structure's energy and forces are: a first-principles program, or a model that
// stands in for one.

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/energy/energy_model.hpp"
#include "crucible/energy/labelled.hpp"

namespace crucible {

class Labeller {
public:
    virtual ~Labeller() = default;
    /// Energy, forces and virial of one structure; `directory` is the labeller's to use and tells
    /// afterwards what was done. A label that did not converge is no label: it throws UnstableError
    /// (E-label-unconverged). Throws ResourceError (E-label-time), IoError (E-label-run), and what
    /// models and readers throw.
    virtual LabelledFrame label(const Structure&, const std::filesystem::path& directory,
                                const RunContext&) = 0;
    /// One line for provenance.
    virtual std::string description() const = 0;
};

std::unique_ptr<Labeller> model_labeller(std::unique_ptr<EnergyModel>);

/// Density-functional theory by CP2K (Kuehne et al. 2020, doi:10.1063/5.0007045): GTH
/// pseudopotentials, PBE, MOLOPT basis sets, all of Debian's package cp2k-data.
struct Cp2kSettings {
    std::filesystem::path program;  ///< "" : cp2k.psmp, cp2k.popt or cp2k in $PATH
    std::string basis = "DZVP-MOLOPT-SR-GTH";
    std::string potential = "GTH-PBE";
    double cutoff = 300;                      ///< Ry, of the density
    double relative_cutoff = 50;              ///< Ry
    double k_spacing = 0.25;                  ///< 1/angstrom, with the 2 pi
    std::array<int, 3> k_points = {0, 0, 0};  ///< Monkhorst-Pack; 0: from the spacing
    double electronic_temperature = 1000;     ///< K, Fermi-Dirac smearing
    double convergence = 1e-6;                ///< EPS_SCF
    int most_iterations = 100;
    int threads = 1;
    double seconds = 24 * 3600;  ///< at most for one structure
    /// Atoms and cell are relaxed at this pressure, eV/angstrom^3: for inputs, not for labels.
    std::optional<double> pressure;
};
/// The input file, complete. Throws InputError (E-label-settings).
std::string cp2k_input(const Structure&, const Cp2kSettings&);
/// Throws NotBuiltError (E-label-cp2k-missing) when there is no CP2K.
std::unique_ptr<Labeller> cp2k_labeller(Cp2kSettings);

/// Density-functional theory by VASP (Kresse, Furthmueller 1996, doi:10.1103/PhysRevB.54.11169),
/// for those who have it: PBE with the melting paper's settings (doi:10.1039/d4dd00069b). Its
/// datasets (POTCAR) are the user's.
struct VaspSettings {
    double cutoff = 720;                      ///< ENCUT, eV
    int smearing = 1;                         ///< ISMEAR
    double width = 0.15;                      ///< SIGMA, eV
    double convergence = 1e-8;                ///< EDIFF, eV
    int most_iterations = 100;                ///< NELM
    double k_spacing = 0.12;                  ///< KSPACING, 1/angstrom with the 2 pi
    std::array<int, 3> k_points = {0, 0, 0};  ///< of a KPOINTS file around Gamma; 0: the spacing
    bool is_spin_polarised = true;
    std::vector<std::string> more;  ///< further lines of INCAR, "NCORE = 4"
    /// Where each dataset is FOLDER/NAME/POTCAR, as VASP delivers them; "": none is written.
    std::filesystem::path datasets;
    std::vector<std::string> variants;  ///< names of datasets other than the symbol: "Li_sv"
    std::vector<std::string> command;   ///< starts VASP in its folder; empty: the user does
    double seconds = 7 * 24 * 3600;     ///< at most for one structure
    /// Atoms and cell are relaxed at this pressure, eV/angstrom^3: for inputs, not for labels.
    std::optional<double> pressure;
};
/// INCAR, complete. Throws InputError (E-label-settings).
std::string vasp_incar(const VaspSettings&);
/// POSCAR, INCAR, and where they are asked for KPOINTS and POTCAR. Throws InputError
/// (E-label-settings, E-label-potcar).
void write_vasp_inputs(const Structure&, const std::filesystem::path& directory,
                       const VaspSettings& = {});
/// Labels from the vasprun.xml (or else OUTCAR) in each directory. Where there is none, it starts
/// `command`; without a command `label` writes the inputs and throws ResourceError
/// (E-item-waiting). Throws InconsistentError (E-label-other) for the vasprun.xml of another
/// structure.
std::unique_ptr<Labeller> vasp_labeller(VaspSettings);

}  // namespace crucible
