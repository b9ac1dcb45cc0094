#include "crucible/rmc/reference.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/units.hpp"
#include "crucible/energy/eam.hpp"
#include "crucible/rmc/misfit.hpp"
#include "crucible/rmc/moves.hpp"
#include "crucible/rmc/schedule.hpp"

namespace crucible::rmc {
namespace {

PairHistogram plain_histogram(const FixedCell& cell, const std::vector<Place>& places,
                              const std::vector<int>& numbers, const RadialGrid& grid,
                              const Ensemble& ensemble) {
    PairHistogram h{ensemble, grid, Array2<std::int64_t>(ensemble.pairs(), grid.bins)};
    const auto range = static_cast<float>(grid.longest());
    const auto per_width = static_cast<float>(1 / grid.width);
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = i + 1; j < places.size(); ++j) {
            const float d2 = cell.distance2(places[i], places[j]);
            if (!(d2 < range * range)) continue;
            const auto bin = static_cast<std::size_t>(std::sqrt(d2) * per_width);
            const std::size_t pair =
                ensemble.pair(ensemble.species(numbers[i]), ensemble.species(numbers[j]));
            ++h.counts(pair, std::min(bin, grid.bins - 1));
        }
    return h;
}

}  // namespace

PairHistogram pair_histogram_as_in_chain(const Structure& s, const RadialGrid& grid) {
    const FixedCell cell(s.cell);
    std::vector<Place> places;
    for (const Position& r : s.positions) places.push_back(cell.place(r));
    return plain_histogram(cell, places, s.numbers, grid, ensemble_of(s));
}

struct ReferenceChain::State {
    Problem problem;
    Structure structure;  // sorted by element
    FixedCell cell;
    Species species;
    std::vector<Place> places;
    ChainKey key;
    std::unique_ptr<Proposer> proposer;
    std::vector<Misfit> misfits;
    std::unique_ptr<EnergyModel> energy;
    std::int64_t number = 0;
    std::vector<Outcome> outcomes;

    Structure at(const std::vector<Place>& p) const {
        Structure s = structure;
        for (std::size_t i = 0; i < p.size(); ++i) s.positions[i] = cell.position(p[i]);
        return s;
    }
    std::vector<double> values(std::size_t set, const std::vector<Place>& p) const {
        const LinearObservable& o = problem.linear[set].observable;
        return evaluate(o, plain_histogram(cell, p, structure.numbers, o.grid, o.ensemble));
    }
    double total_energy(const std::vector<Place>& p) const {
        Evaluation e;
        energy->forget();
        energy->evaluate(at(p), e);
        return e.energy;
    }
    double chi2(const std::vector<Place>& p, const std::vector<double>& sigma) const {
        double sum = 0;
        for (std::size_t s = 0; s < sigma.size(); ++s)
            sum += misfits[s].delta2(values(s, p)) / (sigma[s] * sigma[s]);
        return sum;
    }
    bool is_blocked(const std::vector<Place>& now) const {
        for (std::size_t i = 0; i < now.size(); ++i)
            for (std::size_t j = i + 1; j < now.size(); ++j) {
                const auto pair = std::minmax(structure.numbers[i], structure.numbers[j]);
                const auto found = problem.cutoffs.find(pair);
                if (found == problem.cutoffs.end()) continue;
                const float d2 = cell.distance2(now[i], now[j]);
                if (d2 < static_cast<float>(found->second * found->second) &&
                    d2 < cell.distance2(places[i], places[j]))
                    return true;
            }
        return false;
    }
    const Stage& stage_of(std::int64_t& in_stage) const {
        std::size_t s = 0;
        while (in_stage >= problem.stages[s].moves) in_stage -= problem.stages[s++].moves;
        return problem.stages[s];
    }
    Outcome decide(const Move&, const Settings&, const std::vector<Place>& now) const;
    void step();
};

ReferenceChain::Outcome ReferenceChain::State::decide(const Move& move, const Settings& settings,
                                                      const std::vector<Place>& now) const {
    if (is_blocked(now)) return Outcome::blocked;
    if (energy) {
        const double change = total_energy(now) - total_energy(places);
        const double kt = constants::boltzmann * settings.temperature;
        if (!(move.u_energy < std::exp(-change / kt))) return Outcome::energy;
    }
    if (settings.sigma.empty()) return Outcome::accepted;
    const double change = chi2(now, settings.sigma) - chi2(places, settings.sigma);
    return change <= -2 * std::log(1 - move.u_data) ? Outcome::accepted : Outcome::data;
}

void ReferenceChain::State::step() {
    std::int64_t in_stage = number;
    const Stage& stage = stage_of(in_stage);
    const Settings settings = settings_at(stage, in_stage / settings_interval * settings_interval);
    Move move;
    proposer->propose(Places(cell, places), key, number++,
                      {problem.moves.step, stage.swap_fraction, stage.group_fraction}, move);
    std::vector<Place> now = places;
    for (const Change& c : move.changes) now[static_cast<std::size_t>(c.atom)] = c.now;
    outcomes.push_back(decide(move, settings, now));
    if (outcomes.back() == Outcome::accepted) places = now;
}

ReferenceChain::ReferenceChain(Problem p, const Structure& start, RandomStream random)
    : state_(std::make_unique<State>()) {
    State& s = *state_;
    s.problem = std::move(p);
    s.key = ChainKey(random);
    s.structure = start;
    std::vector<std::size_t> order(start.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return start.numbers[a] < start.numbers[b];
    });
    s.cell = FixedCell(start.cell);
    for (std::size_t i = 0; i < order.size(); ++i) {
        s.structure.numbers[i] = start.numbers[order[i]];
        s.places.push_back(s.cell.place(start.positions[order[i]]));
    }
    const Ensemble ensemble = ensemble_of(start);
    s.species.elements = ensemble.elements;
    for (std::size_t k = 0, first = 0; k < ensemble.counts.size(); ++k) {
        s.species.begin.push_back(first);
        s.species.of.insert(s.species.of.end(), ensemble.counts[k], static_cast<std::uint8_t>(k));
        first += ensemble.counts[k];
    }
    s.species.begin.push_back(start.size());
    s.proposer = std::make_unique<Proposer>(s.cell, s.species, s.problem.moves.groups);
    for (const LinearTerm& t : s.problem.linear)
        s.misfits.emplace_back(t.name, t.target, t.point_weight, t.norm, t.calibration);
    const EnergyTerm& term = s.problem.energy;
    if (term.eam) s.energy = std::make_unique<EmbeddedAtom>(*term.eam);
    if (term.local) s.energy = term.local->clone();
}
ReferenceChain::~ReferenceChain() = default;

void ReferenceChain::run(std::int64_t moves) {
    for (std::int64_t k = 0; k < moves; ++k) state_->step();
}
const std::vector<ReferenceChain::Outcome>& ReferenceChain::outcomes() const {
    return state_->outcomes;
}
std::vector<double> ReferenceChain::observed(std::size_t set) const {
    return state_->misfits[set].calibrated(state_->values(set, state_->places));
}
double ReferenceChain::energy() const {
    return state_->energy ? state_->total_energy(state_->places) : 0;
}
Structure ReferenceChain::structure() const { return state_->at(state_->places); }

}  // namespace crucible::rmc
