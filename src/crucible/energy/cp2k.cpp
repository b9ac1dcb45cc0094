// CP2K as a labeller: its input, its run, its output.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/k_points.hpp"
#include "crucible/energy/labeller.hpp"
#include "crucible/parallel/run_program.hpp"

namespace crucible {
namespace {

void check_cp2k_settings(const Structure& s, const Cp2kSettings& o) {
    const bool is_word =
        std::all_of(o.basis.begin(), o.basis.end(), [](char c) { return c > ' '; }) &&
        std::all_of(o.potential.begin(), o.potential.end(), [](char c) { return c > ' '; });
    const bool is_mesh = o.k_points[0] >= 0 && (o.k_points[0] > 0) == (o.k_points[1] > 0) &&
                         (o.k_points[0] > 0) == (o.k_points[2] > 0) && o.k_spacing > 0;
    if (!is_word || !is_mesh || !(o.cutoff > 0) || !(o.convergence > 0) || o.most_iterations < 1)
        throw InputError("E-label-settings", "the settings of CP2K make no sense",
                         "give positive cut-offs, three k points or a spacing, and names of a "
                         "basis and a potential of cp2k-data");
    for (const bool periodic : s.cell.periodic)
        if (!periodic || s.size() == 0)
            throw InputError("E-label-settings", "only periodic structures are labelled",
                             "give the structure a cell");
}

class Cp2kLabeller final : public Labeller {
public:
    explicit Cp2kLabeller(Cp2kSettings o) : options_(std::move(o)) {}

