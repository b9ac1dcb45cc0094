// melting.sizes: how the temperature of coexistence and its error depend on the number of atoms.

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/melting_coexist.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/thermo/coexistence_reduce.hpp"

namespace crucible {
namespace {

constexpr double no_size_shift = 1e-6;  ///< prior of a where each size stands for itself

struct SizePoint {
    double atoms = 0;
    CoexistencePosterior posterior;        ///< of T_N
    double last_mean = 0, last_error = 0;  ///< K, of the last stretch's temperature over seeds
    double alive = 0;                      ///< share of runs with both phases at the end
};

struct MeltingSizes : MeltingCoexist {
    std::vector<int> cells = {6, 8, 10};
    int seeds = 3;
    Time time{60'000}, average{20'000};

    void describe(Fields& f) {
        f("element", element, "Element that melts; not needed with `crystal`");
        f("lattice", lattice, "Its crystal");
        f("a", a, "Lattice constant to start from; 0: from the table").within(0, 50);
        f("crystal", crystal, "A right-angled cell of any crystal; its z face is the front")
            .positional();
        f("energy", energy, "Potential").required("Cu_mishin1.eam.alloy");
        f("guess", guess, "Temperature at which runs begin; 0: by the cohesive energy")
            .in("K")
            .within(0, 20000);
        f("cells", cells, "Sizes n: n x n x n cells of solid, as much liquid").within(2, 200);
        f("seeds", seeds, "Runs of each size").within(2, 1000);
        f("time", time, "Length of a run at constant enthalpy").in("ps").within(10, 1e6);
        f("average", average, "Last part of a run whose plain mean is shown beside")
            .in("ps")
            .within(1, 1e6);
        f("time_step", time_step, "Time step; 0: 2 fs, less for light atoms")
            .in("fs")
            .within(0, 10);
        f("pressure", pressure, "Pressure").in("GPa").within(-5, 1000);
        f("ranks", ranks, "Ranks of each run").within(1, 4096);
        f.example(
            "crucible melting sizes --element Cu --guess \"1325 K\" --energy Cu_mishin1.eam.alloy "
            "--run sizes");
        f.makes(Artefact::table, "sizes", "sizes.csv",
                "Temperature of coexistence at each size, judged and as a plain mean");
        f.gives("melting", "K", "Melting temperature of the infinite system, from all sizes");
        f.gives("size", "K", "Finite-size shift at 1000 atoms");
        f.gives("melting.*", "K", "Temperature of coexistence in a cell of so many atoms");
        f.gives("verdict", "", "Whether both phases lived at every size");
        f.figure({.id = "sizes",
                  .form = "scatter",
                  .table = "sizes",
                  .x = "1000/atoms",
                  .y = "melting",
                  .error = "sd",
                  .title = "Temperature of coexistence against the inverse of the size.",
                  .caption = "Each size by itself, with one standard deviation."});
        f.figure({.id = "errors",
                  .form = "line",
                  .table = "sizes",
                  .x = "1/sqrt(atoms)",
                  .y = "sd",
                  .title = "Standard deviation against the inverse square root of the size.",
                  .caption = "Runs of equal length: in longer cells a front has farther to go, so "
                             "that the deviation falls with the area alone."});
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const Structure cell = melting_cell(*this, read_inputs(worker, crystal));
        const auto n = cells.at(static_cast<std::size_t>(item / seeds));
        CoexistenceRequest q;
        q.bath = CoexistenceRecord::Bath::free;
        q.temperature = melting_guess(*this, cell), q.time = time.value;
        const auto seed = worker.context()
                              .stream(StreamId::velocities, static_cast<std::uint64_t>(item))
                              .bits64() >>
                          12;
        return to_json(to_value(run_front(melting_md(*this, cell), q, block_of(cell, n), seed,
                                          worker.folder(item), worker.context())));
    }

