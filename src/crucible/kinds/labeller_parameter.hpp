#pragma once
// The `labeller` parameter that steps share: who says what a structure's energy and forces are.

#include <filesystem>
#include <memory>
#include <string>
#include <variant>

#include "crucible/base/describe.hpp"
#include "crucible/energy/labeller.hpp"
#include "crucible/kinds/energy_parameter.hpp"

namespace crucible {

struct TeacherChoice {
    static constexpr std::string_view name = "model";
    static constexpr std::string_view sentence = "A potential as the teacher: fast, for trying out";
    EnergyParameter energy;
    void describe(Fields& f) { f("energy", energy, "Potential").required("Cu_mishin1.eam.alloy"); }
};

struct Cp2kChoice {
    static constexpr std::string_view name = "cp2k";
    static constexpr std::string_view sentence =
        "Density-functional theory by CP2K: PBE, GTH pseudopotentials, Fermi smearing";
    std::filesystem::path program;
    std::string basis = Cp2kSettings{}.basis, potential = Cp2kSettings{}.potential;
    double cutoff = 300, k_spacing = 0.25, convergence = 1e-6;
    Temperature electronic_temperature{1000};
    int iterations = 100, threads = 1;
    void describe(Fields& f) {
        f("program", program, "CP2K; none: cp2k.psmp or cp2k.popt in PATH").not_hashed();
        f("basis", basis, "Basis set of BASIS_MOLOPT");
        f("potential", potential, "Pseudopotential of GTH_POTENTIALS");
        f("cutoff", cutoff, "Plane-wave cut-off of the density, Ry").within(50, 5000);
        f("k_spacing", k_spacing, "Distance of k points, 1/angstrom with the 2 pi")
            .within(0.02, 10);
        f("convergence", convergence, "EPS_SCF").within(1e-12, 1e-2);
        f("electronic_temperature", electronic_temperature, "Of the Fermi smearing")
            .in("K")
            .within(10, 20000);
        f("iterations", iterations, "Most iterations of the electrons").within(1, 10000);
        f("threads", threads, "Threads of one calculation").within(1, 256).not_hashed();
    }
};

struct VaspChoice {
    static constexpr std::string_view name = "vasp";
    static constexpr std::string_view sentence =
        "Density-functional theory by VASP: PBE; run here by a command, or by hand elsewhere";
    std::filesystem::path datasets;
    std::vector<std::string> variants, command, more;
    double cutoff = VaspSettings{}.cutoff, width = VaspSettings{}.width;
    double convergence = VaspSettings{}.convergence, k_spacing = VaspSettings{}.k_spacing;
    std::vector<int> k_points;
    int smearing = VaspSettings{}.smearing, iterations = VaspSettings{}.most_iterations;
    Flag spin = Flag::on;
    void describe(Fields& f) {
        f("datasets", datasets, "Folder with NAME/POTCAR for each element; none: add them by hand");
        f("variants", variants, "Datasets whose name is not the symbol, as in ['Li_sv', 'Ti_pv']");
        f("command", command,
          "Starts VASP, as in ['mpirun', '-np', '8', 'vasp_std']; none: inputs are written, and "
          "the "
          "same crucible command reads what VASP has left there")
            .not_hashed();
        f("cutoff", cutoff, "ENCUT, eV").within(50, 5000);
        f("smearing", smearing, "ISMEAR").within(-5, 10);
        f("width", width, "SIGMA, eV").within(1e-4, 5);
        f("convergence", convergence, "EDIFF, eV").within(1e-12, 1e-2);
        f("k_spacing", k_spacing, "KSPACING, 1/angstrom with the 2 pi").within(0.02, 10);
        f("k_points", k_points, "Three numbers for a KPOINTS file around Gamma; none: the spacing")
            .within(1, 1000);
        f("iterations", iterations, "NELM").within(1, 10000);
        f("spin", spin, "ISPIN = 2");
        f("more", more, "Further lines of INCAR, as in ['NCORE = 4']");
    }
};

using LabellerParameter = std::variant<TeacherChoice, Cp2kChoice, VaspChoice>;

/// Throws as `potential`, `make_model`, `cp2k_labeller` and `vasp_labeller`.
std::unique_ptr<Labeller> make_labeller(const LabellerParameter&);

}  // namespace crucible
