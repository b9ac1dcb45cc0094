#include "crucible/energy/dft_inputs.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/k_points.hpp"
#include "crucible/energy/labeller.hpp"

namespace crucible {
namespace {

constexpr double ev_per_rydberg = 13.605693122994;

double in_gpa(double pressure) { return from_internal(pressure, "GPa"); }

/// The same crystal with right-handed lattice vectors, as all programs want them.
Structure right_handed(const Structure& s) {
    Structure out{s.cell, s.numbers, s.positions, s.name, {}, {}, {}, {}};
    if (determinant(out.cell.h) < 0) out.cell.h *= -1;
    return out;
}

std::string vector_line(const Vec3& v) {
    return fmt::format("  {:.12f} {:.12f} {:.12f}\n", v.x, v.y, v.z);
}

std::string lattice_lines(const Structure& s) {
    std::string out;
    for (int k = 0; k < 3; ++k) out += vector_line(s.cell.h[k]);
    return out;
}

std::string fractional_lines(const Structure& s) {
    const Mat3 to_fraction = inverse(s.cell.h);
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i)
        out += fmt::format("  {}{}", element(s.numbers[i]).symbol,
                           vector_line(s.positions[i] * to_fraction));
    return out;
}

std::vector<NamedText> vasp_files(const Structure& s, const DftInputSettings& o) {
    VaspSettings v;
    v.cutoff = o.cutoff > 0 ? o.cutoff : 520;
    v.smearing = 0, v.width = 0.05;
    v.convergence = 1e-6;
    v.k_spacing = o.k_spacing;
    v.is_spin_polarised = false;
    v.pressure = o.pressure;
    return {{"POSCAR", structures_text({s}, "poscar")}, {"INCAR", vasp_incar(v)}};
}

std::vector<NamedText> cp2k_files(const Structure& s, const DftInputSettings& o) {
    Cp2kSettings c;
    if (o.cutoff > 0) c.cutoff = o.cutoff / ev_per_rydberg;
    if (o.cutoff == 0) c.cutoff = 600;
    c.k_spacing = o.k_spacing;
    c.electronic_temperature = 300;
    c.pressure = o.pressure;
    return {{"cp2k.inp", cp2k_input(s, c)}};
}

std::vector<NamedText> qe_files(const Structure& s, const DftInputSettings& o) {
    const double cutoff = (o.cutoff > 0 ? o.cutoff : 60 * ev_per_rydberg) / ev_per_rydberg;
    const Composition elements = composition(s.numbers);
    std::string text = fmt::format(
        "&CONTROL\n  calculation = '{}'\n  prefix = 'crystal'\n  pseudo_dir = './'\n"
        "  outdir = './scratch'\n  tprnfor = .true.\n  tstress = .true.\n"
        "  forc_conv_thr = 3.9e-4\n/\n"
        "&SYSTEM\n  ibrav = 0\n  nat = {}\n  ntyp = {}\n  ecutwfc = {}\n  ecutrho = {}\n"
        "  occupations = 'smearing'\n  smearing = 'gaussian'\n  degauss = 0.0037\n/\n"
        "&ELECTRONS\n  conv_thr = {}\n/\n",
        o.pressure ? "vc-relax" : "scf", s.size(), elements.size(), number_text(cutoff, 8),
        number_text(8 * cutoff, 8), number_text(1e-10 * static_cast<double>(s.size())));
    if (o.pressure)
        text += fmt::format("&IONS\n/\n&CELL\n  press = {}\n  press_conv_thr = 1.0\n/\n",
                            number_text(10 * in_gpa(*o.pressure), 10));  // kbar
    text += "ATOMIC_SPECIES\n";
    for (const auto& [z, count] : elements)
        text += fmt::format("  {0} {1:.4f} {0}.UPF\n", element(z).symbol, element(z).mass);
    const auto k = k_point_mesh(s.cell.h, o.k_spacing);
    text += fmt::format("CELL_PARAMETERS angstrom\n{}ATOMIC_POSITIONS crystal\n{}",
                        lattice_lines(s), fractional_lines(s));
    text += fmt::format("K_POINTS automatic\n  {} {} {} 0 0 0\n", k[0], k[1], k[2]);
    return {{"pw.in", text}};
}

std::vector<NamedText> castep_files(const Structure& s, const DftInputSettings& o) {
    std::string cell = fmt::format(
        "%BLOCK LATTICE_CART\nang\n{}%ENDBLOCK LATTICE_CART\n\n%BLOCK POSITIONS_FRAC\n{}"
        "%ENDBLOCK POSITIONS_FRAC\n\nKPOINT_MP_SPACING {} 1/ang\nSYMMETRY_GENERATE\n",
        lattice_lines(s), fractional_lines(s),
        number_text(o.k_spacing / (2 * std::numbers::pi), 6));
    if (o.pressure) {
        const std::string p = number_text(in_gpa(*o.pressure), 10);
        cell += fmt::format(
            "\n%BLOCK EXTERNAL_PRESSURE\nGPa\n  {0} 0 0\n  {0} 0\n  {0}\n"
            "%ENDBLOCK EXTERNAL_PRESSURE\n",
            p);
    }
    std::string param = fmt::format(
        "task : {}\nxc_functional : PBE\ncut_off_energy : {} eV\nelec_energy_tol : 1e-7 eV\n"
        "fix_occupancy : false\nsmearing_width : 0.05 eV\nmax_scf_cycles : 100\n"
        "calculate_stress : true\nwrite_checkpoint : none\n",
        o.pressure ? "GeometryOptimization" : "SinglePoint",
        number_text(o.cutoff > 0 ? o.cutoff : 700, 8));
    if (o.pressure)
        param +=
            "geom_method : LBFGS\ngeom_max_iter : 200\ngeom_force_tol : 0.01 eV/ang\n"
            "geom_stress_tol : 0.1 GPa\nfinite_basis_corr : 2\n";
    return {{"crystal.cell", cell}, {"crystal.param", param}};
}

}  // namespace

std::vector<NamedText> dft_inputs(const Structure& given, const DftInputSettings& o) {
    if (!(o.k_spacing > 0) || !(o.cutoff >= 0) || !std::isfinite(o.cutoff))
        throw InputError("E-label-settings", "the settings of the inputs make no sense",
                         "give a positive distance of k points, and a cut-off in eV or none");
    for (const bool periodic : given.cell.periodic)
        if (!periodic || given.size() == 0)
            throw InputError("E-label-settings", "inputs are written for crystals only",
                             "give the structure a cell");
    const Structure s = right_handed(given);
    switch (o.program) {
        case DftProgram::vasp:
            return vasp_files(s, o);
        case DftProgram::qe:
            return qe_files(s, o);
        case DftProgram::castep:
            return castep_files(s, o);
        case DftProgram::cp2k:
            return cp2k_files(s, o);
    }
    return {};
}

}  // namespace crucible
