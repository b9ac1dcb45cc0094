// polymorphs.hull: which compositions are stable against falling apart into others.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/search/convex_hull.hpp"

namespace crucible {
namespace {

/// A crystal at its minimum.
struct HullCrystal {
    Structure structure;
    HullEntry entry;
    double volume = 0;  ///< angstrom^3 per atom
};

struct PolymorphHull {
    std::vector<Ref<Artefact::structures>> structures;
    EnergyParameter energy;
    Pressure pressure;
    Force fmax{1e-3};
    Energy near{0.05};

    void describe(Fields& f) {
        f("structures", structures, "Crystals of any composition, the elements among them")
            .required("[\"@search-a\", \"@search-b\"]")
            .positional();
        f("energy", energy, "Potential");
        f("pressure", pressure, "Pressure at which all are relaxed").within(-100, 10000);
        f("fmax", fmax, "Largest force left on an atom").within(1e-8, 1);
        f("near", near, "Up to so far above the hull, per atom, a crystal counts as metastable")
            .within(0, 100);
        f.example(
            "crucible polymorphs hull cu.extxyz cuzr.extxyz zr.extxyz --energy CuZr_mm.eam.fs "
            "--run hull");
        f.makes(Artefact::table, "hull", "hull.csv",
                "Every crystal: composition, enthalpies, what it would fall apart into");
        f.makes(Artefact::structures, "structures", "stable.extxyz",
                "Crystals on the hull, relaxed");
        f.gives("stable", "", "Compositions on the hull");
        f.gives("metastable", "", "Further crystals near the hull");
        f.gives("crystals", "", "Crystals that reached a minimum");
        f.gives("formation.*", "eV", "Enthalpy of formation per atom of a stable composition");
        f.figure({.id = "hull",
                  .form = "scatter",
                  .table = "hull",
                  .x = "share",
                  .y = "formation",
                  .title = "Enthalpies of formation.",
                  .caption = "Every crystal, by the share of the last element in its atoms. Those "
                             "on the convex hull do not fall apart into others."});
        f.view({.output = "structures", .title = "On the hull"});
    }

    std::string work(std::int64_t item, Worker& worker) const {
        struct World {
            Structures all;
            std::unique_ptr<EnergyModel> model;
            Relaxer relaxer;
        };
        auto& w = worker.once([&] {
            return World{read_inputs(worker, structures),
                         make_model({.potential = potential(energy)}), Relaxer()};
        });
        const Structure& s = w.all[static_cast<std::size_t>(item)];
        RelaxSettings settings;
        settings.pressure = pressure.value, settings.fmax = fmax.value;
        settings.max_evaluations = 5000;
        const RelaxResult x = w.relaxer.run(s, *w.model, settings);
        Value v;
        v.set("status", name(x.status));
        v.set("enthalpy", x.enthalpy), v.set("volume", x.volume);
        v.set("structure", structures_text({x.structure}, "extxyz"));
        return to_json(v);
    }

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, structures);
        r.items(static_cast<std::int64_t>(all.size()), Tolerate{0.5});
        std::vector<HullCrystal> crystals;
        r.each([&](std::int64_t item, std::string_view record) {
            const Value v = parse_json(record, "a record of polymorphs.hull");
            const std::string& called = all[static_cast<std::size_t>(item)].name;
            if (v["status"].text != name(RelaxStatus::converged)) {
                r.context().warn(fmt::format("{} is left out: {}", called, v["status"].text));
                return;
            }
            HullCrystal c;
            c.structure = parse_structures(v["structure"].text, "record.extxyz").at(0);
            c.structure.name = called;
            const auto atoms = static_cast<double>(c.structure.size());
            c.entry = {composition(c.structure.numbers), v["enthalpy"].real() / atoms};
            c.volume = v["volume"].real() / atoms;
            crystals.push_back(std::move(c));
        });
        if (crystals.empty())
            throw UnstableError("E-search-none", "no crystal reached a minimum",
                                "look at the structures, or try another potential");
        give(r, crystals);
    }

    void give(StepRun& r, std::vector<HullCrystal>& crystals) const {
        std::vector<HullEntry> entries;
        for (const HullCrystal& c : crystals) entries.push_back(c.entry);
        const std::vector<HullPlace> places = convex_hull(entries);
        if (std::any_of(places.begin(), places.end(),
                        [](const HullPlace& p) { return std::isnan(p.formation); }))
            r.context().warn(
                "not every element is there by itself: enthalpies of formation are missing for "
                "compounds of it, and the hull knows nothing of falling apart into it");
        r.make("hull", to_csv(table(crystals, places)));
        Structures stable;
        std::set<std::string> compositions;
        std::int64_t metastable = 0;
        for (std::size_t k = 0; k < crystals.size(); ++k) {
            const HullPlace& p = places[k];
            const bool is_stable = p.mixture.size() == 1 && p.mixture[0].entry == k;
            if (!is_stable) metastable += p.above <= near.value;
            if (!is_stable) continue;
            const std::string formula = formula_text(reduced(entries[k].composition));
            compositions.insert(formula);
            Row row = Row::number("formation." + formula, p.formation, "eV");
            if (!std::isnan(p.formation)) r.row(std::move(row));
            crystals[k].structure.info["formation_eV_per_atom"] = number_text(p.formation);
            stable.push_back(crystals[k].structure);
        }
        r.make("structures", structures_text(stable, "extxyz"));
        r.row(Row::number("stable", static_cast<double>(compositions.size())));
        r.row(Row::number("metastable", static_cast<double>(metastable)));
        r.row(Row::number("crystals", static_cast<double>(crystals.size())));
    }

    static Table table(const std::vector<HullCrystal>& crystals,
                       const std::vector<HullPlace>& places) {
        Table t;
        std::vector<std::string> names, formulas, mixtures;
        std::vector<double> shares, enthalpies, formations, above, volumes;
        int last = 0;
        for (const HullCrystal& c : crystals)
            last = std::max(last, c.entry.composition.rbegin()->first);
        for (std::size_t k = 0; k < crystals.size(); ++k) {
            const HullCrystal& c = crystals[k];
            names.push_back(c.structure.name);
            formulas.push_back(formula_text(reduced(c.entry.composition)));
            const auto of_last = c.entry.composition.find(last);
            shares.push_back(of_last == c.entry.composition.end()
                                 ? 0.0
                                 : of_last->second / static_cast<double>(c.structure.size()));
            enthalpies.push_back(c.entry.enthalpy), volumes.push_back(c.volume);
            formations.push_back(places[k].formation), above.push_back(places[k].above);
            std::string mixture;
            for (const HullPart& part : places[k].mixture)
                mixture += fmt::format("{}{:.4g} {}", mixture.empty() ? "" : " + ", part.share,
                                       crystals[part.entry].structure.name);
            mixtures.push_back(mixture);
        }
        t.add_texts("name") = std::move(names);
        t.add_texts("formula") = std::move(formulas);
        t.add_numbers("share") = std::move(shares);
        t.add_numbers("enthalpy", "eV/atom") = std::move(enthalpies);
        t.add_numbers("formation", "eV/atom") = std::move(formations);
        t.add_numbers("above", "eV/atom") = std::move(above);
        t.add_numbers("volume", "angstrom^3/atom") = std::move(volumes);
        t.add_texts("best mixture") = std::move(mixtures);
        return t;
    }
};

}  // namespace

void register_polymorphs_hull(Registry& r) {
    r.add<PolymorphHull>("polymorphs.hull", {1},
                         "Say which compositions are stable: enthalpies above the convex hull");
}

}  // namespace crucible
