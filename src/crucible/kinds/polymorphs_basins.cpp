// polymorphs.basins: entropies of basins from how often searches ended in them.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/basin_counts.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/polymorphs_tables.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

const double kb_in_kcal = in_kcal(constants::boltzmann);  // per K
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* entropy_unit = "kB";

struct PolymorphBasins {
    std::vector<Ref<Artefact::table>> phases;
    Ref<Artefact::table> known;
    double temperature = 0;
    std::vector<double> temperatures{300, 700, 1600};

    void describe(Fields& f) {
        f("phases", phases, "Tables of phases of searches at one pressure")
            .required("@search.phases")
            .positional();
        f("known", known,
          "Chemical potentials to compare with: columns phase, pressure, temperature, mu, "
          "enthalpy");
        f("temperature", temperature,
          "Of these, rows of the searches' pressure and of this temperature in K; 0: the lowest")
            .within(0, 10000);
        f("temperatures", temperatures, "Temperatures in K for which H - T s is written")
            .within(1, 10000);
        f.example("crucible polymorphs basins found/steps/search/out/phases.csv --run basins");
        f.makes(Artefact::table, "basins", "basins.csv",
                "Entropy of each basin, with and without the orbit factor");
        f.makes(Artefact::table, "cells", "cells.csv",
                "Each phase in each size of cell: found, and expected by the model");
        f.makes(Artefact::table, "comparison", "comparison.csv",
                "Basin entropies beside the entropies of known chemical potentials");
        f.makes(Artefact::table, "potentials", "potentials.csv",
                "Chemical potentials H - T s, up to one number per temperature, for diagrams");
        f.gives("phases", "", "Phases with an entropy");
        f.gives("components", "", "Sets of phases that counts do not compare with each other");
        f.gives("bounds", "", "Zero counts between such sets, which are not used");
        f.gives("chi2", "", "Misfit of the model that entropies do not depend on the size of cell");
        f.gives("freedom", "", "Degrees of freedom of this test");
        f.gives("chance", "", "Probability of such a misfit by chance");
        f.gives("dispersion", "", "Misfit per degree of freedom; widens errors where chance < 5 %");
        f.gives("orbit.*", "", "The same with the orbit factor");
        f.gives("correlation", "", "Of basin entropies with known ones");
        f.gives("rmse", entropy_unit, "Root of their mean squared difference, means removed");
        f.gives("slope", "kB mol/kcal", "a in s - aH, by least squares");
        f.gives("corrected-correlation", "", "Of s - aH with known entropies");
        f.gives("corrected-rmse", entropy_unit, "Root of the mean squared difference of s - aH");
        f.gives("compared", "", "Phases whose entropy is known");
    }

    void run(StepRun& r) const;
    void compare(StepRun& r, const CountedPhases& all, const BasinEntropy& b) const;
};

void give_fit(StepRun& r, const BasinEntropy& b, const std::string& prefix) {
    r.row(Row::number(prefix + "chi2", b.fit.chi_squared));
    r.row(Row::number(prefix + "freedom", b.fit.freedom));
    r.row(Row::number(prefix + "chance", b.fit.chance));
    r.row(Row::number(prefix + "dispersion", b.fit.dispersion));
}

Table basin_table(const CountedPhases& all, const BasinEntropy& plain, const BasinEntropy& orbit) {
    Table t;
    std::vector<std::string> labels, groups, references;
    std::vector<double> primitive, found, component, enthalpy, volume;
    for (std::size_t i = 0; i < all.phases.size(); ++i) {
        const CountedPhase& p = all.phases[i];
        labels.push_back(p.label), groups.push_back(p.space_group);
        primitive.push_back(all.counts.primitive[i]), found.push_back(p.found);
        component.push_back(plain.component[i] + 1);
        references.push_back(
            all.phases[plain.reference[static_cast<std::size_t>(plain.component[i])]].label);
        enthalpy.push_back(p.enthalpy), volume.push_back(p.volume);
    }
    t.add_texts("label") = std::move(labels);
    t.add_texts("space_group") = std::move(groups);
    t.add_numbers("units_primitive") = std::move(primitive);
    t.add_numbers("found") = std::move(found);
    t.add_numbers("component") = std::move(component);
    t.add_texts("reference") = std::move(references);
    t.add_numbers("entropy", entropy_unit) = plain.entropy;
    t.add_numbers("error", entropy_unit) = plain.error;
    t.add_numbers("orbit_entropy", entropy_unit) = orbit.entropy;
    t.add_numbers("orbit_error", entropy_unit) = orbit.error;
    t.add_numbers("enthalpy", "kcal/mol") = std::move(enthalpy);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    return t;
}

