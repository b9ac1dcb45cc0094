// melting.coexist with the paper's protocol: as published, but with a look at the phases.

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/units.hpp"

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/kinds/melting_coexist.hpp"
#include "crucible/kinds/melting_preview.hpp"
#include "crucible/kinds/melting_tables.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/thermo/coexistence_paper.hpp"

namespace crucible {
namespace {

constexpr double single_phase_atoms = 4000;  // of both phases together

PaperRecipe paper_recipe(const PaperProtocol& p) {
    PaperRecipe r;
    if (p.cells.size() != 3 || p.cells[0] < 1 || p.cells[1] < 1 || p.cells[2] < 2)
        throw InputError("E-melting-crystal", "the paper's protocol needs three numbers of cells",
                         "give cells = [14, 14, 28]");
    r.cells = {p.cells[0], p.cells[1], p.cells[2]};
    r.equilibrate_time = p.equilibrate.value, r.melt_time = p.melt.value;
    r.cool_time = p.cool.value, r.coexist_time = p.coexist.value;
    r.average_time = p.average.value;
    r.melt_factor = p.melt_factor, r.cool_factor = p.cool_factor;
    return r;
}

Table paper_table(const std::vector<PaperReading>& all) {
    Table t;
    const auto column = [&](const char* name, const char* unit, auto&& value) {
        auto& numbers = t.add_numbers(name, unit);
        for (const PaperReading& r : all) numbers.push_back(value(r));
    };
    auto& number = t.add_numbers("run");
    for (std::size_t i = 0; i < all.size(); ++i) number.push_back(static_cast<double>(i + 1));
    column("temperature", "K", [](const PaperReading& r) { return r.temperature; });
    column("spread", "K", [](const PaperReading& r) { return r.spread; });
    column("drift", "K", [](const PaperReading& r) { return r.drift; });
    column("pressure", "GPa",
           [](const PaperReading& r) { return from_internal(r.pressure, "GPa"); });
    column("solid at the end", "", [](const PaperReading& r) { return r.solid; });
    column("continues", "", [](const PaperReading&) { return std::nan(""); });
    t.add_texts("ensemble").assign(all.size(), "NPH");
    auto& ends = t.add_texts("end");
    for (const PaperReading& r : all) ends.push_back(r.fault.empty() ? "both phases" : r.fault);
    return t;
}

void give_paper_rows(StepRun& r, const std::vector<PaperReading>& all, const PhaseLines& lines) {
    std::vector<double> sound, every;
    std::string fault;
    for (const PaperReading& one : all) {
        every.push_back(one.temperature);
        if (one.fault.empty())
            sound.push_back(one.temperature);
        else if (fault.empty())
            fault = one.fault;
    }
    const bool is_sound = sound.size() == all.size();
    Row melting = Row::number("melting", mean(every), "K", static_cast<std::int64_t>(all.size()));
    const double error = standard_error(every);
    if (every.size() > 1) melting.error = error;
    if (!is_sound) melting.check = Row::Check::fail;
    r.row(std::move(melting));
    if (every.size() > 1) {
        const double half = student_95(every.size()) * error;
        r.row(Row::number("low", mean(every) - half, "K"));
        r.row(Row::number("high", mean(every) + half, "K"));
    }
    Row verdict =
        Row::words("verdict", is_sound ? fmt::format("Sound: both phases at the end of {} run{}",
                                                     all.size(), all.size() == 1 ? "" : "s")
                                       : fmt::format("Invalid: in {} of {} runs {}",
                                                     all.size() - sound.size(), all.size(), fault));
    verdict.check = is_sound ? Row::Check::pass : Row::Check::fail;
    if (!is_sound) r.context().warn(verdict.text);
    r.row(std::move(verdict));
    r.row(Row::number("latent-heat", lines.latent, "eV/atom"));
    r.row(Row::number("runs", static_cast<double>(all.size()), ""));
}

/// The protocol would begin with one phase alone, whatever temperature it ended at.
void refuse_guess(StepRun& r, const MeltingCoexist& s, const FrontTrace& t) {
    const bool is_hot = t.start == FrontTrace::Start::superheated;
    Row verdict = Row::words(
        "verdict", fmt::format("Invalid: at the guess of {:.0f} K {}, so that the cell would never "
                               "hold two phases",
                               t.request.temperature,
                               is_hot ? "the crystal melts by itself within picoseconds"
                                      : "the melt freezes, or does not melt"));
    verdict.check = Row::Check::fail;
    r.context().warn(verdict.text);
    r.row(std::move(verdict));
    for (const char* table : {"runs", "traces", "profiles", "rounds", "lattices"}) {
        Table none;
        none.add_numbers("run");
        r.make(table, to_csv(none));
    }
    r.make("front", structures_text({melting_cell(s, read_inputs(r, s.crystal))}, "extxyz"));
}

}  // namespace

std::string work_paper(const MeltingCoexist& s, const PaperProtocol& p, const Structure& cell,
                       std::int64_t item, Worker& worker) {
    CoexistenceMd m = melting_md(s, cell);
    const double guess = melting_guess(s, cell);
    const std::uint64_t seed =
        worker.context().stream(StreamId::velocities, static_cast<std::uint64_t>(item)).bits64() >>
        12;
    FrontTrace trace;
    if (item == 0) {
        const auto sizes = block_sizes(cell, s.slab.value, {single_phase_atoms});
        trace = run_phases(m, guess, sizes.front(), seed, worker.folder(0), worker.context());
        write_atomic(worker.folder(0) / "trace.json", to_json(to_value(trace)));
    } else {
        if (s.time_step.value <= 0) m.time_step = 1;  // the paper's
        const auto phases = front_trace(read_json((worker.folder(0) / "trace.json").string()));
        MeltingPreview preview(worker, item, fmt::format("run {}", item));
        m.look = [&](FrontWatch& w) { preview.look(w); };
        trace = paper_front(m, paper_recipe(p), guess, seed, phases, worker.folder(item),
                            worker.context());
    }
    return to_json(to_value(trace));
}

void run_paper(const MeltingCoexist& s, const PaperProtocol& p, StepRun& r) {
    const PaperRecipe recipe = paper_recipe(p);
    r.items(1);
    std::vector<FrontTrace> traces;
    const auto read = [&] {
        traces.clear();
        r.each([&](std::int64_t, std::string_view bytes) {
            traces.push_back(front_trace(parse_json(bytes, "trace")));
        });
    };
    read();
    if (traces.front().start != FrontTrace::Start::stacked)
        return refuse_guess(r, s, traces.front());
    const PhaseLines lines = phase_lines(traces);
    r.items(1 + p.seeds);
    read();
    std::vector<PaperReading> readings;
    for (std::size_t i = 1; i < traces.size(); ++i)
        readings.push_back(read_paper(traces[i], lines, recipe, s.pressure.value));
    traces.erase(traces.begin());
    r.make("runs", to_csv(paper_table(readings)));
    give_front_tables(r, traces, lines);
    Table rounds;
    rounds.add_numbers("runs"), rounds.add_numbers("melting", "K"), rounds.add_numbers("sd", "K");
    r.make("rounds", to_csv(rounds));
    give_front(
        r, read_md_result(melting_item_folder(r.directory(), 1) / "front").ends.back().structure,
        traces.front().order);
    Table lattices;
    lattices.add_texts("lattice"), lattices.add_numbers("melting", "K");
    r.make("lattices", to_csv(lattices));
    give_paper_rows(r, readings, lines);
}

}  // namespace crucible
