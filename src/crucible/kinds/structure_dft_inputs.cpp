// structure.dft-inputs: crystals as inputs of first-principles programs.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"
#include "crucible/data/tar.hpp"
#include "crucible/energy/dft_inputs.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {

std::span<const Name> names(DftProgram) {
    static constexpr Name all[] = {{"vasp", "VASP: POSCAR, INCAR; add POTCAR"},
                                   {"qe", "Quantum ESPRESSO: pw.in; add SYMBOL.UPF"},
                                   {"castep", "CASTEP: crystal.cell, crystal.param"},
                                   {"cp2k", "CP2K: cp2k.inp"}};
    return all;
}

namespace {

/// What a folder's name may be made of.
std::string folder_name(std::size_t number, const std::string& name) {
    std::string out = fmt::format("{:04}", number + 1);
    std::string rest;
    for (const char c : name.substr(0, 40))
        rest += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        c == '.' || c == '_'
                    ? c
                    : '-';
    return rest.empty() ? out : out + "-" + rest;
}

struct StructureDftInputs {
    Ref<Artefact::structures> structures;
    DftProgram program = DftProgram::vasp;
    Flag relax = Flag::on;
    Pressure pressure;
    double cutoff = 0, k_spacing = 0.25;
    int most = 1000;

    void describe(Fields& f) {
        f("structures", structures, "Crystals, as of a search").required("@search").positional();
        f("program", program, "For which program");
        f("relax", relax, "Relax atoms and cell at the pressure; off: a single point");
        f("pressure", pressure, "Pressure of the relaxation").within(-100, 10000);
        f("cutoff", cutoff,
          "Cut-off of the wave functions (CP2K: of the density), eV; 0: PROGRAM's usual one")
            .within(0, 1e5);
        f("k_spacing", k_spacing, "Distance of k points, 1/angstrom with the 2 pi")
            .within(0.01, 10);
        f("most", most, "Inputs are written for the first of so many structures").within(1, 1e6);
        f.example(
            "crucible structure dft-inputs phases.extxyz --program qe --pressure \"20 GPa\" -o "
            "inputs.tar");
        f.makes(Artefact::file, "inputs", "inputs.tar", "A folder of inputs for each structure");
        f.makes(Artefact::table, "folders", "folders.csv", "Which structure is in which folder");
        f.gives("structures", "", "Structures for which inputs were written");
    }

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, structures);
        DftInputSettings settings{program, {}, cutoff, k_spacing};
        if (relax == Flag::on) settings.pressure = pressure.value;
        const std::size_t count = std::min(all.size(), static_cast<std::size_t>(most));
        std::string archive;
        std::vector<std::string> folders, named;
        for (std::size_t k = 0; k < count; ++k) {
            folders.push_back(folder_name(k, all[k].name)), named.push_back(all[k].name);
            for (const NamedText& file : dft_inputs(all[k], settings))
                archive += tar_entry(folders.back() + "/" + file.name, file.text);
        }
        r.make("inputs", archive + tar_end());
        Table t;
        t.add_texts("folder") = std::move(folders);
        t.add_texts("structure") = std::move(named);
        r.make("folders", to_csv(t));
        r.row(Row::number("structures", static_cast<double>(count)));
    }
};

}  // namespace

void register_structure_dft_inputs(Registry& r) {
    r.add<StructureDftInputs>(
        "structure.dft-inputs", {1},
        "Write inputs of VASP, Quantum ESPRESSO, CASTEP or CP2K for crystals");
}

}  // namespace crucible
