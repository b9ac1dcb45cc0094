#pragma once
// Who says what a structure's energy and forces are: a first-principles program, or a model that
// stands in for one.

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
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
};
/// The input file, complete. Throws InputError (E-label-settings).
std::string cp2k_input(const Structure&, const Cp2kSettings&);
/// Throws NotBuiltError (E-label-cp2k-missing) when there is no CP2K.
std::unique_ptr<Labeller> cp2k_labeller(Cp2kSettings);

/// What VASP needs to label a structure elsewhere, in `directory`: POSCAR, INCAR and KPOINTS with
/// the melting paper's settings (PBE, 720 eV, smearing 0.15 eV, 0.12/angstrom); the POTCAR is the
/// user's. `read_labelled` reads the vasprun.xml that comes of it.
void write_vasp_inputs(const Structure&, const std::filesystem::path& directory);

}  // namespace crucible
