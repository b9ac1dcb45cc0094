// VASP as a labeller: its inputs, its run where there is a command, its vasprun.xml.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/labeller.hpp"
#include "crucible/parallel/run_program.hpp"

namespace crucible {
namespace {

/// VASP writes 8 digits of fractions; an atom farther off than this is another one, angstrom.
constexpr double same_place = 1e-3;

void check_vasp_settings(const VaspSettings& o) {
    const auto& k = o.k_points;
    const bool is_mesh = (k[0] > 0 && k[1] > 0 && k[2] > 0) || (k == std::array<int, 3>{});
    const bool is_line = std::all_of(o.more.begin(), o.more.end(), [](const std::string& line) {
        return line.find('\n') == line.npos && line.find('=') != line.npos;
    });
    if (!is_mesh || !is_line || !(o.cutoff > 0) || !(o.width > 0) || !(o.convergence > 0) ||
        !(o.k_spacing > 0) || o.most_iterations < 1)
        throw InputError("E-label-settings", "the settings of VASP make no sense",
                         "give positive numbers, three k points or a spacing, and further lines as "
                         "'NCORE = 4'");
}

/// Elements in the order of write_poscar: as they come first.
std::vector<int> poscar_elements(const Structure& s) {
    std::vector<int> order;
    for (const int z : s.numbers)
        if (std::find(order.begin(), order.end(), z) == order.end()) order.push_back(z);
    return order;
}

/// Atom of the structure that is the first, second, ... in POSCAR.
std::vector<std::size_t> poscar_atoms(const Structure& s) {
    std::vector<std::size_t> atoms;
    for (const int z : poscar_elements(s))
        for (std::size_t i = 0; i < s.size(); ++i)
            if (s.numbers[i] == z) atoms.push_back(i);
    return atoms;
}

std::string dataset_name(int z, const VaspSettings& o) {
    std::string symbol(element(z).symbol);
    for (const std::string& name : o.variants)
        if (name == symbol || name.starts_with(symbol + "_") || name.starts_with(symbol + "."))
            return name;
    return symbol;
}

std::string potcar_text(const Structure& s, const VaspSettings& o) {
    std::string out;
    for (const int z : poscar_elements(s)) {
        const auto file = o.datasets / dataset_name(z, o) / "POTCAR";
        const std::string symbol(element(z).symbol);
        if (!std::filesystem::exists(file))
            throw InputError("E-label-potcar",
                             fmt::format("there is no {} for {}", file.string(), symbol),
                             "name the folder that holds NAME/POTCAR, and with `variants` datasets "
                             "whose name is not the symbol");
        const std::string text = read_file(file, std::size_t{64} << 20);
        const std::size_t at = text.find("VRHFIN");
        const std::string_view named =
            at == text.npos ? std::string_view{} : std::string_view(text).substr(at, 30);
        const std::size_t equals = named.find('=');
        if (equals == named.npos ||
            trim(named.substr(equals + 1, named.find(':') - equals - 1)) != symbol)
            throw InputError("E-label-potcar",
                             fmt::format("{} is no dataset of {}", file.string(), symbol),
                             "give the dataset as VASP delivers it");
        out += text;
    }
    return out;
}

class VaspLabeller final : public Labeller {
public:
    explicit VaspLabeller(VaspSettings o) : options_(std::move(o)) {}

    LabelledFrame label(const Structure& s, const std::filesystem::path& directory,
                        const RunContext& context) override {
        auto output = finished_output(directory);
        if (output.empty()) {
            // What somebody runs there now keeps its inputs.
            if (!std::filesystem::exists(directory / "vasprun.xml"))
                write_vasp_inputs(s, directory, options_);
            if (options_.command.empty()) wait_for(s, directory);
            run(directory, context);
            output = finished_output(directory);
            if (output.empty())
                throw IoError(
                    "E-label-run",
                    fmt::format("VASP left no whole vasprun.xml in {}", directory.string()),
                    "look at OUTCAR and vasp.out there");
        }
        return own_order(s, read_labelled(output), output);
    }

