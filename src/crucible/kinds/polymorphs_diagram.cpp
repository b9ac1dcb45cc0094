// polymorphs.diagram: which phase is stable where, from tables of chemical potentials.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/thermo/phase_stability.hpp"

namespace crucible {
namespace {

constexpr double diagram_kcal = constants::kcal_per_mol, diagram_gpa = constants::gpa;

/// Rows of a table, column by column, as they come.
class TableRows {
public:
    TableRows& words(const char* name) { return add(name, "", Column::Kind::text); }
    TableRows& number(const char* name, const char* unit) {
        return add(name, unit, Column::Kind::number);
    }
    void put(const char* name, std::string value) {
        column(name).texts.push_back(std::move(value));
    }
    void put(const char* name, double value) { column(name).numbers.push_back(value); }
    std::string csv() const { return to_csv(table_); }

private:
    TableRows& add(const char* name, const char* unit, Column::Kind kind) {
        table_.columns.push_back({kind, name, unit, {}, {}});
        return *this;
    }
    Column& column(std::string_view name) {
        for (Column& c : table_.columns)
            if (c.name == name) return c;
        CRUCIBLE_ASSERT(!"a column that was not announced");
    }
    Table table_;
};

struct DiagramTables {
    TableRows boundaries, triples, stable, order, relative, fields;

    DiagramTables() {
        boundaries.words("level").number("temperature", "K").words("low").words("high");
        boundaries.number("pressure", "GPa").number("error", "GPa").words("kind");
        triples.words("level").words("low").words("middle").words("high");
        triples.number("pressure", "GPa").number("error", "GPa").number("temperature", "K");
        for (TableRows* t : {&stable, &order, &relative})
            t->words("level").number("temperature", "K").number("pressure", "GPa");
        stable.words("phase").words("next").number("margin", "kcal/mol");
        stable.number("error", "kcal/mol");
        order.number("rank", "").words("phase").number("above", "kcal/mol");
        order.number("error", "kcal/mol");
        relative.words("phase").number("relative", "kcal/mol").number("error", "kcal/mol");
        fields.words("level").number("field", "").words("phase").number("temperature", "K");
        fields.number("low", "GPa").number("high", "GPa");
    }
};

struct PolymorphDiagram {
    std::vector<Ref<Artefact::table>> potentials;
    std::string reference;
    double reach = 50;

    void describe(Fields& f) {
        f("potentials", potentials,
          "Tables of chemical potentials; levels of theory are kept apart")
            .required("[\"@free.mu\"]")
            .positional();
        f("reference", reference,
          "Phase that others are compared with; else the one with the most chemical potentials");
        f("reach", reach, "Metastable phases are listed up to so much above the stable one")
            .within(0, 10000)
            .in("kcal/mol");
        f.example(
            "crucible polymorphs diagram free/steps/free-energy/out/mu.csv --reference "
            "pyrite --run diagram");
        f.makes(Artefact::table, "boundaries", "boundaries.csv",
                "Pressures at which one stable phase gives way to the next, at each temperature");
        f.makes(Artefact::table, "triple-points", "triple_points.csv",
                "Where three phases are in equilibrium");
        f.makes(Artefact::table, "stable", "stable.csv",
                "The stable phase at each place, the next one and how far above it is");
        f.makes(Artefact::table, "order", "order.csv",
                "All phases at each place by rank, with how far above the stable one they are");
        f.makes(Artefact::table, "relative", "relative.csv",
                "Chemical potentials relative to the reference phase");
        f.makes(Artefact::table, "fields", "fields.csv",
                "Outlines of the fields of stability: pressures from and to at each temperature");
        f.gives("levels", "", "Levels of theory");
        f.gives("phases", "", "Phases compared");
        f.gives("stable", "", "Phases that are stable somewhere");
        f.gives("reference", "", "Phase that others are compared with");
        f.gives("boundary.*", "GPa",
                "Boundary of two phases at a temperature: LOW.HIGH.KELVIN, behind the level where "
                "there are several");
        f.gives("triple.*", "K", "Temperature of a triple point");
    }

