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

/// Asks for a hot hold of each lattice: items 0, 1, ...
std::vector<LatticeTrial> hold_lattices(const std::vector<LatticeChoice>& lattices, StepRun& r) {
    std::vector<LatticeTrial> out;
    for (std::size_t i = 0; i < lattices.size(); ++i) {
        const auto folder = melting_item_folder(r.directory(), static_cast<std::int64_t>(i));
        make_directories(folder);
        Value v;
        v.set("hold", std::string(word_of(lattices[i])));
        v.set("lattice", static_cast<int>(lattices[i]));
        write_atomic(folder / asked_file, to_json(v));
        out.push_back({lattices[i], {}, {}, {}});
    }
    r.items(static_cast<std::int64_t>(lattices.size()));
    r.each([&](std::int64_t item, std::string_view bytes) {
        if (item < static_cast<std::int64_t>(out.size()))
            out[static_cast<std::size_t>(item)].hold = lattice_hold(parse_json(bytes, "hold"));
    });
    return out;
}

std::string outcome_words(const LatticeTrial& t) {
    if (!t.search) return fmt::format("turned into {} within 20 ps: left out", name(t.hold.kind));
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

std::vector<LatticeTrial> try_lattices(const MeltingCoexist& s, StepRun& r) {
    const std::vector<LatticeChoice> lattices = melting_lattices(s);
    std::vector<LatticeTrial> trials = hold_lattices(lattices, r);
    auto item = static_cast<std::int64_t>(trials.size());
    double highest = 0;
    for (LatticeTrial& t : trials) {
        if (t.hold.end == LatticeHold::End::transformed) continue;
        const MeltingCoexist here = of_lattice(s, t.lattice);
        const Structure cell = melting_cell(here, {});
        CoexistencePlan plan = melting_plan(here, cell);
        if (highest > 0) plan.priors.guess = highest, plan.least = highest;
        r.context().log(
            fmt::format("{}: first guess {:.0f} K", word_of(t.lattice), plan.priors.guess));
        t.search = search_melting(here, cell, plan, item, r);
        item += static_cast<std::int64_t>(t.search->runs.size());
        t.posterior = coexistence_posterior(t.search->runs, t.search->facts, t.search->plan);
        if (t.search->verdict.state == CoexistenceVerdict::State::met)
            highest = std::max(highest, t.posterior.low);
    }
    return trials;
}

std::string work_lattice(const MeltingCoexist& s, const Structures& given, std::int64_t item,
                         Worker& worker) {
    const auto folder = worker.folder(item);
    const Value asked = read_json((folder / asked_file).string());
    const MeltingCoexist here = of_lattice(s, static_cast<LatticeChoice>(asked["lattice"].integer));
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
    return *std::max_element(
        trials.begin(), trials.end(),
        [&](const LatticeTrial& a, const LatticeTrial& b) { return rank(a) < rank(b); });
}

void give_lattices(StepRun& r, const std::vector<LatticeTrial>& trials) {
    const LatticeTrial& best = stable_lattice(trials);
    Table t;
    auto& lattice = t.add_texts("lattice");
    auto& outcome = t.add_texts("outcome");
    for (const LatticeTrial& x : trials)
        lattice.emplace_back(word_of(x.lattice)), outcome.push_back(outcome_words(x));
    const auto column = [&](const char* name, const char* unit, auto&& value) {
        auto& numbers = t.add_numbers(name, unit);
        for (const LatticeTrial& x : trials) numbers.push_back(value(x));
    };
    column("melting", "K", [](auto& x) { return x.search ? x.posterior.melting : NAN; });
    column("low", "K", [](auto& x) { return x.search ? x.posterior.low : NAN; });
    column("high", "K", [](auto& x) { return x.search ? x.posterior.high : NAN; });
    column("moved", "angstrom", [](auto& x) { return x.hold.moved; });
    column("share of its lattice after 20 ps", "", [](auto& x) { return x.hold.share; });
    r.make("lattices", to_csv(t));
    r.row(Row::words("lattice", std::string(word_of(best.lattice))));
    for (const LatticeTrial& x : trials)
        if (&x != &best && x.search && x.posterior.high > best.posterior.low &&
            x.search->verdict.state != CoexistenceVerdict::State::met)
            r.context().warn(
                fmt::format("{} could not be ruled out: {}", word_of(x.lattice), outcome_words(x)));
}

}  // namespace crucible