    std::string description() const override {
        const auto& k = options_.k_points;
        return fmt::format("VASP, PBE, cut-off {} eV, {}, smearing {} of {} eV{}", options_.cutoff,
                           k[0] > 0 ? fmt::format("{} x {} x {} k points", k[0], k[1], k[2])
                                    : fmt::format("k points {}/angstrom apart", options_.k_spacing),
                           options_.smearing, options_.width,
                           options_.is_spin_polarised ? ", spin-polarised" : "");
    }

private:
    /// vasprun.xml, or OUTCAR where there is none; nothing where VASP has not come to its end.
    static std::filesystem::path finished_output(const std::filesystem::path& directory) {
        for (const auto& [name, end] : {std::pair{"vasprun.xml", "</modeling>"},
                                        {"OUTCAR", "General timing and accounting"}}) {
            const auto file = directory / name;
            if (!std::filesystem::exists(file)) continue;
            const std::string text = read_file(file);
            return text.find(end) != text.npos ? file : "";
        }
        return "";
    }

    [[noreturn]] void wait_for(const Structure& s, const std::filesystem::path& directory) const {
        std::string names, what = "run VASP here";
        for (const int z : poscar_elements(s)) names += " " + dataset_name(z, options_);
        if (!std::filesystem::exists(directory / "POTCAR"))
            what = fmt::format("add POTCAR of{} and run VASP here", names);
        if (std::filesystem::exists(directory / "vasprun.xml"))
            what = "vasprun.xml here is not whole: let VASP end, or run it again";
        throw ResourceError(
            "E-item-waiting", what,
            "then give the same crucible command again: it reads vasprun.xml or OUTCAR",
            {std::filesystem::absolute(directory).string()});
    }

    void run(const std::filesystem::path& directory, const RunContext& context) const {
        const ProgramEnd end = run_program({options_.command, directory, options_.seconds, {}, [&] {
                                                return context.stopping();
                                            }});
        write_atomic(directory / "vasp.out", end.said);
        if (end.kind == ProgramEnd::Kind::stopped) throw Stopped{};
        if (end.kind == ProgramEnd::Kind::out_of_time)
            throw ResourceError("E-label-time",
                                fmt::format("VASP ran longer than {} s in {}", options_.seconds,
                                            directory.string()),
                                "allow more time, or label smaller structures");
        if (!end.is_good())
            throw IoError("E-label-run",
                          fmt::format("VASP ended with {} in {}; it said {}", end.how,
                                      directory.string(), last_line(end.said)),
                          "look at OUTCAR and vasp.out there");
    }

    /// The one frame, checked against what was asked for and with its atoms in that order.
    LabelledFrame own_order(const Structure& s, LabelledFrames found,
                            const std::filesystem::path& output) const {
        LabelledFrame f = std::move(found.back());
        if (f.state != LabelState::converged)
            throw UnstableError("E-label-unconverged",
                                fmt::format("{}: the electrons did not converge in {} iterations",
                                            output.string(), options_.most_iterations),
                                "allow more iterations, or a wider smearing");
        const std::vector<std::size_t> atoms = poscar_atoms(s);
        bool is_same = found.size() == 1 && f.structure.size() == s.size();
        for (int k = 0; k < 3; ++k)
            is_same = is_same && norm(f.structure.cell.h[k] - s.cell.h[k]) < same_place;
        const Mat3 to_fraction = inverse(s.cell.h);
        std::vector<Vec3> forces(s.size());
        for (std::size_t k = 0; is_same && k < atoms.size(); ++k) {
            Vec3 apart = (f.structure.positions[k] - s.positions[atoms[k]]) * to_fraction;
            for (int c = 0; c < 3; ++c) apart[c] -= std::round(apart[c]);
            is_same = f.structure.numbers[k] == s.numbers[atoms[k]] &&
                      norm(apart * s.cell.h) < same_place;
            forces[atoms[k]] = f.forces[k];
        }
        if (!is_same)
            throw InconsistentError("E-label-other",
                                    output.string() + " is not of the structure in POSCAR",
                                    "run VASP with the inputs of that folder, ions at rest");
        f.structure = s, f.forces = std::move(forces);
        return f;
    }