    std::vector<ChemicalPotential> read(StepRun& r) const {
        std::vector<ChemicalPotential> all;
        for (const auto& reference_to : potentials)
            for (const auto& path : r.open(reference_to)) {
                const std::string file = path.string();
                for (ChemicalPotential& c :
                     chemical_potentials(parse_csv(read_file(file), file), file))
                    all.push_back(std::move(c));
            }
        return all;
    }

    void run(StepRun& r) const {
        const auto levels = by_level(read(r));
        if (levels.empty())
            throw InputError("E-thermo-diagram", "the tables of chemical potentials are empty",
                             "give tables with phases");
        DiagramTables tables;
        std::set<std::string> phases, stable;
        std::string compared_with;
        double counted = 0;
        for (const auto& one : levels) {
            if (std::none_of(one.begin(), one.end(), [](const auto& c) { return c.counts(); })) {
                r.context().warn(fmt::format("no phase stays at level '{}'", one.front().level));
                continue;
            }
            const PhaseStability s(one);
            ++counted;
            phases.insert(s.phases().begin(), s.phases().end());
            const std::size_t with = reference_in(s);
            if (compared_with.empty()) compared_with = s.phases()[with];
            add_level(s, with, tables);
            give_boundaries(r, s, levels.size() > 1 ? s.level() + "." : "", stable);
        }
        if (counted == 0)
            throw InputError("E-thermo-diagram", "no phase has a chemical potential anywhere",
                             "look at the states in the tables");
        r.make("boundaries", tables.boundaries.csv());
        r.make("triple-points", tables.triples.csv());
        r.make("stable", tables.stable.csv());
        r.make("order", tables.order.csv());
        r.make("relative", tables.relative.csv());
        r.make("fields", tables.fields.csv());
        r.row(Row::number("levels", counted));
        r.row(Row::number("phases", static_cast<double>(phases.size())));
        r.row(Row::number("stable", static_cast<double>(stable.size())));
        r.row(Row::words("reference", compared_with));
    }

    std::size_t reference_in(const PhaseStability& s) const {
        const auto& names = s.phases();
        if (!reference.empty()) {
            const auto at = std::find(names.begin(), names.end(), reference);
            if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
            throw InputError("E-thermo-diagram",
                             fmt::format("no phase at level '{}' is called {}{}", s.level(),
                                         in_quotes(reference), did_you_mean(reference, names)),
                             "name one of the phases of the table");
        }
        std::vector<std::size_t> count(names.size());
        for (const double t : s.temperatures())
            for (const double p : s.pressures())
                for (std::size_t k = 0; k < names.size(); ++k)
                    count[k] += s.at(k, p, t).has_value();
        return static_cast<std::size_t>(std::max_element(count.begin(), count.end()) -
                                        count.begin());
    }

    void add_level(const PhaseStability& s, std::size_t with, DiagramTables& out) const {
        for (const double t : s.temperatures()) {
            for (const double p : s.pressures()) add_place(s, with, p, t, out);
            for (const PhaseBoundary& b : s.boundaries(t)) {
                out.boundaries.put("level", s.level());
                out.boundaries.put("temperature", t);
                out.boundaries.put("low", s.phases()[b.low_phase]);
                out.boundaries.put("high", s.phases()[b.high_phase]);
                out.boundaries.put("pressure", b.pressure / diagram_gpa);
                out.boundaries.put("error", b.error / diagram_gpa);
                constexpr const char* kinds[] = {"crossing", "ends", "continuous"};
                out.boundaries.put("kind", std::string(kinds[static_cast<int>(b.kind)]));
            }
        }
        for (const TriplePoint& t : s.triple_points()) {
            out.triples.put("level", s.level());
            out.triples.put("low", s.phases()[t.low_phase]);
            out.triples.put("middle", s.phases()[t.middle_phase]);
            out.triples.put("high", s.phases()[t.high_phase]);
            out.triples.put("pressure", t.pressure / diagram_gpa);
            out.triples.put("error", t.pressure_error / diagram_gpa);
            out.triples.put("temperature", t.temperature);
        }
        double number = 0;
        for (const StableField& f : s.fields()) {
            ++number;
            for (std::size_t k = 0; k < f.temperature.size(); ++k) {
                out.fields.put("level", s.level());
                out.fields.put("field", number);
                out.fields.put("phase", s.phases()[f.phase]);
                out.fields.put("temperature", f.temperature[k]);
                out.fields.put("low", f.low[k] / diagram_gpa);
                out.fields.put("high", f.high[k] / diagram_gpa);
            }
        }
    }