Table cell_table(const CountedPhases& all, const BasinEntropy& b) {
    Table t;
    std::vector<std::string> labels;
    std::vector<double> n, trials, found, expected;
    for (std::size_t i = 0; i < all.phases.size(); ++i)
        for (std::size_t k = 0; k < all.counts.units.size(); ++k) {
            if (!std::isfinite(b.expected(i, k))) continue;
            labels.push_back(all.phases[i].label);
            n.push_back(all.counts.units[k]), trials.push_back(all.trials[k]);
            found.push_back(all.counts.counts(i, k)), expected.push_back(b.expected(i, k));
        }
    t.add_texts("label") = std::move(labels);
    t.add_numbers("n") = std::move(n);
    t.add_numbers("trials") = std::move(trials);
    t.add_numbers("found") = std::move(found);
    t.add_numbers("expected") = std::move(expected);
    return t;
}

/// G = H - T s (arXiv:1909.08934, section III.C) of the phases that most sightings connect, in the
/// columns that every level of theory writes. Only differences at one temperature mean anything.
Table potential_table(const CountedPhases& all, const BasinEntropy& b,
                      const std::vector<double>& temperatures) {
    std::vector<double> seen(b.reference.size());
    for (std::size_t i = 0; i < all.phases.size(); ++i)
        seen[static_cast<std::size_t>(b.component[i])] += all.phases[i].found;
    const auto largest = std::max_element(seen.begin(), seen.end()) - seen.begin();
    Table t;
    std::vector<std::string> phase, group;
    std::vector<double> kelvin, mu, error, enthalpy, volume;
    for (const double temperature : temperatures)
        for (std::size_t i = 0; i < all.phases.size(); ++i) {
            if (b.component[i] != largest) continue;
            const CountedPhase& p = all.phases[i];
            phase.push_back(p.label), group.push_back(p.space_group);
            kelvin.push_back(temperature), enthalpy.push_back(p.enthalpy);
            mu.push_back(p.enthalpy - kb_in_kcal * temperature * b.entropy[i]);
            error.push_back(kb_in_kcal * temperature * b.error[i]), volume.push_back(p.volume);
        }
    const std::size_t rows = phase.size();
    t.add_texts("phase") = std::move(phase);
    t.add_texts("space_group") = std::move(group);
    t.add_texts("level").assign(rows, "basin");
    t.add_numbers("pressure", "GPa").assign(rows, all.pressure);
    t.add_numbers("temperature", "K") = std::move(kelvin);
    t.add_texts("state").assign(rows, "stays");
    t.add_numbers("mu", "kcal/mol") = std::move(mu);
    t.add_numbers("error", "kcal/mol") = std::move(error);
    t.add_numbers("enthalpy", "kcal/mol") = std::move(enthalpy);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    return t;
}

/// Entropies S = (H - mu) / T of what a table says of one pressure and temperature.
struct KnownEntropies {
    std::vector<std::string> phase;
    std::vector<double> entropy;  ///< kB per formula unit
};

KnownEntropies known_entropies(const std::filesystem::path& file, double pressure_gpa,
                               double temperature) {
    const Table t = parse_csv(read_file(file), file.string());
    const auto column = [&](std::string_view name) -> const Column& {
        const Column* c = t.find(name);
        if (!c)
            throw InputError("E-search-basins", "there is no column " + in_quotes(name),
                             "give a table with phase, pressure, temperature, mu and enthalpy",
                             {file.string(), 1, 0});
        return *c;
    };
    const auto &p = column("pressure").numbers, &kelvin = column("temperature").numbers,
               &mu = column("mu").numbers, &h = column("enthalpy").numbers;
    const auto is_here = [&](std::size_t i) {
        return std::fabs(p[i] - pressure_gpa) < 1e-6 && std::isfinite(mu[i]) &&
               std::isfinite(h[i]) && kelvin[i] > 0;
    };
    double wanted = temperature;
    for (std::size_t i = 0; i < p.size() && temperature == 0; ++i)
        if (is_here(i) && (wanted == 0 || kelvin[i] < wanted)) wanted = kelvin[i];
    KnownEntropies out;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!is_here(i) || std::fabs(kelvin[i] - wanted) > 1e-6) continue;
        out.phase.push_back(column("phase").texts[i]);
        out.entropy.push_back((h[i] - mu[i]) / (kb_in_kcal * wanted));
    }
    return out;
}