    VaspSettings options_;
};

}  // namespace

std::string vasp_incar(const VaspSettings& o) {
    check_vasp_settings(o);
    std::string out = fmt::format(
        "PREC = Accurate\nGGA = PE\nENCUT = {}\nEDIFF = {}\nNELM = {}\nISMEAR = {}\nSIGMA = {}\n"
        "ISPIN = {}\n",
        number_text(o.cutoff), number_text(o.convergence), o.most_iterations, o.smearing,
        number_text(o.width), o.is_spin_polarised ? 2 : 1);
    if (o.k_points[0] == 0)
        out += fmt::format("KSPACING = {}\nKGAMMA = .TRUE.\n", number_text(o.k_spacing));
    if (o.pressure)
        out += fmt::format("IBRION = 2\nNSW = 200\nISIF = 3\nEDIFFG = -0.01\nPSTRESS = {}\n",
                           number_text(10 * from_internal(*o.pressure, "GPa"), 10));  // kbar
    else
        out += "IBRION = -1\nNSW = 0\nISIF = 2\n";
    out += "LWAVE = .FALSE.\nLCHARG = .FALSE.\n";
    for (const std::string& line : o.more) out += line + "\n";
    return out;
}

void write_vasp_inputs(const Structure& s, const std::filesystem::path& directory,
                       const VaspSettings& o) {
    for (const bool periodic : s.cell.periodic)
        if (!periodic || s.size() == 0)
            throw InputError("E-label-settings", "only periodic structures are labelled",
                             "give the structure a cell");
    if (!(dot(s.cell.h[0], cross(s.cell.h[1], s.cell.h[2])) > 0))
        throw InputError("E-label-settings",
                         "the lattice vectors are left-handed, and VASP wants "
                         "them right-handed",
                         "exchange two of them");
    make_directories(directory);
    Structure plain{s.cell, s.numbers, s.positions, s.name, {}, {}, {}, {}};
    write_atomic(directory / "POSCAR", structures_text({plain}, "poscar"));
    write_atomic(directory / "INCAR", vasp_incar(o));
    if (o.k_points[0] > 0)
        write_atomic(directory / "KPOINTS",
                     fmt::format("k points\n0\nGamma\n{} {} {}\n0 0 0\n", o.k_points[0],
                                 o.k_points[1], o.k_points[2]));
    if (!o.datasets.empty()) write_atomic(directory / "POTCAR", potcar_text(s, o));
}

std::unique_ptr<Labeller> vasp_labeller(VaspSettings o) {
    check_vasp_settings(o);
    if (!o.datasets.empty() && !std::filesystem::is_directory(o.datasets))
        throw InputError("E-label-potcar",
                         fmt::format("{} is no folder", in_quotes(o.datasets.string())),
                         "name the folder that holds NAME/POTCAR");
    if (!o.command.empty()) {
        std::filesystem::path program = o.command.front();
        if (!program.has_parent_path()) program = find_program(o.command.front());
        if (program.empty() || !std::filesystem::exists(program))
            throw NotBuiltError("E-label-vasp-missing",
                                fmt::format("there is no program {}", in_quotes(o.command.front())),
                                "give the path of the program that starts VASP, or no `command`");
        if (o.datasets.empty())
            throw InputError("E-label-potcar", "VASP is to be run, but no POTCAR is given",
                             "name the folder of the datasets, as in datasets = 'potpaw_PBE'");
        o.command.front() = std::filesystem::absolute(program).string();
    }
    return std::make_unique<VaspLabeller>(std::move(o));
}

}  // namespace crucible