    void add_place(const PhaseStability& s, std::size_t with, double p, double t,
                   DiagramTables& out) const {
        const auto order = s.order(p, t);
        if (order.empty()) return;
        const auto place = [&](TableRows& table) {
            table.put("level", s.level());
            table.put("temperature", t);
            table.put("pressure", p / diagram_gpa);
        };
        place(out.stable);
        out.stable.put("phase", s.phases()[order[0].phase]);
        out.stable.put("next", order.size() > 1 ? s.phases()[order[1].phase] : "");
        out.stable.put("margin", order.size() > 1 ? order[1].above / diagram_kcal : NAN);
        out.stable.put("error", order.size() > 1 ? order[1].error / diagram_kcal : NAN);
        const auto base = s.at(with, p, t);
        for (std::size_t k = 0; k < order.size(); ++k) {
            const std::string& phase = s.phases()[order[k].phase];
            if (base) {
                const auto here = s.at(order[k].phase, p, t);
                place(out.relative);
                out.relative.put("phase", phase);
                out.relative.put("relative", (here->mu - base->mu) / diagram_kcal);
                out.relative.put("error",
                                 order[k].phase == with
                                     ? 0
                                     : std::hypot(here->error, base->error) / diagram_kcal);
            }
            if (order[k].above / diagram_kcal > reach) continue;
            place(out.order);
            out.order.put("rank", static_cast<double>(k + 1));
            out.order.put("phase", phase);
            out.order.put("above", order[k].above / diagram_kcal);
            out.order.put("error", order[k].error / diagram_kcal);
        }
    }

    static void give_boundaries(StepRun& r, const PhaseStability& s, const std::string& prefix,
                                std::set<std::string>& stable) {
        std::set<std::string> given;
        const auto give = [&](Row row, std::optional<double> error) {
            // A phase that comes back at a higher pressure has several boundaries with another.
            std::string id = row.id;
            for (int n = 2; !given.insert(row.id).second; ++n) row.id = fmt::format("{}-{}", id, n);
            row.error = error;
            r.row(std::move(row));
        };
        for (const double t : s.temperatures()) {
            for (const StableRange& range : s.stable_along(t))
                stable.insert(s.phases()[range.phase]);
            for (const PhaseBoundary& b : s.boundaries(t)) {
                if (b.kind != PhaseBoundary::Kind::crossing) continue;
                give(Row::number(fmt::format("boundary.{}{}.{}.{}", prefix, s.phases()[b.low_phase],
                                             s.phases()[b.high_phase], number_text(t, 6)),
                                 b.pressure / diagram_gpa, "GPa"),
                     b.error / diagram_gpa);
            }
        }
        for (const TriplePoint& t : s.triple_points())
            give(Row::number(fmt::format("triple.{}{}.{}.{}", prefix, s.phases()[t.low_phase],
                                         s.phases()[t.middle_phase], s.phases()[t.high_phase]),
                             t.temperature, "K"),
                 std::nullopt);
    }
};

}  // namespace

void register_polymorphs_diagram(Registry& r) {
    r.add<PolymorphDiagram>("polymorphs.diagram", {1},
                            "Draw the phase diagram: stable and metastable fields, boundaries");
}

}  // namespace crucible
