#include "crucible/kinds/melting_allotropes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"

namespace crucible {
namespace {

constexpr double hold_share = 0.95;    ///< of the first guess
constexpr double hold_thickness = 24;  ///< angstrom
constexpr const char* asked_file = "request.json";

std::string_view word_of(LatticeChoice l) { return names(l)[static_cast<std::size_t>(l)].name; }

LatticeChoice choice_of(Lattice l) { return static_cast<LatticeChoice>(static_cast<int>(l) + 1); }

MeltingCoexist of_lattice(const MeltingCoexist& s, LatticeChoice l) {
    MeltingCoexist out = s;
    out.lattice = l;
    return out;
}

Value hold_value(const LatticeHold& h) {
    Value v;
    v.set("end", static_cast<int>(h.end)), v.set("kind", static_cast<int>(h.kind));
    v.set("share", h.share), v.set("moved", h.moved);
    return v;
}

LatticeHold lattice_hold(const Value& v) {
    return {static_cast<LatticeHold::End>(v["end"].integer),
            static_cast<LocalStructure>(v["kind"].integer), v["share"].real(0), v["moved"].real(0)};
}

/// Asks for a hot hold of each lattice.
std::vector<LatticeTrial> hold_lattices(const MeltingCoexist& s,
                                        const std::vector<LatticeChoice>& lattices,
                                        std::int64_t first_item, StepRun& r) {
    std::vector<LatticeTrial> out;
    std::int64_t item = first_item;
    for (const LatticeChoice l : lattices) {
        const auto folder = melting_item_folder(r.directory(), item++);
        make_directories(folder);
        Value v;
        v.set("hold", std::string(word_of(l)));
        v.set("lattice", static_cast<int>(l)), v.set("element", s.element);
        write_atomic(folder / asked_file, to_json(v));
        out.push_back({l, {}, {}, {}});
    }
    r.items(item);
    r.each([&](std::int64_t i, std::string_view bytes) {
        if (i >= first_item && i < item)
            out[static_cast<std::size_t>(i - first_item)].hold =
                lattice_hold(parse_json(bytes, "hold"));
    });
    return out;
}

std::string outcome_words(const LatticeTrial& t) {
    if (!t.search) return fmt::format("turned into {} within 20 ps: left out", name(t.hold->kind));
    if (t.search->verdict.state == CoexistenceVerdict::State::met) return "sound";
    return t.search->verdict.reason;
}

}  // namespace

std::vector<LatticeChoice> melting_lattices(const MeltingCoexist& s) {
    if (s.lattice != LatticeChoice::automatic || !s.crystal.text.empty() || s.element.empty() ||
        s.a.value > 0)
        return {s.lattice};
    const MeltingElement* e = find_melting_element(parse_element(s.element));
    if (!e || e->others.empty()) return {s.lattice};
    std::vector<LatticeChoice> out;
    for (const Lattice l : e->others) out.push_back(choice_of(l));
    out.push_back(choice_of(e->lattice));
    return out;
}

LatticeTrials try_lattices(const MeltingCoexist& s, const Structures& given,
                           std::int64_t first_item, StepRun& r) {
    const std::vector<LatticeChoice> lattices = melting_lattices(s);
    LatticeTrials out{{{s.lattice, {}, {}, {}}}, first_item};
    if (lattices.size() > 1) {
        out.trials = hold_lattices(s, lattices, first_item, r);
        out.next_item += static_cast<std::int64_t>(lattices.size());
    }
    double highest = 0;
    for (LatticeTrial& t : out.trials) {
        if (t.hold && t.hold->end == LatticeHold::End::transformed) continue;
        const MeltingCoexist here = of_lattice(s, t.lattice);
        const Structure cell = melting_cell(here, given);
        CoexistencePlan plan = melting_plan(here, cell);
        if (highest > 0) plan.priors.guess = highest, plan.least = highest;
        r.context().log(fmt::format("{} {}: {} atoms per run, first guess {:.0f} K",
                                    formula_text(reduced(composition(cell.numbers))),
                                    word_of(t.lattice), plan.cells[plan.bracket_cell].atoms,
                                    plan.priors.guess));
        t.search = search_melting(here, cell, plan, out.next_item, r);
        out.next_item += static_cast<std::int64_t>(t.search->runs.size());
        t.posterior = coexistence_posterior(t.search->runs, t.search->facts, t.search->plan);
        if (t.search->verdict.state == CoexistenceVerdict::State::met)
            highest = std::max(highest, t.posterior.low);
    }
    return out;
}

std::string work_lattice(const MeltingCoexist& s, const Structures& given, std::int64_t item,
                         Worker& worker) {
    const auto folder = worker.folder(item);
    const Value asked = read_json((folder / asked_file).string());
    MeltingCoexist here = of_lattice(s, static_cast<LatticeChoice>(asked["lattice"].integer));
    here.element = asked["element"].text;  // melting.elements asks for several
    const Structure cell = melting_cell(here, given);
    if (!asked.find("hold")) return work_melting(here, cell, item, worker);
    const auto seed =
        worker.context().stream(StreamId::velocities, static_cast<std::uint64_t>(item)).bits64() >>
        12;
    const auto lattice = static_cast<Lattice>(static_cast<int>(here.lattice) - 1);
    const LatticeHold h =
        hold_lattice(melting_md(here, cell), lattice, hold_share * melting_guess(here, cell),
                     hold_thickness, seed, folder / "hold", worker.context());
    return to_json(hold_value(h));
}

const LatticeTrial& stable_lattice(const std::vector<LatticeTrial>& trials) {
    const auto rank = [](const LatticeTrial& t) {
        const bool is_sound = t.search && t.search->verdict.state == CoexistenceVerdict::State::met;
        return std::pair(is_sound ? 2 : t.search ? 1 : 0, t.posterior.melting);
    };
    const LatticeTrial& best = *std::max_element(
        trials.begin(), trials.end(),
        [&](const LatticeTrial& a, const LatticeTrial& b) { return rank(a) < rank(b); });
    if (!best.search)
        throw InconsistentError("E-melting-lattice",
                                "every lattice of the table turned into another when hot",
                                "give lattice =, or the crystal that it turns into");
    return best;
}

std::string lattice_word(const MeltingCoexist& s, const LatticeTrial& t) {
    if (t.lattice != LatticeChoice::automatic) return std::string(word_of(t.lattice));
    if (!s.crystal.text.empty()) return s.crystal.text;
    const MeltingElement* e = find_melting_element(parse_element(s.element));
    return e ? std::string(name(e->lattice)) : "";
}

void give_lattices(StepRun& r, const MeltingCoexist& s, const std::vector<LatticeTrial>& trials) {
    const LatticeTrial& best = stable_lattice(trials);
    Table t;
    auto& lattice = t.add_texts("lattice");
    for (const LatticeTrial& x : trials) lattice.push_back(lattice_word(s, x));
    auto& outcome = t.add_texts("outcome");
    for (const LatticeTrial& x : trials) outcome.push_back(outcome_words(x));
    const auto column = [&](const char* name, const char* unit, auto&& value) {
        auto& numbers = t.add_numbers(name, unit);
        for (const LatticeTrial& x : trials) numbers.push_back(value(x));
    };
    column("melting", "K", [](auto& x) { return x.search ? x.posterior.melting : NAN; });
    column("low", "K", [](auto& x) { return x.search ? x.posterior.low : NAN; });
    column("high", "K", [](auto& x) { return x.search ? x.posterior.high : NAN; });
    column("moved in 20 ps", "angstrom", [](auto& x) { return x.hold ? x.hold->moved : NAN; });
    column("share of the commonest lattice", "",
           [](auto& x) { return x.hold ? x.hold->share : NAN; });
    r.make("lattices", to_csv(t));
    r.row(Row::words("lattice", lattice_word(s, best)));
    for (const LatticeTrial& x : trials)
        if (&x != &best && x.search && x.posterior.high > best.posterior.low &&
            x.search->verdict.state != CoexistenceVerdict::State::met)
            r.context().warn(
                fmt::format("{} could not be ruled out: {}", lattice_word(s, x), outcome_words(x)));
}

}  // namespace crucible
