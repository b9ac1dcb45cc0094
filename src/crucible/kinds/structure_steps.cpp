// structure.info, structure.convert, structure.relax: glue between files, relaxer and results.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/match.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/primitive.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {
namespace {

/// g/cm^3; 1 u = 1.66053906660e-24 g.
double density_of(const Structure& s) {
    return total_mass(composition(s.numbers)) * 1.66053906660 / s.cell.volume();
}

double degrees(double cosine) { return std::acos(std::clamp(cosine, -1.0, 1.0)) * 180 / M_PI; }

struct StructureInfo {
    Ref<Artefact::structures> structures;
    std::vector<std::string> elements;
    Length symmetry_tolerance{0.01};

    void describe(Fields& f) {
        f("structures", structures, "Structure files").required("@input").positional();
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        f("symmetry_tolerance", symmetry_tolerance, "How far atoms may be off a symmetric place")
            .within(1e-6, 1);
        f.example("crucible structure info quartz.cif");
        f.example("gunzip -c many.extxyz.gz | crucible structure info - --json");
        f.makes(Artefact::table, "frames", "frames.csv", "One line per structure");
        f.gives("structures", "", "Number of structures read");
        f.gives("formula", "", "Formula of the first structure");
        f.gives("atoms", "", "Atoms of the first structure");
        f.gives("cell", "", "Cell of the first structure: a, b, c in angstrom; angles in degrees");
        f.gives("volume", "angstrom^3", "Cell volume of the first structure");
        f.gives("density", "g/cm^3", "Mass density of the first structure");
        f.gives("space-group", "", "Space group of the first structure");
    }

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, structures, elements);
        r.make("frames", to_csv(frames(all)));
        const Structure& s = all.front();
        r.row(Row::number("structures", static_cast<double>(all.size())));
        r.row(Row::words("formula", formula_text(composition(s.numbers))));
        r.row(Row::number("atoms", static_cast<double>(s.size())));
        const Vec3 &a = s.cell.h[0], &b = s.cell.h[1], &c = s.cell.h[2];
        r.row(
            Row::words("cell", fmt::format("{:.5f} {:.5f} {:.5f} {:.3f} {:.3f} {:.3f}", norm(a),
                                           norm(b), norm(c), degrees(dot(b, c) / norm(b) / norm(c)),
                                           degrees(dot(a, c) / norm(a) / norm(c)),
                                           degrees(dot(a, b) / norm(a) / norm(b)))));
        r.row(Row::number("volume", s.cell.volume(), "angstrom^3"));
        r.row(Row::number("density", density_of(s), "g/cm^3"));
        r.row(Row::words("space-group", space_group_of(s, symmetry_tolerance.value)));
    }

    Table frames(const Structures& all) const {
        Table t;
        std::vector<std::string> names, formulas, groups;
        std::vector<double> atoms, volumes, densities;
        for (const Structure& s : all) {
            names.push_back(s.name), formulas.push_back(formula_text(composition(s.numbers)));
            atoms.push_back(static_cast<double>(s.size())), volumes.push_back(s.cell.volume());
            densities.push_back(density_of(s));
            groups.push_back(all.size() <= 1000 ? space_group_of(s, symmetry_tolerance.value)
                                                : "not looked for");
        }
        t.add_texts("name") = std::move(names);
        t.add_texts("formula") = std::move(formulas);
        t.add_numbers("atoms") = std::move(atoms);
        t.add_numbers("volume", "angstrom^3") = std::move(volumes);
        t.add_numbers("density", "g/cm^3") = std::move(densities);
        t.add_texts("space_group") = std::move(groups);
        return t;
    }
};

enum class CellChoice { keep, niggli, primitive, conventional };
std::span<const Name> names(CellChoice) {
    static constexpr Name all[] = {{"keep", "as in the file"},
                                   {"niggli", "Niggli-reduced"},
                                   {"primitive", "smallest cell"},
                                   {"conventional", "of the International Tables"}};
    return all;
}

