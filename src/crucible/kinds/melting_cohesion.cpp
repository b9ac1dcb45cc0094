// melting.cohesion: melting temperatures from cohesive energies.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/thermo/cohesion.hpp"
#include "crucible/thermo/crystal_block.hpp"

namespace crucible {
namespace {

enum class FormChoice { corrected, as_printed };
inline std::span<const Name> names(FormChoice) {
    static constexpr Name all[] = {
        {"corrected", "Eqs 2 and 3 exchanged: the alkali metals' law for the alkali metals"},
        {"as-printed", "as the paper prints them, doi:10.1039/d4dd00069b"}};
    return all;
}

/// Of the paper's twenty elements; "other" for the rest.
std::string_view lattice_of(int number) {
    constexpr std::array papers = {47, 13, 79, 27, 29, 36, 3,  12, 42, 41,
                                   28, 76, 82, 46, 78, 75, 38, 22, 30, 40};
    const MeltingElement* e = find_melting_element(number);
    if (!e || std::find(papers.begin(), papers.end(), number) == papers.end()) return "other";
    return e->lattice == Lattice::fcc ? "fcc" : e->lattice == Lattice::bcc ? "bcc" : "hcp";
}

/// What the paper found with its deep potentials, K; its text gives these four only.
double simulated_melting(int number) {
    switch (number) {
        case 13:
            return 923;
        case 29:
            return 1197;
        case 12:
            return 911;
        case 22:
            return 1633;
        default:
            return NAN;
    }
}

struct ElementEnergy {
    std::string element;
    Energy energy;
    void describe(Fields& f) {
        f("element", element, "Chemical symbol").required("Cu");
        f("energy", energy, "Cohesive energy per atom, positive").required("3.49 eV").within(0, 20);
    }
};

struct MeltingCohesion {
    FormChoice form = FormChoice::corrected;
    std::vector<std::string> elements;
    std::vector<ElementEnergy> energies;

    void describe(Fields& f) {
        f("form", form, "Which laws");
        f("elements", elements, "Elements to take from the built-in table; none: all 56");
        f("energies", energies, "Cohesive energies of one's own, in their place");
        f.example("crucible melting cohesion");
        f.example("crucible melting cohesion --form as-printed --elements Na,Mg,Cu");
        f.makes(
            Artefact::table, "elements", "elements.csv",
            "Each element: lattice, experiment, the universal law, its group's law, and what the "
            "paper simulated, as far as its text says");
        f.makes(Artefact::table, "groups", "groups.csv",
                "Laws of the groups, and least squares on these elements");
        f.gives("melting.*", "K", "Melting temperature of an element by its group's law");
        f.gives("experiment.*", "K", "Its measured melting temperature");
        f.gives("deviation.universal", "%", "Mean deviation of Eq. 1");
        f.gives("deviation.as-printed", "%", "Mean deviation of Eqs 2 to 6 as printed");
        f.gives("deviation.corrected", "%", "Mean deviation with Eqs 2 and 3 exchanged");
        f.gives("remark", "", "What is to be known of the printed equations");
    }

    std::vector<CohesionPoint> points() const {
        std::vector<CohesionPoint> out;
        const auto known = [](int z) -> const CohesionPoint* {
            for (const CohesionPoint& p : cohesive_energies())
                if (p.number == z) return &p;
            return nullptr;
        };
        for (const int z : parse_elements(elements)) {
            if (!cohesion_group(z)) melting_from_cohesion(z, 1);  // says why not
            const CohesionPoint* p = known(z);
            if (!p)
                throw InputError(
                    "E-melting-group",
                    fmt::format("the table has no cohesive energy of {}", element(z).symbol),
                    "give it with energies");
            out.push_back(*p);
        }
        for (const ElementEnergy& e : energies) {
            const int z = parse_element(e.element);
            melting_from_cohesion(z, e.energy.value);
            const CohesionPoint* p = known(z);
            out.push_back({z, e.energy.value, p ? p->melting : NAN});
        }
        return out.empty() ? cohesive_energies() : out;
    }

