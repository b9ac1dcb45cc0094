// melting.elements: one potential of many elements, beside experiment and the melting paper.

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/melting_allotropes.hpp"

namespace crucible {
namespace {

/// Melting temperatures that the main text of doi:10.1039/d4dd00069b gives for its deep potentials.
double paper_melting(int number) {
    switch (number) {
        case 12:
            return 911;
        case 13:
            return 923;
        case 22:
            return 1633;
        case 29:
            return 1197;
        default:
            return NAN;
    }
}

struct ElementMelting {
    int number = 0;
    std::string lattice;
    CoexistencePosterior posterior;
    CoexistenceVerdict verdict;
    double runs = 0, steps = 0, entropy = NAN;
};

struct MeltingElements : MeltingCoexist {
    std::vector<std::string> elements;

    void describe(Fields& f) {
        f("elements", elements, "Elements, each melted by itself").required("['Al', 'Cu']");
        f("energy", energy, "Potential that knows them all").required("UNEP-v1.txt");
        f("error", error, "Standard deviation to be reached, relative to Tm").within(0.0005, 0.05);
        f("pressure", pressure, "Pressure").in("GPa").within(-5, 1000);
        f("time_step", time_step, "Time step; 0: 2 fs, less for light atoms")
            .in("fs")
            .within(0, 10);
        f("atoms", atoms, "Sizes of cells to choose from, solid and liquid together");
        f("slab", slab, "Least thickness of solid and liquid").within(20, 200);
        f("runs", runs, "Most runs of an element").within(4, 1000);
        f("at_once", at_once, "Runs asked for in one round; the design depends on it")
            .within(1, 64);
        f("ranks", ranks, "Ranks of each run").within(1, 4096);
        f.example(
            "crucible melting elements --elements Al,Cu,Ag --error 0.01 --energy UNEP-v1.txt --run "
            "metals");
        f.makes(Artefact::table, "elements", "elements.csv",
                "Melting temperature of each element, with experiment and the paper's");
        f.gives("melting.*", "K", "Melting temperature of an element");
        f.gives("deviation", "%", "Mean deviation from experiment");
        f.gives("verdict", "", "Whether all numbers may be used");
        f.figure(
            {.id = "parity",
             .form = "scatter",
             .table = "elements",
             .x = "experiment",
             .y = "melting,experiment",
             .label = "melting temperature",
             .title = "Melting temperatures against experiment.",
             .caption = "One search by coexistence per element; its interval is in the table."});
    }

    std::string work(std::int64_t item, Worker& worker) const {
        return work_lattice(*this, {}, item, worker);
    }

    void run(StepRun& r) const {
        if (elements.empty())
            throw InputError("E-melting-crystal", "there is no element",
                             "give elements = [\"Al\", \"Cu\"]");
        std::vector<ElementMelting> all;
        std::int64_t item = 0;
        for (const std::string& e : elements) {
            MeltingCoexist here = *this;
            here.element = e;
            const LatticeTrials tried = try_lattices(here, {}, item, r);
            item = tried.next_item;
            all.push_back(reading(here, tried.trials));
        }
        give(r, all);
    }

private:
    static ElementMelting reading(const MeltingCoexist& s, const std::vector<LatticeTrial>& all) {
        const LatticeTrial& best = stable_lattice(all);
        ElementMelting e;
        e.number = parse_element(s.element);
        e.lattice = lattice_word(s, best);
        e.posterior = best.posterior, e.verdict = best.search->verdict;
        for (const LatticeTrial& t : all)
            if (t.search) {
                e.runs += static_cast<double>(t.search->runs.size());
                e.steps += coexistence_cost(t.search->runs, t.search->plan);
            }
        e.steps /= melting_time_step(s, melting_cell(s, {}));
        if (best.search->lines)
            e.entropy = best.search->lines->latent / best.posterior.melting / constants::boltzmann;
        return e;
    }

    static std::string symbol_of(const ElementMelting& e) {
        return std::string(crucible::element(e.number).symbol);
    }
    static double experiment(const ElementMelting& e) {
        const MeltingElement* known = find_melting_element(e.number);
        return known ? known->melting : NAN;
    }

    static void give(StepRun& r, const std::vector<ElementMelting>& all) {
        Table t;
        auto& symbols = t.add_texts("element");
        for (const ElementMelting& e : all) symbols.push_back(symbol_of(e));
        auto& lattices = t.add_texts("lattice");
        for (const ElementMelting& e : all) lattices.push_back(e.lattice);
        const auto column = [&](const char* name, const char* unit, auto&& value) {
            auto& numbers = t.add_numbers(name, unit);
            for (const ElementMelting& e : all) numbers.push_back(value(e));
        };
        column("melting", "K", [](auto& e) { return e.posterior.melting; });
        column("sd", "K", [](auto& e) { return e.posterior.melting_sd; });
        column("low", "K", [](auto& e) { return e.posterior.low; });
        column("high", "K", [](auto& e) { return e.posterior.high; });
        column("experiment", "K", [](auto& e) { return experiment(e); });
        column("deviation", "%",
               [](auto& e) { return 100 * (e.posterior.melting / experiment(e) - 1); });
        column("deep potential of the paper", "K", [](auto& e) { return paper_melting(e.number); });
        column("entropy of melting", "kB/atom", [](auto& e) { return e.entropy; });
        column("runs", "", [](auto& e) { return e.runs; });
        column("atom-steps", "", [](auto& e) { return e.steps; });
        auto& verdicts = t.add_texts("verdict");
        for (const ElementMelting& e : all)
            verdicts.push_back(
                e.verdict.state == CoexistenceVerdict::State::met ? "sound" : e.verdict.reason);
        r.make("elements", to_csv(t));
        give_rows(r, all);
    }

    static void give_rows(StepRun& r, const std::vector<ElementMelting>& all) {
        double deviation = 0, n = 0;
        std::string faults;
        for (const ElementMelting& e : all) {
            const std::string symbol = symbol_of(e);
            Row row = Row::number(fmt::format("melting.{}", symbol), e.posterior.melting, "K");
            row.error = e.posterior.melting_sd;
            const bool is_sound = e.verdict.state == CoexistenceVerdict::State::met;
            if (!is_sound) {
                row.check = Row::Check::fail;
                faults +=
                    fmt::format("{}{}: {}", faults.empty() ? "" : "; ", symbol, e.verdict.reason);
            } else if (std::isfinite(experiment(e))) {
                deviation += std::fabs(100 * (e.posterior.melting / experiment(e) - 1)), ++n;
            }
            r.row(std::move(row));
        }
        if (n > 0)
            r.row(Row::number("deviation", deviation / n, "%", static_cast<std::int64_t>(n)));
        Row verdict = Row::words(
            "verdict", faults.empty() ? "Sound for every element" : "Not to be trusted: " + faults);
        verdict.check = faults.empty() ? Row::Check::pass : Row::Check::fail;
        r.row(std::move(verdict));
    }
};

}  // namespace

void register_melting_elements(Registry& r) {
    r.add<MeltingElements>("melting.elements", {1},
                           "Melting temperatures of many elements by one potential");
}

}  // namespace crucible