enum class FormatChoice {};
/// One choice per format that can be written, in the order of the format table.
std::span<const Name> names(FormatChoice) {
    static const std::vector<Name> all = [] {
        std::vector<Name> v;
        for (const Format& f : formats())
            if (f.write) v.push_back({f.name, f.sentence});
        return v;
    }();
    return all;
}

struct StructureConvert {
    Ref<Artefact::structures> structures;
    FormatChoice format{};
    CellChoice cell = CellChoice::keep;
    std::vector<std::string> elements, types;

    void describe(Fields& f) {
        f("structures", structures, "Structure files").required("@input").positional();
        f("format", format, "Format to write");
        f("cell", cell, "Choice of cell");
        f("elements", elements, "Element of type 1, 2, ... in input files that number them");
        f("types", types, "Order of the elements where the output numbers its types");
        f.example("crucible structure convert rutile.res -o rutile.cif");
        f.example("crucible structure convert glass.dump --elements Cu,Zr -o - --format poscar");
        f.makes(Artefact::structures, "structures", "converted",
                "The structures in the new format");
    }

    void run(StepRun& r) const {
        Structures all = read_inputs(r, structures, elements);
        for (Structure& s : all) s = with_cell(std::move(s));
        WriteOptions options;
        options.elements = parse_elements(types);
        r.make("structures",
               structures_text(all, names(FormatChoice{})[static_cast<std::size_t>(format)].name,
                               options));
    }

    Structure with_cell(Structure s) const {
        if (cell == CellChoice::keep) return s;
        if (cell == CellChoice::niggli) {
            s.cell = niggli_reduce(s.cell).cell;
            wrap(s);
            return s;
        }
        auto standard = standardised(s, cell == CellChoice::primitive ? StandardCell::primitive
                                                                      : StandardCell::conventional);
        if (!standard)
            throw InconsistentError("E-structure-symmetry",
                                    fmt::format("no symmetry was found in '{}'", s.name),
                                    "use cell = \"niggli\"");
        standard->name = s.name;
        return *standard;
    }
};

enum class CellMotionChoice { free, fixed };
std::span<const Name> names(CellMotionChoice) {
    static constexpr Name all[] = {{"free", "cell and atoms"}, {"fixed", "atoms only"}};
    return all;
}
enum class MinimiserChoice { lbfgs, fire };
std::span<const Name> names(MinimiserChoice) {
    static constexpr Name all[] = {{"lbfgs", "preconditioned L-BFGS"},
                                   {"fire", "fast inertial relaxation"}};
    return all;
}

struct StructureRelax {
    Ref<Artefact::structures> structures;
    EnergyParameter energy;
    Pressure pressure;
    Force fmax{1e-4};
    CellMotionChoice cell = CellMotionChoice::free;
    MinimiserChoice minimiser = MinimiserChoice::lbfgs;
    int evaluations = 2000;
    std::vector<std::string> elements;

    void describe(Fields& f) {
        f("structures", structures, "Structure files").required("@input").positional();
        f("energy", energy, "Potential");
        f("pressure", pressure, "External pressure").within(-100, 10000);
        f("fmax", fmax, "Largest force left on an atom").within(1e-8, 10);
        f("cell", cell, "What may move");
        f("minimiser", minimiser, "How the minimum is sought; may change which one is found");
        f("evaluations", evaluations, "Most evaluations of the energy per structure")
            .within(1, 1000000);
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        f.example("crucible structure relax rutile.res --pressure \"20 GPa\" -o relaxed.extxyz");
        f.example("crucible structure relax *.res --energy matsui-akaogi --run relaxed");
        f.makes(Artefact::structures, "structures", "relaxed.extxyz", "Relaxed structures");
        f.makes(Artefact::table, "relaxed", "relaxed.csv",
                "Energy, enthalpy, volume and space group of each");
        f.gives("converged", "", "Structures that reached the tolerance");
        f.gives("enthalpy.*", "eV", "Enthalpy of a structure per formula unit");
        f.gives("volume.*", "angstrom^3", "Volume of a structure per formula unit");
        f.view({.output = "structures", .title = "Relaxed structures"});
    }