/// "columbite" is the phase "baddeleyite = columbite" as well.
bool names_phase(const std::string& label, const std::string& name) {
    if (label == name) return true;
    for (const Word& w : fields(label, '='))
        if (w.text == name) return true;
    return false;
}

void PolymorphBasins::compare(StepRun& r, const CountedPhases& all, const BasinEntropy& b) const {
    KnownEntropies known_ones;
    for (const auto& file : r.open(known))
        known_ones = known_entropies(file, all.pressure, temperature);
    Table t;
    std::vector<std::string> labels;
    std::vector<double> s, error, entropy, enthalpy;
    // The component in which most of the known phases are.
    std::vector<std::size_t> votes(b.reference.size());
    std::vector<std::pair<std::size_t, std::size_t>> pairs;  // phase, known
    for (std::size_t i = 0; i < all.phases.size(); ++i)
        for (std::size_t k = 0; k < known_ones.phase.size(); ++k)
            if (names_phase(all.phases[i].label, known_ones.phase[k])) {
                pairs.emplace_back(i, k), ++votes[static_cast<std::size_t>(b.component[i])];
                break;
            }
    const auto best = std::max_element(votes.begin(), votes.end()) - votes.begin();
    for (const auto& [i, k] : pairs) {
        if (b.component[i] != best) continue;
        labels.push_back(all.phases[i].label), enthalpy.push_back(all.phases[i].enthalpy);
        s.push_back(b.entropy[i]), error.push_back(b.error[i]);
        entropy.push_back(known_ones.entropy[k]);
    }
    if (s.size() >= 3) {
        const EntropyComparison c = compare_entropies(s, entropy, enthalpy);
        const auto n = static_cast<std::int64_t>(c.structures);
        r.row(Row::number("compared", static_cast<double>(n), "", n));
        r.row(Row::number("correlation", c.correlation, "", n));
        r.row(Row::number("rmse", c.rmse, entropy_unit, n));
        r.row(Row::number("slope", c.slope, "kB mol/kcal", n));
        r.row(Row::number("corrected-correlation", c.corrected_correlation, "", n));
        r.row(Row::number("corrected-rmse", c.corrected_rmse, entropy_unit, n));
    } else if (!known.text.empty()) {
        r.context().warn(fmt::format(
            "known entropies of {} phases that were found at this pressure: too few to compare",
            s.size()));
    }
    t.add_texts("label") = std::move(labels);
    t.add_numbers("entropy", entropy_unit) = std::move(s);
    t.add_numbers("error", entropy_unit) = std::move(error);
    t.add_numbers("known", entropy_unit) = std::move(entropy);
    t.add_numbers("enthalpy", "kcal/mol") = std::move(enthalpy);
    r.make("comparison", to_csv(t));
}

void PolymorphBasins::run(StepRun& r) const {
    std::vector<std::filesystem::path> files;
    for (const auto& ref : phases)
        for (const auto& file : r.open(ref)) files.push_back(file);
    const CountedPhases all = read_counts(files);
    for (const std::string& label : all.unreliable)
        r.context().warn(label +
                         " was found in a cell that does not hold its primitive cell: "
                         "left out");
    if (all.phases.empty())
        throw InputError("E-search-basins", "there is no phase", "make a search with more trials");
    const BasinEntropy plain(all.counts), orbit(all.counts, OrbitFactor::included);
    if (plain.reference.size() > 1)
        r.context().warn(fmt::format(
            "counts fall into {} sets that nothing connects: entropies of different sets cannot be "
            "compared; cells of a common multiple of formula units would connect them",
            plain.reference.size()));
    if (plain.fit.chance < 0.01)
        r.context().warn(
            fmt::format("entropies depend on the size of the cell (chance {:.2g}): the model holds "
                        "only roughly, errors are widened",
                        plain.fit.chance));
    r.make("basins", to_csv(basin_table(all, plain, orbit)));
    r.make("cells", to_csv(cell_table(all, plain)));
    r.make("potentials", to_csv(potential_table(all, plain, temperatures)));
    r.row(Row::number("phases", static_cast<double>(all.phases.size())));
    r.row(Row::number("components", static_cast<double>(plain.reference.size())));
    r.row(Row::number("bounds", static_cast<double>(plain.bounds)));
    give_fit(r, plain, "");
    give_fit(r, orbit, "orbit.");
    compare(r, all, plain);
}

}  // namespace

void register_polymorphs_basins(Registry& r) {
    r.add<PolymorphBasins>("polymorphs.basins", {1},
                           "Estimate entropies of basins from how often searches ended in them");
}

}  // namespace crucible