    void run(StepRun& r) const {
        const Structure cell = melting_cell(*this, read_inputs(r, crystal));
        r.items(static_cast<std::int64_t>(cells.size()) * seeds);
        std::vector<FrontTrace> traces;
        r.each([&](std::int64_t, std::string_view bytes) {
            traces.push_back(front_trace(parse_json(bytes, "trace")));
        });
        const PhaseLines lines = phase_lines(traces);
        const MeltingFacts facts =
            melting_facts(lines, presumed_facts(cell, melting_guess(*this, cell)).mass);
        const CoexistencePriors priors = melting_plan(*this, cell).priors;
        std::vector<CoexistenceRecord> all;
        std::vector<SizePoint> points;
        for (std::size_t i = 0; i < cells.size(); ++i)
            points.push_back(point(traces, i, lines, facts, priors, all));
        give(r, points, coexistence_posterior(all, facts, priors));
    }

private:
    static BlockSize block_of(const Structure& cell, int n) {
        BlockSize b;
        b.times = {n, n, n};
        b.atoms = 2.0 * n * n * n * static_cast<double>(cell.size());
        b.area = n * n * cell.cell.h(0, 0) * cell.cell.h(1, 1);
        return b;
    }

    SizePoint point(const std::vector<FrontTrace>& traces, std::size_t size,
                    const PhaseLines& lines, const MeltingFacts& facts, CoexistencePriors priors,
                    std::vector<CoexistenceRecord>& all) const {
        SizePoint p;
        std::vector<CoexistenceRecord> here;
        std::vector<double> means;
        const auto n = static_cast<std::size_t>(seeds);
        for (std::size_t i = size * n; i < (size + 1) * n; ++i) {
            const CoexistenceRun run = reduce(traces[i], lines);
            p.atoms = traces[i].atoms;
            p.alive += (run.end == CoexistenceRun::End::both) / static_cast<double>(seeds);
            if (!run.record.stretches.empty()) here.push_back(run.record);
            double sum = 0, rows = 0;
            for (const FrontRow& row : traces[i].rows)
                if (row.time > time.value - average.value) sum += row.temperature, ++rows;
            if (rows > 0) means.push_back(sum / rows);
        }
        all.insert(all.end(), here.begin(), here.end());
        priors.size_sd = no_size_shift;
        p.posterior = coexistence_posterior(here, facts, priors);
        p.last_mean = means.empty() ? NAN : mean(means);
        p.last_error = means.size() > 1 ? standard_error(means) : NAN;
        return p;
    }

    static void give(StepRun& r, const std::vector<SizePoint>& points,
                     const CoexistencePosterior& all) {
        Table t;
        const auto column = [&](const char* name, const char* unit, auto&& value) {
            auto& numbers = t.add_numbers(name, unit);
            for (const SizePoint& p : points) numbers.push_back(value(p));
        };
        column("atoms", "", [](auto& p) { return p.atoms; });
        column("1000/atoms", "", [](auto& p) { return 1000 / p.atoms; });
        column("1/sqrt(atoms)", "", [](auto& p) { return 1 / std::sqrt(p.atoms); });
        column("melting", "K", [](auto& p) { return p.posterior.melting; });
        column("sd", "K", [](auto& p) { return p.posterior.melting_sd; });
        column("law", "K", [&](auto& p) { return all.melting + all.size / p.atoms; });
        column("plain mean", "K", [](auto& p) { return p.last_mean; });
        column("standard error", "K", [](auto& p) { return p.last_error; });
        column("runs with both phases", "", [](auto& p) { return p.alive; });
        r.make("sizes", to_csv(t));
        Row melting = Row::number("melting", all.melting, "K");
        melting.error = all.melting_sd;
        r.row(std::move(melting));
        Row size = Row::number("size", all.size / 1000, "K");
        size.error = all.size_sd / 1000;
        r.row(std::move(size));
        std::string lost;
        for (const SizePoint& p : points) {
            Row row = Row::number(fmt::format("melting.{:.0f}", p.atoms), p.posterior.melting, "K");
            row.error = p.posterior.melting_sd;
            r.row(std::move(row));
            if (p.alive < 1)
                lost += fmt::format("{}{:.0f} atoms {:.0f} %", lost.empty() ? "" : ", ", p.atoms,
                                    100 * (1 - p.alive));
        }
        Row verdict = Row::words("verdict", lost.empty() ? "Sound: both phases lived in every run"
                                                         : "Runs that lost a phase: " + lost);
        verdict.check = lost.empty() ? Row::Check::pass : Row::Check::info;
        r.row(std::move(verdict));
    }
};

}  // namespace

void register_melting_sizes(Registry& r) {
    r.add<MeltingSizes>("melting.sizes", {1},
                        "Temperature of coexistence against the size of the cell");
}

}  // namespace crucible