    RelaxSettings settings() const {
        RelaxSettings s;
        s.pressure = pressure.value, s.fmax = fmax.value, s.max_evaluations = evaluations;
        s.stress_tolerance = std::min(s.stress_tolerance, 0.01 * fmax.value);
        s.cell = cell == CellMotionChoice::free ? CellMotion::free : CellMotion::fixed;
        s.minimiser = minimiser == MinimiserChoice::lbfgs ? Minimiser::lbfgs : Minimiser::fire;
        return s;
    }

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, structures, elements);
        const auto model = make_model({.potential = potential(energy)});
        Relaxer relaxer;
        std::vector<Relaxed> done;
        for (const Structure& s : all) {
            r.context().check();
            r.context().progress(static_cast<double>(done.size()), static_cast<double>(all.size()),
                                 "structures");
            done.push_back(relax_one(s, relaxer, *model));
            if (done.back().status != RelaxStatus::converged)
                r.context().warn(fmt::format("{}: {}", s.name, name(done.back().status)));
        }
        give_rows(r, done);
        r.make("relaxed", to_csv(table_of(done)));
        Structures relaxed;
        for (Relaxed& x : done) relaxed.push_back(std::move(x.structure));
        r.make("structures", structures_text(relaxed, "extxyz"));
    }

    /// Extensive values are per formula unit.
    struct Relaxed {
        RelaxStatus status;
        double energy, enthalpy, volume, fmax, evaluations;
        Structure structure;
    };

    Relaxed relax_one(const Structure& s, Relaxer& relaxer, EnergyModel& model) const {
        RelaxResult x = relaxer.run(s, model, settings());
        const double units = std::max(1, formula_units(composition(s.numbers)));
        x.structure.name = s.name;
        return {x.status,
                x.energy / units,
                x.enthalpy / units,
                x.volume / units,
                x.fmax,
                static_cast<double>(x.evaluations),
                std::move(x.structure)};
    }

    static void give_rows(StepRun& r, const std::vector<Relaxed>& done) {
        const auto converged = std::count_if(done.begin(), done.end(), [](const Relaxed& x) {
            return x.status == RelaxStatus::converged;
        });
        r.row(Row::number("converged", static_cast<double>(converged), "",
                          static_cast<std::int64_t>(done.size())));
        for (const Relaxed& x : done) {
            r.row(Row::number("enthalpy." + x.structure.name, x.enthalpy, "eV"));
            r.row(Row::number("volume." + x.structure.name, x.volume, "angstrom^3"));
        }
    }

    static Table table_of(const std::vector<Relaxed>& done) {
        Table t;
        const auto numbers = [&](const char* column, const char* unit, double Relaxed::*member) {
            auto& values = t.add_numbers(column, unit);
            for (const Relaxed& x : done) values.push_back(x.*member);
        };
        auto& labels = t.add_texts("name");
        for (const Relaxed& x : done) labels.push_back(x.structure.name);
        auto& statuses = t.add_texts("status");
        for (const Relaxed& x : done) statuses.emplace_back(name(x.status));
        numbers("energy", "eV", &Relaxed::energy);
        numbers("enthalpy", "eV", &Relaxed::enthalpy);
        numbers("volume", "angstrom^3", &Relaxed::volume);
        numbers("fmax", "eV/angstrom", &Relaxed::fmax);
        numbers("evaluations", "", &Relaxed::evaluations);
        auto& groups = t.add_texts("space_group");
        for (const Relaxed& x : done) groups.push_back(space_group_of(x.structure, 0.01));
        return t;
    }
};

}  // namespace

void register_structure(Registry& r) {
    r.add<StructureInfo>("structure.info", {1}, "Say what a structure file holds");
    r.add<StructureConvert>("structure.convert", {1}, "Write structures in another format or cell");
    register_structure_measure(r);
    register_structure_soap(r);
    register_structure_pick(r);
    register_structure_dft_inputs(r);
    r.add<StructureRelax>("structure.relax", {1}, "Relax structures to a minimum of the enthalpy");
}

}  // namespace crucible
