// melting.analyse: coexistence runs that LAMMPS made, judged as Crucible's own.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/melting_tables.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/thermo/lammps_front.hpp"

namespace crucible {
namespace {

enum class FrontEnsemble { nph, npt };
std::span<const Name> names(FrontEnsemble) {
    static constexpr Name all[] = {{"nph", "temperature free"}, {"npt", "temperature fixed"}};
    return all;
}

struct MeltingAnalyse {
    std::vector<std::filesystem::path> runs;
    std::vector<std::string> elements;
    FrontEnsemble ensemble = FrontEnsemble::nph;
    Temperature guess;
    Time time_step{2};
    Flag faceted = Flag::off;

    void describe(Fields& f) {
        f("runs", runs, "Folders of runs, each with the six files of docs/melting.md")
            .required("['run-1', 'run-2', 'run-3', 'run-4']");
        f("elements", elements, "Elements of types 1, 2, ..., where dumps do not name them");
        f("ensemble", ensemble, "What was held while both phases were watched");
        f("guess", guess, "Where Tm is to be expected; 0: the mean temperature of the runs")
            .in("K")
            .within(0, 20000);
        f("time_step", time_step, "Time step of the runs, to count their cost").within(0.01, 100);
        f("faceted", faceted, "Fronts that grow layer by layer, as diamond's").flag();
        f.example(
            "crucible melting analyse --runs run-1,run-2,run-3,run-4 --elements Cu --run judged");
        describe_melting_results(f);
    }

    void run(StepRun& r) const {
        if (runs.empty())
            throw InputError("E-melting-phases", "there are no runs", "give runs = [\"run-1\"]");
        std::vector<FrontTrace> traces;
        const auto bath = ensemble == FrontEnsemble::nph ? CoexistenceRecord::Bath::free
                                                         : CoexistenceRecord::Bath::thermostat;
        for (const auto& folder : runs)
            traces.push_back(read_lammps_front(folder, bath, parse_elements(elements)));
        const PhaseLines lines = phase_lines(traces);
        const CoexistencePlan plan = plan_of(traces);
        std::vector<CoexistenceRun> all;
        for (const FrontTrace& t : traces) all.push_back(reduce(t, lines));
        const MeltingFacts facts = melting_facts(lines, mean_mass());
        CoexistenceVerdict verdict = judge(all, facts, plan);
        if (verdict.state == CoexistenceVerdict::State::more)
            verdict = {CoexistenceVerdict::State::failed,
                       "fewer than four runs kept both phases long enough", 0};
        const MeltingRound round{static_cast<double>(all.size()), coexistence_cost(all, plan),
                                 coexistence_posterior(all, facts, plan)};
        give_front(r, last_frame(), traces.back().order);
        give_melting_results(r,
                             {traces, all, lines, facts, plan, {round}, verdict, time_step.value});
    }

private:
    /// Of the last run with both phases.
    Structure last_frame() const {
        ReadOptions o;
        o.format = "lammps-dump", o.elements = parse_elements(elements);
        return read_structures(runs.back() / "front.lammpstrj", o).back();
    }
    /// u, of its atoms.
    double mean_mass() const {
        const Structure s = last_frame();
        return total_mass(composition(s.numbers)) / static_cast<double>(s.size());
    }

    /// Sizes as they come, a prior as wide as a melting point is ever missed, any precision.
    CoexistencePlan plan_of(std::vector<FrontTrace>& traces) const {
        CoexistencePlan p;
        p.cells.clear();
        double temperature = 0;
        for (FrontTrace& t : traces) {
            const auto same =
                std::find_if(p.cells.begin(), p.cells.end(), [&](const CoexistenceCell& c) {
                    return std::round(c.atoms) == std::round(t.atoms);
                });
            t.request.cell = static_cast<std::size_t>(same - p.cells.begin());
            if (same == p.cells.end()) p.cells.push_back({t.atoms, t.area});
            temperature += t.request.temperature / static_cast<double>(traces.size());
        }
        p.priors.guess = guess.value > 0 ? guess.value : temperature;
        if (faceted == Flag::on) p.priors = crucible::faceted(p.priors);
        p.target = 1;
        p.preparation = 0;  // what the phases cost is not known here
        p.most_runs = static_cast<int>(traces.size()) + 1;
        return p;
    }
};

}  // namespace

void register_melting_analyse(Registry& r) {
    r.add<MeltingAnalyse>("melting.analyse", {1},
                          "Melting temperature from coexistence runs made with LAMMPS");
}

}  // namespace crucible
