// melting.coexist: the melting temperature of a potential by two-phase coexistence.

#include "crucible/kinds/melting_coexist.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/melting_allotropes.hpp"
#include "crucible/kinds/melting_preview.hpp"
#include "crucible/kinds/melting_tables.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/thermo/coexistence_reduce.hpp"
#include "crucible/thermo/cohesion.hpp"

namespace crucible {
namespace {

constexpr const char* request_file = "request.json";
constexpr const char* trace_file = "trace.json";

bool is_faceted(const MeltingCoexist& s) {
    const auto* e = s.element.empty() ? nullptr : find_melting_element(parse_element(s.element));
    return s.lattice == LatticeChoice::diamond ||
           (s.lattice == LatticeChoice::automatic && e && e->lattice == Lattice::diamond);
}

/// The end of the run that both phases shared longest; the crystal where none did.
void give_longest_run(StepRun& r, const MeltingSearch& s, const Structure& cell) {
    std::size_t longest = 0;
    double most = 0;
    for (std::size_t i = 0; i < s.traces.size(); ++i) {
        const FrontTrace& t = s.traces[i];
        const bool is_front = t.start == FrontTrace::Start::stacked && !t.rows.empty();
        if (is_front && s.runs[i].end == CoexistenceRun::End::both && t.rows.back().time > most)
            longest = i, most = t.rows.back().time;
    }
    if (most == 0) {
        r.make("front", structures_text({cell}, "extxyz"));
        return;
    }
    const auto item = s.first_item + static_cast<std::int64_t>(longest);
    const MdResult md = read_md_result(melting_item_folder(r.directory(), item) / "front");
    give_front(r, md.ends.back().structure, s.traces[longest].order);
}

/// Reads the runs anew with what all single phases say together.
void take_traces(std::vector<FrontTrace> traces, MeltingSearch& s) {
    s.traces = std::move(traces);
    if (std::any_of(s.traces.begin(), s.traces.end(),
                    [](const FrontTrace& t) { return t.start == FrontTrace::Start::stacked; })) {
        s.lines = phase_lines(s.traces);
        s.facts = melting_facts(*s.lines, s.facts.mass);
    }
    s.runs.clear();
    for (const FrontTrace& t : s.traces)
        s.runs.push_back(reduce(t, s.lines.value_or(PhaseLines{})));
}

std::vector<FrontTrace> finished(const StepRun& r, std::int64_t first, std::int64_t end) {
    std::vector<FrontTrace> out;
    r.each([&](std::int64_t item, std::string_view bytes) {
        if (item >= first && item < end) out.push_back(front_trace(parse_json(bytes, "trace")));
    });
    return out;
}

/// "run 3" of a search; of several elements or lattices "Zr hcp run 3".
std::string run_words(const MeltingCoexist& s, std::int64_t number) {
    std::string out = s.element.empty() ? "" : s.element + " ";
    if (s.lattice != LatticeChoice::automatic)
        out += fmt::format("{} ", names(s.lattice)[static_cast<std::size_t>(s.lattice)].name);
    return out + fmt::format("run {}", number);
}

Value request_value(const CoexistenceRequest& q) {
    FrontTrace t;
    t.request = q;
    return to_value(t);
}

}  // namespace

std::filesystem::path melting_item_folder(const std::filesystem::path& step, std::int64_t item) {
    return step / "ckpt" / ("folder-" + std::to_string(item));
}

Structure melting_cell(const MeltingCoexist& s, const Structures& given) {
    if (!given.empty()) {
        if (given.size() != 1)
            throw InputError("E-melting-crystal",
                             fmt::format("the crystal's file has {} structures", given.size()),
                             "give one");
        require_right_angles(given.front());
        Structure cell = given.front();
        cell.vectors.clear(), cell.columns.clear(), cell.labels.clear(), cell.info.clear();
        return cell;
    }
    if (s.element.empty())
        throw InputError("E-melting-crystal", "there is neither an element nor a crystal",
                         "give element = \"Cu\", or crystal = \"cell.extxyz\"");
    const int z = parse_element(s.element);
    const MeltingElement* known = find_melting_element(z);
    if (!known && (s.lattice == LatticeChoice::automatic || s.a.value <= 0))
        throw InputError("E-melting-crystal",
                         fmt::format("the table of crystals has no {}", element(z).symbol),
                         "give lattice = and a =, or a crystal");
    const Lattice lattice = s.lattice == LatticeChoice::automatic
                                ? known->lattice
                                : static_cast<Lattice>(static_cast<int>(s.lattice) - 1);
    if (s.a.value > 0) return lattice_cell(lattice, z, s.a.value);
    if (lattice == known->lattice) return lattice_cell(lattice, z, known->a, known->c);
    return lattice_cell(lattice, z, equal_volume_constant(*known, lattice));
}

double melting_guess(const MeltingCoexist& s, const Structure& cell) {
    if (s.guess.value > 0) return s.guess.value;
    const Composition c = composition(cell.numbers);
    if (c.size() == 1) {
        const int z = c.begin()->first;
        if (const auto e = cohesive_energy(z)) return melting_from_cohesion(z, *e);
    }
    throw InputError("E-melting-crystal",
                     fmt::format("no law gives a first guess for {}", formula_text(reduced(c))),
                     "give guess = \"1000 K\"");
}

double melting_time_step(const MeltingCoexist& s, const Structure& cell) {
    if (s.time_step.value > 0) return s.time_step.value;
    double lightest = 1e9;
    for (const int z : cell.numbers) lightest = std::min(lightest, element(z).mass);
    return std::clamp(2 * std::sqrt(lightest / 20), 0.5, 2.0);
}

CoexistenceMd melting_md(const MeltingCoexist& s, const Structure& cell) {
    CoexistenceMd m;
    m.cell = cell;
    m.model = {.potential = potential(s.energy)};
    m.pressure = s.pressure.value;
    m.time_step = melting_time_step(s, cell);
    m.ranks = s.ranks;
    return m;
}

CoexistencePlan melting_plan(const MeltingCoexist& s, const Structure& cell) {
    const auto sizes = block_sizes(cell, s.slab.value, s.atoms);
    CoexistencePlan p;
    p.cells.clear();
    for (const BlockSize& b : sizes) p.cells.push_back({b.atoms, b.area});
    const auto nearest = std::min_element(sizes.begin(), sizes.end(), [](auto& a, auto& b) {
        return std::fabs(a.atoms - 4000) < std::fabs(b.atoms - 4000);
    });
    p.bracket_cell = static_cast<std::size_t>(nearest - sizes.begin());
    p.priors.guess = melting_guess(s, cell);
    if (s.guess.value > 0 || s.element.empty()) p.priors.guess_sd = 0.15;
    if (is_faceted(s)) {
        p.priors = faceted(p.priors);
        p.bracket_time *= 2, p.longest *= 2;
    }
    p.target = s.error;
    p.at_once = s.at_once;
    p.most_runs = s.runs;
    return p;
}

void MeltingCoexist::describe_search(Fields& f) {
    f("element", element, "Element that melts; not needed with `crystal`");
    f("lattice", lattice, "Its crystal");
    f("a", a, "Lattice constant to start from; 0: from the table").within(0, 50);
    f("crystal", crystal, "A right-angled cell of any crystal; its z face is the front")
        .positional();
    f("energy", energy, "Potential").required("Cu_mishin1.eam.alloy");
    f("error", error, "Standard deviation to be reached, relative to Tm").within(0.0005, 0.05);
    f("guess", guess, "Where to look first; 0: by the cohesive energy").in("K").within(0, 20000);
    f("time_step", time_step, "Time step; 0: 2 fs, less for light atoms").in("fs").within(0, 10);
    f("atoms", atoms, "Sizes of cells to choose from, solid and liquid together");
    f("slab", slab, "Least thickness of solid and liquid").within(20, 200);
    f("runs", runs, "Most runs").within(4, 1000);
    f("at_once", at_once, "Runs asked for in one round; the design depends on it").within(1, 64);
    f("ranks", ranks, "Ranks of each run").within(1, 4096);
}

void MeltingCoexist::describe(Fields& f) {
    describe_search(f);
    f("pressure", pressure, "Pressure").in("GPa").within(-5, 1000);
    f("recipe", recipe, "How coexistence is used");
    f.preset("fast", "1 %: a few CPU minutes with an embedded-atom potential", "error = 0.01");
    f.preset("accurate", "0.25 %: about a core hour with an embedded-atom potential",
             "error = 0.0025");
    f.example("crucible melting coexist --element Cu --energy Cu_mishin1.eam.alloy");
    describe_melting_results(f);
    f.makes(Artefact::table, "lattices", "lattices.csv",
            "Of an element with several crystals: where each melts, and what became of it");
    f.gives("lattice", "", "The crystal that melts last, of several");
}

std::string work_melting(const MeltingCoexist& s, const Structure& cell, std::int64_t item,
                         Worker& worker) {
    const auto folder = worker.folder(item);
    const Value asked = read_json((folder / request_file).string());
    const auto request = front_trace(asked).request;
    const auto sizes = block_sizes(cell, s.slab.value, s.atoms);
    const std::uint64_t seed =
        worker.context().stream(StreamId::velocities, static_cast<std::uint64_t>(item)).bits64() >>
        12;
    CoexistenceMd md = melting_md(s, cell);
    md.pressure = asked["pressure"].real(0);
    MeltingPreview preview(worker, item, asked["run"].text);
    md.look = [&](FrontWatch& w) { preview.look(w); };
    FrontTrace trace;
    if (request.continues >= 0) {
        const auto before = worker.folder(asked["before"].integer);
        const FrontTrace so_far = front_trace(read_json((before / trace_file).string()));
        trace = continue_front(md, request, so_far, seed, before, folder, worker.context());
    } else {
        trace = run_front(md, request, sizes[request.cell], seed, folder, worker.context());
    }
    std::string text = to_json(to_value(trace));
    write_atomic(folder / trace_file, text);
    return text;
}

MeltingSearch search_melting(const MeltingCoexist& s, const Structure& cell,
                             const CoexistencePlan& plan, std::int64_t first_item, StepRun& r) {
    MeltingSearch now{{}, {}, presumed_facts(cell, plan.priors.guess), {}, plan, first_item,
                      {}, {}};
    now.verdict = judge(now.runs, now.facts, plan);
    while (now.verdict.state == CoexistenceVerdict::State::more) {
        auto item = first_item + static_cast<std::int64_t>(now.runs.size());
        for (const CoexistenceRequest& q : next_runs(now.runs, now.facts, plan)) {
            Value v = request_value(q);
            v.set("run", run_words(s, item - first_item + 1));
            const auto folder = melting_item_folder(r.directory(), item++);
            make_directories(folder);
            v.set("pressure", s.pressure.value);
            v.set("before", first_item + q.continues);
            v.set("lattice", static_cast<int>(s.lattice)), v.set("element", s.element);
            write_atomic(folder / request_file, to_json(v));
        }
        r.items(item);
        take_traces(finished(r, first_item, item), now);
        now.verdict = judge(now.runs, now.facts, plan);
        const CoexistencePosterior p = coexistence_posterior(now.runs, now.facts, plan);
        now.rounds.push_back(
            {static_cast<double>(now.runs.size()), coexistence_cost(now.runs, plan), p});
        r.context().metric("Tm", p.melting, "K");
        r.context().log(fmt::format("after {} runs: {:.1f} +- {:.1f} K", now.runs.size(), p.melting,
                                    p.melting_sd));
    }
    return now;
}

std::string MeltingCoexist::work(std::int64_t item, Worker& worker) const {
    const Structures given = read_inputs(worker, crystal);
    if (const auto* paper = std::get_if<PaperProtocol>(&recipe))
        return work_paper(*this, *paper, melting_cell(*this, given), item, worker);
    return work_lattice(*this, given, item, worker);
}

std::string MeltingCoexist::forecast() const {
    // A crystal from a file is not read before the step runs.
    if (element.empty() || !crystal.text.empty()) return "";
    const Structure cell = melting_cell(*this, {});
    const CoexistencePlan plan = melting_plan(*this, cell);
    double steps = expected_cost(presumed_facts(cell, plan.priors.guess), plan);
    steps /= melting_time_step(*this, cell);
    if (const auto* paper = std::get_if<PaperProtocol>(&recipe)) {
        // Steps of 1 fs.
        steps = (paper->equilibrate.value + paper->melt.value + paper->cool.value +
                 paper->coexist.value) *
                paper->seeds * static_cast<double>(cell.size());
        for (const int n : paper->cells) steps *= n;
    }
    return fmt::format("{:.1g} atom-steps, {:.2g} core hours", steps,
                       steps * md_step_cost(potential(energy)) / 3600);
}

void MeltingCoexist::run(StepRun& r) const {
    if (const auto* paper = std::get_if<PaperProtocol>(&recipe)) return run_paper(*this, *paper, r);
    const Structures given = read_inputs(r, crystal);
    const std::vector<LatticeTrial> trials = try_lattices(*this, given, 0, r).trials;
    const MeltingSearch& s = *stable_lattice(trials).search;
    give_melting_results(r, {s.traces, s.runs, s.lines, s.facts, s.plan, s.rounds, s.verdict,
                             melting_time_step(*this, melting_cell(*this, given))});
    give_longest_run(r, s, melting_cell(*this, given));
    give_lattices(r, *this, trials);
}

void register_melting_coexist(Registry& r) {
    r.add<MeltingCoexist>("melting.coexist", {1},
                          "Melting temperature by two-phase coexistence, with an honest interval");
}

}  // namespace crucible
