#include "crucible/rmc/chain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/rmc/chain_state.hpp"
#include "crucible/rmc/lookahead.hpp"

namespace crucible::rmc {
namespace {

/// Moves between adjustments of the step; displacements that must have passed the cut-offs.
constexpr std::int64_t adapt_interval = 1024, adapt_least = 200;

Species sorted_species(const Structure& start, std::vector<std::size_t>& original) {
    original.resize(start.size());
    std::iota(original.begin(), original.end(), std::size_t{0});
    std::stable_sort(original.begin(), original.end(), [&](std::size_t a, std::size_t b) {
        return start.numbers[a] < start.numbers[b];
    });
    Species s;
    for (std::size_t i = 0; i < original.size(); ++i) {
        const int z = start.numbers[original[i]];
        if (s.elements.empty() || s.elements.back() != z) {
            s.elements.push_back(z);
            s.begin.push_back(i);
        }
        s.of.push_back(static_cast<std::uint8_t>(s.elements.size() - 1));
    }
    s.begin.push_back(start.size());
    return s;
}

void check_start(const Structure& start) {
    const auto& p = start.cell.periodic;
    if (!(p[0] && p[1] && p[2]))
        throw InputError("E-atoms-periodic", "reverse Monte Carlo needs a periodic box",
                         "declare all three directions of the start periodic");
    if (start.size() == 0 || start.numbers.size() != start.size())
        throw InputError("E-rmc-start", "the start has no atoms, or not one element per atom",
                         "check the file it came from");
    const double volume = start.cell.volume();
    if (!(volume > 0 && std::isfinite(volume)))
        throw InputError("E-atoms-cell", "the start's cell has no volume",
                         "check the file it came from");
    for (std::size_t i = 0; i < start.size(); ++i)
        if (!std::isfinite(norm2(start.positions[i])))
            throw InputError("E-rmc-start",
                             "atom " + std::to_string(i + 1) + " of the start is nowhere",
                             "check the file it came from");
}

void check_cutoffs(const Problem& problem, const FixedCell& cell) {
    for (const auto& [pair, r] : problem.cutoffs)
        if (!(r >= 0 && r < cell.reach()))
            throw InputError("E-rmc-cutoff",
                             "the cut-off of Z = " + std::to_string(pair.first) + " and " +
                                 std::to_string(pair.second) + ", " + number_text(r, 6) +
                                 " angstrom, is not between 0 and half the box (" +
                                 number_text(cell.reach(), 6) + ")",
                             "give the shortest distance that these atoms can have");
}

void check_extent(const std::vector<std::vector<std::int32_t>>& groups, const Structure& start,
                  const FixedCell& cell) {
    for (const auto& group : groups)
        for (const std::int32_t a : group) {
            if (group.front() < 0 || a < 0 || static_cast<std::size_t>(a) >= start.size() ||
                static_cast<std::size_t>(group.front()) >= start.size())
                continue;  // the proposer complains
            const auto place = [&](std::int32_t i) {
                return cell.place(start.positions[static_cast<std::size_t>(i)]);
            };
            if (norm(cell.between(place(group.front()), place(a))) < cell.reach() / 2) continue;
            throw InputError("E-rmc-group",
                             "a rigid group is wider than half the box: atom " +
                                 std::to_string(a + 1) + " is far from atom " +
                                 std::to_string(group.front() + 1),
                             "group atoms of one molecule or cluster");
        }
}

}  // namespace

Chain::State::State(Problem p, const Structure& s, RandomStream random, ChainOptions o)
    : problem(std::move(p)), options(o), start(s), key(random) {
    check_start(start);
    check_stages(problem);
    cell = FixedCell(start.cell);
    check_cutoffs(problem, cell);
    species = sorted_species(start, original);
    if (species.pairs() > 64)
        throw InputError("E-rmc-start", "the start has more than ten elements",
                         "merge elements that the data cannot tell apart");
    std::vector<std::int32_t> chain_index(start.size());
    std::vector<Place> at;
    for (std::size_t i = 0; i < original.size(); ++i) {
        chain_index[original[i]] = static_cast<std::int32_t>(i);
        at.push_back(cell.place(start.positions[original[i]]));
    }
    check_extent(problem.moves.groups, start, cell);
    std::vector<std::vector<std::int32_t>> groups = problem.moves.groups;
    for (auto& group : groups)
        for (std::int32_t& a : group)
            if (a >= 0 && static_cast<std::size_t>(a) < chain_index.size())
                a = chain_index[static_cast<std::size_t>(a)];
    std::erase_if(groups, [](const auto& g) { return g.empty(); });
    places = Places(cell, std::move(at));
    proposer = std::make_unique<Proposer>(cell, species, std::move(groups));
    data = std::make_unique<DataState>(problem, cell, species);
    data->microscopy().rebuild(places.all());  // its complaints come now, not in the run
    room.counts = data->counter().empty_counts();
    energy = energy_state(problem.energy, cell, species);
    if (energy) energy->refresh(data->counter(), places);
    if (problem.energy.model) model = problem.energy.model->clone();
    tally.step = std::clamp(problem.moves.step, problem.moves.step_low, problem.moves.step_high);
}
Chain::State::~State() = default;

MoveMix Chain::State::mix() const {
    return {tally.step, stage().swap_fraction, stage().group_fraction};
}

// The data are taken up anew at the start of each stage that uses them.
void Chain::State::enter_stage() {
    is_entered = true;
    renew_settings();
    if (data->is_on()) {
        data->refresh(places);
        is_stale = false;
    }
}

void Chain::State::renew_settings() {
    const std::int64_t interval = model ? problem.energy.inner : settings_interval;
    settings = settings_at(stage(), tally.in_stage / interval * interval);
    data->set_sigma(settings.sigma);
}

void Chain::State::adapt_step() {
    if (stage().adapt && tally.recent_tried >= adapt_least) {
        const double ratio = static_cast<double>(tally.recent_accepted) /
                             static_cast<double>(tally.recent_tried) / problem.moves.acceptance;
        tally.step = std::clamp(tally.step * std::clamp(std::sqrt(ratio), 0.8, 1.25),
                                problem.moves.step_low, problem.moves.step_high);
    }
    if (tally.recent_tried >= adapt_least) tally.recent_tried = tally.recent_accepted = 0;
}

bool Chain::State::has_reached_r2() {
    if (problem.stop_r2 > 1 || !data->is_on() || data->data_sets() == 0) return false;
    for (std::size_t s = 0; s < data->data_sets(); ++s)
        if (data->r2(s) < problem.stop_r2) return false;
    return true;
}

// Moves that may be proposed ahead: the step does not change within them.
std::int64_t Chain::State::until_boundary() const {
    const std::int64_t left = stage().moves - tally.in_stage;
    return std::min(left, model ? block.left : adapt_interval - tally.in_stage % adapt_interval);
}

void Chain::State::run_serially(std::int64_t moves) {
    const MoveMix m = mix();
    for (std::int64_t k = 0; k < moves; ++k) {
        if (!model && tally.in_stage % settings_interval == 0) renew_settings();
        proposer->propose(places, key, tally.number, m, move);
        room.around.range = 0;
        room.is_counted = false;
        attempt(move, room, !data->counter().is_blocked(places, move, room.near));
        ++tally.number;
        ++tally.in_stage;
    }
}

bool Chain::State::run(std::int64_t moves) {
    while (!has_ended() && (moves > 0 || tally.in_stage >= stage().moves)) {
        if (!is_entered) enter_stage();
        if (model && block.left == 0 && tally.in_stage < stage().moves) {
            renew_settings();
            begin_block();
            block.left = std::min(block.left, stage().moves - tally.in_stage);
        }
        const std::int64_t n = std::min(moves, until_boundary());
        if (lookahead)
            lookahead->run(n);
        else
            run_serially(n);
        moves -= n;
        if (model && n > 0 && (block.left -= n) == 0) end_block();
        const bool is_over = tally.in_stage >= stage().moves;
        // Within a block of nested moves the step stays as it is.
        const bool is_pause = model ? block.left == 0 : tally.in_stage % adapt_interval == 0;
        if (!is_over && !is_pause) continue;
        adapt_step();
        if (!is_over && !has_reached_r2()) continue;
        tally.skipped += stage().moves - tally.in_stage;
        ++tally.stage;
        tally.in_stage = 0;
        is_entered = false;
    }
    return !has_ended();
}

Structure Chain::State::structure() const {
    Structure s = start;
    for (std::size_t i = 0; i < original.size(); ++i)
        s.positions[original[i]] = cell.position(places[i]);
    return s;
}

double Chain::State::recheck() {
    double worst = 0;
    if (data->is_on() && !is_stale) worst = data->recheck(places);
    if (energy) {
        const auto fresh = energy_state(problem.energy, cell, species);
        fresh->refresh(data->counter(), places);
        if (fresh->energy() != energy->energy()) worst = std::numeric_limits<double>::infinity();
    }
    return worst;
}

Chain::Chain(Problem p, const Structure& start, RandomStream random, ChainOptions options)
    : state_(std::make_unique<State>(std::move(p), start, random, options)) {
    if (options.threads > 1 || options.batch > 1)
        state_->lookahead = std::make_unique<Lookahead>(*state_);
}
Chain::Chain(Chain&&) noexcept = default;
Chain::~Chain() = default;

bool Chain::run(std::int64_t moves) { return state_->run(moves); }
Structure Chain::structure() const { return state_->structure(); }
double Chain::recheck() { return state_->recheck(); }
std::string Chain::save() const { return state_->save(); }
void Chain::restore(std::string_view bytes) { state_->restore(bytes); }

std::vector<double> Chain::observed(std::size_t set) const {
    if (state_->is_stale) state_->data->refresh(state_->places), state_->is_stale = false;
    return state_->data->observed(set);
}

std::int64_t Chain::moves() const { return state_->tally.number + state_->tally.skipped; }
std::size_t Chain::stage() const { return static_cast<std::size_t>(state_->tally.stage); }

Progress Chain::progress() const {
    State& s = *state_;
    const Tally& t = s.tally;
    if (s.is_stale) s.data->refresh(s.places), s.is_stale = false;
    Progress out;
    out.moves = t.number + t.skipped;
    for (const Stage& stage : s.stages()) out.total += stage.moves;
    out.stage = static_cast<std::size_t>(t.stage);
    out.hard_rejected = t.hard_rejected, out.energy_rejected = t.energy_rejected;
    out.accepted = t.accepted;
    out.swaps = t.swaps, out.swaps_accepted = t.swaps_accepted;
    out.groups = t.groups, out.groups_accepted = t.groups_accepted;
    out.blocks = t.blocks, out.blocks_accepted = t.blocks_accepted;
    out.displacement2 = t.displacement2;
    out.step = t.step;
    if (!s.stages().empty()) {
        const Settings now = s.has_ended() ? settings_at(s.stages().back(), s.stages().back().moves)
                                           : settings_at(s.stage(), t.in_stage);
        out.temperature = now.temperature;
        out.sigma = now.sigma;
    }
    if (s.energy) out.energy = s.energy->energy();
    if (s.model) out.energy = s.block.has_energy ? s.block.model_energy : s.model_energy();
    out.delta2 = s.data->delta2();
    for (std::size_t k = 0; k < s.data->data_sets(); ++k) out.r2.push_back(s.data->r2(k));
    return out;
}

}  // namespace crucible::rmc