    void run(StepRun& r) const {
        const std::vector<CohesionPoint> all = points();
        const auto chosen = static_cast<CohesionForm>(form);  // the choices are in the same order
        r.make("elements", to_csv(element_table(all, chosen)));
        r.make("groups", to_csv(group_table(all, chosen)));
        if (!elements.empty() || !energies.empty()) give_temperatures(r, all, chosen);
        std::vector<CohesionPoint> measured;
        for (const CohesionPoint& p : all)
            if (std::isfinite(p.melting)) measured.push_back(p);
        if (!measured.empty()) {
            double universal = 0;
            for (const CohesionPoint& p : measured)
                universal += std::fabs(universal_law()(p.energy) - p.melting) / p.melting /
                             static_cast<double>(measured.size());
            const auto n = static_cast<std::int64_t>(measured.size());
            r.row(Row::number("deviation.universal", 100 * universal, "%", n));
            r.row(Row::number("deviation.as-printed",
                              100 * mean_deviation(measured, CohesionForm::as_printed), "%", n));
            r.row(Row::number("deviation.corrected",
                              100 * mean_deviation(measured, CohesionForm::corrected), "%", n));
        }
        r.row(Row::words("remark",
                         "Eqs 2 and 3 of the paper are interchanged in print: least squares on "
                         "the alkali metals give the equation printed for the alkaline earths, "
                         "and the other way round"));
    }

    /// Rows for the elements that were asked for; of all 56 the table is enough.
    static void give_temperatures(StepRun& r, const std::vector<CohesionPoint>& all,
                                  CohesionForm form) {
        for (const CohesionPoint& p : all) {
            const std::string symbol(element(p.number).symbol);
            r.row(Row::number("melting." + symbol, melting_from_cohesion(p.number, p.energy, form),
                              "K"));
            if (std::isfinite(p.melting))
                r.row(Row::number("experiment." + symbol, p.melting, "K"));
        }
    }

    static Table element_table(const std::vector<CohesionPoint>& all, CohesionForm form) {
        Table t;
        auto& names = t.add_texts("element");
        for (const CohesionPoint& p : all) names.emplace_back(element(p.number).symbol);
        auto& groups = t.add_texts("group");
        for (const CohesionPoint& p : all) groups.emplace_back(name(*cohesion_group(p.number)));
        auto& lattices = t.add_texts("lattice");
        for (const CohesionPoint& p : all) lattices.emplace_back(lattice_of(p.number));
        const auto column = [&](const char* title, const char* unit, auto&& value) {
            auto& numbers = t.add_numbers(title, unit);
            for (const CohesionPoint& p : all) numbers.push_back(value(p));
        };
        column("energy", "eV", [](const CohesionPoint& p) { return p.energy; });
        column("experiment", "K", [](const CohesionPoint& p) { return p.melting; });
        column("universal", "K", [](const CohesionPoint& p) { return universal_law()(p.energy); });
        column("law", "K", [&](const CohesionPoint& p) {
            return melting_from_cohesion(p.number, p.energy, form);
        });
        column("simulated", "K",
               [](const CohesionPoint& p) { return simulated_melting(p.number); });
        column("deviation", "%", [&](const CohesionPoint& p) {
            return 100 * (melting_from_cohesion(p.number, p.energy, form) / p.melting - 1);
        });
        return t;
    }

    static Table group_table(const std::vector<CohesionPoint>& all, CohesionForm form) {
        Table t;
        std::vector<std::string> groups;
        std::vector<double> n, slope, offset, fit_slope, fit_offset, r2, deviation;
        for (const auto group :
             {CohesionGroup::alkali, CohesionGroup::alkaline_earth, CohesionGroup::d_block,
              CohesionGroup::p_block, CohesionGroup::noble_gas}) {
            std::vector<CohesionPoint> some;
            for (const CohesionPoint& p : all)
                if (cohesion_group(p.number) == group && std::isfinite(p.melting))
                    some.push_back(p);
            if (some.empty()) continue;
            groups.emplace_back(name(group)), n.push_back(static_cast<double>(some.size()));
            slope.push_back(group_law(group, form).slope);
            offset.push_back(group_law(group, form).offset);
            const CohesionFit fit =
                some.size() > 1 ? fit_cohesion(some, group) : CohesionFit{{NAN, NAN}, NAN, NAN};
            fit_slope.push_back(fit.law.slope), fit_offset.push_back(fit.law.offset);
            r2.push_back(fit.r2);
            deviation.push_back(100 * mean_deviation(some, form));
        }
        t.add_texts("group") = std::move(groups);
        t.add_numbers("elements") = std::move(n);
        t.add_numbers("slope") = std::move(slope);
        t.add_numbers("offset", "K") = std::move(offset);
        t.add_numbers("fitted slope") = std::move(fit_slope);
        t.add_numbers("fitted offset", "K") = std::move(fit_offset);
        t.add_numbers("R2 of the fit") = std::move(r2);
        t.add_numbers("mean deviation", "%") = std::move(deviation);
        return t;
    }
};

}  // namespace

void register_melting_cohesion(Registry& r) {
    r.add<MeltingCohesion>("melting.cohesion", {2},
                           "Melting temperatures from cohesive energies, by group");
}

}  // namespace crucible
