// structure.measure: what can be measured on a configuration.

#include <fmt/format.h>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/observe/coordination.hpp"
#include "crucible/observe/radial_distribution.hpp"

namespace crucible {
namespace {

struct PairCutoff {
    std::string pair;
    Length cutoff;
    void describe(Fields& f) {
        f("pair", pair, "Two elements").required("Ti-O");
        f("cutoff", cutoff, "Atoms nearer than this are neighbours")
            .required("2.4 angstrom")
            .within(0.1, 50);
    }
};

std::string pair_name(int a, int b) {
    return fmt::format("{}-{}", element(a).symbol, element(b).symbol);
}

struct StructureMeasure {
    Ref<Artefact::structures> structures;
    Length longest{10}, width{0.05}, symmetry_tolerance{0.01};
    std::vector<PairCutoff> cutoffs;
    std::vector<std::string> elements;

    void describe(Fields& f) {
        f("structures", structures, "Structure files; frames of one composition are averaged")
            .required("@input")
            .positional();
        f("longest", longest, "Reach of g(r); may exceed half the box").within(1, 100);
        f("width", width, "Width of the bins of g(r)").within(1e-3, 1);
        f("symmetry_tolerance", symmetry_tolerance, "How far atoms may be off a symmetric place")
            .within(1e-6, 1);
        f("cutoffs", cutoffs, "Neighbour cut-offs; pairs not listed take g(r)'s first minimum");
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        f.example("crucible structure measure glass.dump --elements Cu,Zr --run measured");
        f.example("crucible structure measure melt.extxyz --longest \"15 angstrom\" -o rdf.csv");
        f.makes(Artefact::table, "rdf", "rdf.csv", "g(r), total and partial, after Keen 2001");
        f.makes(Artefact::table, "coordination", "coordination.csv",
                "Coordination numbers by pair");
        f.makes(Artefact::table, "bonds", "bonds.csv", "Bond lengths by pair");
        f.gives("frames", "", "Structures averaged over");
        f.gives("space-group", "", "Space group of the first structure");
        f.gives("number-density", "1/angstrom^3", "Atoms per volume");
        f.gives("coordination.*", "", "Mean number of the second element around the first");
        f.gives("bond-length.*", "angstrom", "Mean distance of neighbours");
        f.figure(
            {.id = "rdf",
             .form = "line",
             .table = "rdf",
             .x = "r",
             .y = "g*",
             .label = "*g*(*r*)",
             .title = "Radial distribution functions.",
             .caption = "g is the total over all atoms alike, the others are Keen's partials."});
    }

    PairCutoffs pair_cutoffs(const Structures& all) const {
        PairCutoffs out = cutoffs_from_minima(all, std::min(longest.value, 6.0));
        for (const PairCutoff& c : cutoffs) {
            const auto [a, b] = parse_pair(c.pair);
            out[{std::min(a, b), std::max(a, b)}] = c.cutoff.value;
        }
        return out;
    }

    static Table rdf_table(const RadialDistribution& d) {
        Table t;
        t.add_numbers("r", "angstrom") = d.r;
        t.add_numbers("g") = d.total;
        if (!d.error.empty()) t.add_numbers("error_of_g") = d.error;
        for (const bool counts : {false, true})
            for (std::size_t i = 0; i < d.elements.size(); ++i)
                for (std::size_t j = counts ? 0 : i; j < d.elements.size(); ++j) {
                    auto& column = t.add_numbers(fmt::format(
                        "{} {}", counts ? "n" : "g", pair_name(d.elements[i], d.elements[j])));
                    for (std::size_t k = 0; k < d.r.size(); ++k)
                        column.push_back(counts ? d.neighbours(i, j, k) : d.partial(i, j, k));
                }
        return t;
    }

    static Table coordination_table(const std::vector<Coordination>& all) {
        Table t;
        std::vector<std::string> centre, neighbour;
        std::vector<double> cutoff, number, error;
        for (const Coordination& c : all) {
            centre.emplace_back(element(c.centre).symbol);
            neighbour.emplace_back(element(c.neighbour).symbol);
            cutoff.push_back(c.cutoff), number.push_back(c.number.value);
            error.push_back(c.number.error);
        }
        t.add_texts("centre") = std::move(centre);
        t.add_texts("neighbour") = std::move(neighbour);
        t.add_numbers("cutoff", "angstrom") = std::move(cutoff);
        t.add_numbers("number") = std::move(number);
        t.add_numbers("error") = std::move(error);
        return t;
    }

    static Table bond_table(const std::vector<BondLengths>& all) {
        Table t;
        std::vector<std::string> pair;
        std::vector<double> count, mean, deviation, shortest, longest_bond;
        for (const BondLengths& b : all) {
            pair.push_back(pair_name(b.first, b.second));
            count.push_back(static_cast<double>(b.count)), mean.push_back(b.mean);
            deviation.push_back(b.deviation), shortest.push_back(b.shortest);
            longest_bond.push_back(b.longest);
        }
        t.add_texts("pair") = std::move(pair);
        t.add_numbers("bonds") = std::move(count);
        t.add_numbers("mean", "angstrom") = std::move(mean);
        t.add_numbers("deviation", "angstrom") = std::move(deviation);
        t.add_numbers("shortest", "angstrom") = std::move(shortest);
        t.add_numbers("longest", "angstrom") = std::move(longest_bond);
        return t;
    }

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, structures, elements);
        const RadialDistribution d = radial_distribution(all, {longest.value, width.value});
        const PairCutoffs reach = pair_cutoffs(all);
        const auto around = coordination(all, reach);
        const auto bonds = bond_lengths(all, reach);
        r.make("rdf", to_csv(rdf_table(d)));
        r.make("coordination", to_csv(coordination_table(around)));
        r.make("bonds", to_csv(bond_table(bonds)));
        const auto n = static_cast<std::int64_t>(all.size());
        r.row(Row::number("frames", static_cast<double>(n), "", n));
        r.row(Row::words("space-group", space_group_of(all.front(), symmetry_tolerance.value)));
        r.row(Row::number("number-density", d.density, "1/angstrom^3", n));
        for (const Coordination& c : around) {
            Row row = Row::number("coordination." + pair_name(c.centre, c.neighbour),
                                  c.number.value, "", n);
            row.error = c.number.error;
            r.row(std::move(row));
        }
        for (const BondLengths& b : bonds)
            r.row(Row::number("bond-length." + pair_name(b.first, b.second), b.mean, "angstrom",
                              static_cast<std::int64_t>(b.count)));
    }
};

}  // namespace

void register_structure_measure(Registry& r) {
    r.add<StructureMeasure>("structure.measure", {1},
                            "Measure g(r), coordination and bond lengths of structures");
}

}  // namespace crucible