    LabelledFrame label(const Structure& s, const std::filesystem::path& directory,
                        const RunContext& context) override {
        make_directories(directory);
        const auto output = directory / "cp2k.out";
        // What was done before an interruption is not done again.
        if (!std::filesystem::exists(output)) {
            write_atomic(directory / "cp2k.inp", cp2k_input(s, options_));
            run(directory, context);
            std::filesystem::rename(directory / "running.out", output);
        }
        const std::string text = read_file(output);
        if (text.find("SCF run NOT converged") != text.npos ||
            text.find("SCF run converged") == text.npos)
            throw UnstableError("E-label-unconverged",
                                fmt::format("{}: the electrons did not converge in {} iterations",
                                            output.string(), options_.most_iterations),
                                "allow more iterations, or a higher electronic temperature");
        return parse_cp2k(text, output.string(), &s);
    }
    std::string description() const override {
        return fmt::format("CP2K, {} / {}, cut-off {} Ry, Fermi smearing {} K", options_.basis,
                           options_.potential, options_.cutoff, options_.electronic_temperature);
    }

private:
    void run(const std::filesystem::path& directory, const RunContext& context) const {
        const ProgramEnd end =
            run_program({{options_.program.string(), "-i", "cp2k.inp", "-o", "running.out"},
                         directory,
                         options_.seconds,
                         {{"OMP_NUM_THREADS", std::to_string(options_.threads)}},
                         [&] { return context.stopping(); }});
        if (end.kind == ProgramEnd::Kind::stopped) throw Stopped{};
        if (end.kind == ProgramEnd::Kind::out_of_time)
            throw ResourceError("E-label-time",
                                fmt::format("CP2K ran longer than {} s in {}", options_.seconds,
                                            directory.string()),
                                "allow more time, or label smaller structures");
        if (!end.is_good())
            throw IoError("E-label-run",
                          fmt::format("CP2K ended with {} in {}; it said {}", end.how,
                                      directory.string(), last_line(end.said)),
                          "look at running.out there");
    }
    Cp2kSettings options_;
};

}  // namespace

std::string cp2k_input(const Structure& s, const Cp2kSettings& o) {
    check_cp2k_settings(s, o);
    const std::array<int, 3> k =
        o.k_points[0] > 0 ? o.k_points : k_point_mesh(s.cell.h, o.k_spacing);
    std::string out = fmt::format(
        "&GLOBAL\n  PROJECT label\n  RUN_TYPE {}\n  PRINT_LEVEL MEDIUM\n&END GLOBAL\n"
        "&FORCE_EVAL\n  METHOD QS\n  STRESS_TENSOR ANALYTICAL\n"
        "  &DFT\n    BASIS_SET_FILE_NAME BASIS_MOLOPT\n"
        "    POTENTIAL_FILE_NAME GTH_POTENTIALS\n"
        "    &MGRID\n      CUTOFF {}\n      REL_CUTOFF {}\n    &END MGRID\n"
        "    &QS\n      EPS_DEFAULT 1E-12\n    &END QS\n"
        "    &KPOINTS\n      SCHEME MONKHORST-PACK {} {} {}\n      FULL_GRID T\n"
        "    &END KPOINTS\n"
        "    &SCF\n      SCF_GUESS ATOMIC\n      EPS_SCF {}\n      MAX_SCF {}\n"
        "      ADDED_MOS {}\n"
        "      &DIAGONALIZATION\n      &END DIAGONALIZATION\n"
        "      &MIXING\n        METHOD BROYDEN_MIXING\n        ALPHA 0.4\n        NBROYDEN 8\n"
        "      &END MIXING\n"
        "      &SMEAR ON\n        METHOD FERMI_DIRAC\n        ELECTRONIC_TEMPERATURE [K] {}\n"
        "      &END SMEAR\n    &END SCF\n"
        "    &XC\n      &XC_FUNCTIONAL PBE\n      &END XC_FUNCTIONAL\n    &END XC\n  &END DFT\n",
        o.pressure ? "CELL_OPT" : "ENERGY_FORCE", o.cutoff, o.relative_cutoff, k[0], k[1], k[2],
        number_text(o.convergence), o.most_iterations, std::max<std::size_t>(10, 4 * s.size()),
        o.electronic_temperature);
    out += "  &SUBSYS\n    &CELL\n";
    for (int i = 0; i < 3; ++i)
        out += fmt::format("      {} {:.12f} {:.12f} {:.12f}\n", "ABC"[i], s.cell.h(i, 0),
                           s.cell.h(i, 1), s.cell.h(i, 2));
    out += "      PERIODIC XYZ\n    &END CELL\n    &COORD\n";
    for (std::size_t i = 0; i < s.size(); ++i)
        out += fmt::format("      {} {:.12f} {:.12f} {:.12f}\n", element(s.numbers[i]).symbol,
                           s.positions[i][0], s.positions[i][1], s.positions[i][2]);
    out += "    &END COORD\n";
    for (const auto& [z, count] : composition(s.numbers))
        out += fmt::format("    &KIND {}\n      BASIS_SET {}\n      POTENTIAL {}\n    &END KIND\n",
                           element(z).symbol, o.basis, o.potential);
    if (o.pressure)
        out = fmt::format(
                  "&MOTION\n  &CELL_OPT\n    TYPE DIRECT_CELL_OPT\n    OPTIMIZER BFGS\n"
                  "    EXTERNAL_PRESSURE [GPa] {}\n    MAX_ITER 200\n"
                  "    PRESSURE_TOLERANCE [GPa] 0.1\n  &END CELL_OPT\n&END MOTION\n",
                  number_text(from_internal(*o.pressure, "GPa"), 10)) +
              out;
    return out +
           "  &END SUBSYS\n  &PRINT\n    &FORCES ON\n    &END FORCES\n    &STRESS_TENSOR ON\n"
           "    &END STRESS_TENSOR\n  &END PRINT\n&END FORCE_EVAL\n";
}

std::unique_ptr<Labeller> cp2k_labeller(Cp2kSettings o) {
    for (const char* name : {"cp2k.psmp", "cp2k.popt", "cp2k"})
        if (o.program.empty()) o.program = find_program(name);
    if (o.program.empty() || !std::filesystem::exists(o.program))
        throw NotBuiltError("E-label-cp2k-missing", "there is no CP2K",
                            "apt-get install cp2k cp2k-data");
    o.program = std::filesystem::absolute(o.program);
    return std::make_unique<Cp2kLabeller>(std::move(o));
}

}  // namespace crucible
