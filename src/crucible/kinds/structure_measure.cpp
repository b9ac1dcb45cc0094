// structure.measure: what can be measured on a configuration.

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/measure_tables.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {
namespace {

struct StructureMeasure {
    Ref<Artefact::structures> structures;
    std::vector<Measured> quantities{Measured::structure_factor, Measured::voronoi,
                                     Measured::angles,           Measured::bond_order,
                                     Measured::chemical_order,   Measured::local_structure};
    Length longest{10}, width{0.05}, symmetry_tolerance{0.01};
    std::vector<PairCutoff> cutoffs;
    std::vector<std::string> elements;
    ScatteringMeasure scattering;
    std::vector<ExafsMeasure> exafs;
    FluctuationMeasure fluctuation;
    EnergyParameter energy;

    bool wants(Measured q) const {
        return std::find(quantities.begin(), quantities.end(), q) != quantities.end();
    }

    void describe(Fields& f) {
        f("structures", structures, "Structure files; frames of one composition are averaged")
            .required("@input")
            .positional();
        f("quantities", quantities, "What to measure besides g(r), coordination and bonds");
        f("longest", longest, "Reach of g(r); may exceed half the box").within(1, 100);
        f("width", width, "Width of the bins of g(r)").within(1e-3, 1);
        f("symmetry_tolerance", symmetry_tolerance, "How far atoms may be off a symmetric place")
            .within(1e-6, 1);
        f("cutoffs", cutoffs, "Neighbour cut-offs; pairs not listed take g(r)'s first minimum");
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        f("scattering", scattering, "Range of S(q)");
        f("exafs", exafs, "EXAFS of these edges, by FEFF's files");
        f("fluctuation", fluctuation, "Range and probe of V(k), where it is among `quantities`");
        f("energy", energy, "Potential of the energies, where they are among `quantities`");
        f.example("crucible structure measure glass.dump --elements Cu,Zr --run measured");
        f.example("crucible structure measure melt.extxyz --longest \"15 angstrom\" -o rdf.csv");
        describe_outputs(f);
        describe_rows(f);
        describe_figures(f);
    }

    void describe_outputs(Fields& f) const {
        f.makes(Artefact::table, "rdf", "rdf.csv", "g(r), total and partial, after Keen 2001");
        f.makes(Artefact::table, "coordination", "coordination.csv",
                "Coordination numbers by pair");
        f.makes(Artefact::table, "bonds", "bonds.csv", "Bond lengths by pair");
        const auto table = [&](Measured q, std::string_view name, std::string_view file,
                               std::string_view sentence) {
            if (wants(q)) f.makes(Artefact::table, name, file, sentence);
        };
        table(Measured::structure_factor, "structure-factor", "structure_factor.csv",
              "S(q), total and partial, after Faber and Ziman");
        table(Measured::voronoi, "voronoi", "voronoi.csv", "Shares of Voronoi polyhedra by centre");
        table(Measured::angles, "angles", "angles.csv", "Shares of bond angles by centre");
        table(Measured::bond_order, "bond-order", "bond_order.csv",
              "Means of Steinhardt's parameters by centre");
        table(Measured::chemical_order, "chemical-order", "chemical_order.csv",
              "Warren-Cowley parameters by pair");
        table(Measured::local_structure, "local-structure", "local_structure.csv",
              "Shares of surroundings like those of crystals");
        table(Measured::fluctuation, "fluctuation", "fluctuation.csv",
              "V(k) of fluctuation electron microscopy");
        table(Measured::nanodiffraction, "nanodiffraction", "nanodiffraction.csv",
              "Shares of n-fold symmetry in simulated patterns");
        table(Measured::energy, "energies", "energies.csv", "Energy per atom of each frame");
        if (!exafs.empty())
            f.makes(Artefact::table, "exafs", "exafs.csv", "k^n chi(k) of each edge");
    }

    static void describe_rows(Fields& f) {
        f.gives("frames", "", "Structures averaged over");
        f.gives("space-group", "", "Space group of the first structure");
        f.gives("number-density", "1/angstrom^3", "Atoms per volume");
        f.gives("coordination.*", "", "Mean number of the second element around the first");
        f.gives("bond-length.*", "angstrom", "Mean distance of neighbours");
        f.gives("structure-factor.*", "", "Place and height of the first peak of the X-ray S(q)");
        f.gives("voronoi.*", "", "Mean faces, five-fold share, share of <0,0,12,0>, by centre");
        f.gives("bond-order.*", "", "Mean q4, q6, w4, w6");
        f.gives("warren-cowley.*", "", "Chemical short-range order of a pair");
        f.gives("local-structure.*", "", "Share of atoms in surroundings of each kind");
        f.gives("fluctuation.*", "", "Height and place of the largest V(k), number of patterns");
        f.gives("energy.*", "eV/atom", "Mean energy, raw and of the inherent structure");
    }

    void describe_figures(Fields& f) const {
        f.figure(
            {.id = "rdf",
             .form = "line",
             .table = "rdf",
             .x = "r",
             .y = "g*",
             .label = "*g*(*r*)",
             .title = "Radial distribution functions.",
             .caption = "g is the total over all atoms alike, the others are Keen's partials."});
        if (wants(Measured::structure_factor))
            f.figure({.id = "structure-factor",
                      .form = "line",
                      .table = "structure-factor",
                      .x = "q",
                      .y = "S*",
                      .label = "*S*(*q*)",
                      .title = "Structure factors.",
                      .caption = "Totals for X-rays and neutrons, and Faber-Ziman partials."});
        if (wants(Measured::angles))
            f.figure({.id = "angles",
                      .form = "line",
                      .table = "angles",
                      .x = "angle",
                      .y = "P*",
                      .label = "share",
                      .title = "Angles between bonds.",
                      .caption = "Share of all angles per bin of 2 degrees, by central atom."});
        if (wants(Measured::fluctuation))
            f.figure({.id = "fluctuation",
                      .form = "line",
                      .table = "fluctuation",
                      .x = "k",
                      .y = "V",
                      .label = "*V*(*k*)",
                      .title = "Fluctuation electron microscopy.",
                      .caption = "Variance of diffracted intensity between places and tilts."});
        if (wants(Measured::nanodiffraction))
            f.figure({.id = "nanodiffraction",
                      .form = "line",
                      .table = "nanodiffraction",
                      .x = "k",
                      .y = "n*",
                      .label = "share",
                      .title = "Symmetry of nanodiffraction.",
                      .caption = "Share of n-fold symmetry in the rings of simulated patterns; "
                                 "five-fold order shows at n = 10."});
    }

    PairCutoffs pair_cutoffs(const Structures& all) const {
        PairCutoffs out = cutoffs_from_minima(all, std::min(longest.value, 6.0));
        for (const PairCutoff& c : cutoffs) {
            const auto [a, b] = parse_pair(c.pair);
            out[{std::min(a, b), std::max(a, b)}] = c.cutoff.value;
        }
        return out;
    }

    static void add(StepRun& r, std::string_view output, const MeasuredPart& part) {
        for (const std::string& w : part.warnings) r.context().warn(w);
        r.make(output, to_csv(part.table));
        for (const Row& row : part.rows) r.row(row);
    }

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, structures, elements);
        const RadialDistribution d = radial_distribution(all, {longest.value, width.value});
        const PairCutoffs reach = pair_cutoffs(all);
        const auto n = static_cast<std::int64_t>(all.size());
        r.row(Row::number("frames", static_cast<double>(n), "", n));
        r.row(Row::words("space-group", space_group_of(all.front(), symmetry_tolerance.value)));
        r.row(Row::number("number-density", d.density, "1/angstrom^3", n));
        r.make("rdf", to_csv(rdf_table(d)));
        add(r, "coordination", measured_coordination(all, reach));
        add(r, "bonds", measured_bonds(all, reach));
        if (wants(Measured::structure_factor))
            add(r, "structure-factor", measured_scattering(all, scattering));
        if (wants(Measured::voronoi)) add(r, "voronoi", measured_voronoi(all));
        if (wants(Measured::angles)) add(r, "angles", measured_angles(all, reach));
        if (wants(Measured::bond_order)) add(r, "bond-order", measured_bond_order(all));
        if (wants(Measured::chemical_order))
            add(r, "chemical-order", measured_chemical_order(all, reach));
        if (wants(Measured::local_structure))
            add(r, "local-structure", measured_local_structure(all));
        if (!exafs.empty()) add(r, "exafs", measured_exafs(all, exafs));
        if (wants(Measured::fluctuation))
            add(r, "fluctuation", measured_fluctuation(all, fluctuation));
        if (wants(Measured::nanodiffraction))
            add(r, "nanodiffraction", measured_nanodiffraction(all, fluctuation));
        if (wants(Measured::energy)) measure_energy(r, all);
    }

    void measure_energy(StepRun& r, const Structures& all) const {
        const auto model = make_model({.potential = potential(energy)});
        add(r, "energies", measured_energy(all, *model, [&](double done, double total) {
                r.context().progress(done, total, "structures");
                r.context().check();
            }));
    }
};

}  // namespace

void register_structure_measure(Registry& r) {
    r.add<StructureMeasure>("structure.measure", {2},
                            "Measure what experiments see of structures, and their order");
}

}  // namespace crucible
