// One move, and one block of nested moves.
#include <cmath>

#include "crucible/base/units.hpp"
#include "crucible/rmc/chain_state.hpp"

namespace crucible::rmc {
namespace {

double boltzmann_factor(double energy, double temperature) {
    return std::exp(-energy / (constants::boltzmann * temperature));
}

}  // namespace

bool Chain::State::passes_energy(const Move& m, MoveRoom& r) {
    const double change = energy->change(data->counter(), places, m, r.around);
    if (m.u_energy < boltzmann_factor(change, settings.temperature)) return true;
    ++tally.energy_rejected;
    energy->discard();
    return false;
}

// Two stages (factorised Metropolis): with min(1, exp(-dE/kT)) first and min(1, exp(-dchi2/2)) for
// the survivors, detailed balance holds for exp(-chi2/2 - E/kT) just as with the joint test, and
// the data are asked about the survivors only.
bool Chain::State::attempt(const Move& m, MoveRoom& r, bool is_free) {
    tally.swaps += m.kind == Move::Kind::swap;
    tally.groups += m.kind == Move::Kind::group;
    if (!is_free) {
        ++tally.hard_rejected;
        return false;
    }
    const bool is_displacement = m.kind == Move::Kind::displacement;
    tally.recent_tried += is_displacement;
    if (energy && !passes_energy(m, r)) return false;
    const bool is_accepted = !data->is_on() || data->accepts(places, m, r, options.early_rejection);
    if (is_accepted)
        make(m, r);
    else if (energy)
        energy->discard();
    if (r.counts.touched) data->counter().clear(r.counts);
    return is_accepted;
}

void Chain::State::make(const Move& m, MoveRoom& r) {
    for (const Change& c : m.changes) places.move(static_cast<std::size_t>(c.atom), c.now);
    if (energy) energy->commit();
    if (data->is_on())
        data->commit(places, m, r);
    else
        is_stale = true;
    ++tally.accepted;
    tally.swaps_accepted += m.kind == Move::Kind::swap;
    tally.groups_accepted += m.kind == Move::Kind::group;
    if (m.kind == Move::Kind::displacement) {
        ++tally.recent_accepted;
        tally.displacement2 += cell.distance2_double(m.changes[0].before, m.changes[0].now);
    }
    if (model) block.accepted.push_back(m);
}

double Chain::State::model_energy() {
    Evaluation e;
    model->forget();  // what it keeps from earlier structures must not show in the last bits
    model->evaluate(structure(), e);
    return e.energy;
}

void Chain::State::begin_block() {
    if (!block.has_energy) block.model_energy = model_energy(), block.has_energy = true;
    block.cheap_energy = energy ? energy->energy() : 0;
    block.left = problem.energy.inner;
    block.places = places.all();
    block.values = data->values();
    block.since_sync = data->since_sync();
    block.tally = tally;
    block.accepted.clear();
    block.is_complete = true;
}

// The inner chain has the balance of exp(-chi2/2 - E_cheap/kT); accepting its end with
// min(1, exp(-change of (E_model - E_cheap) / kT)) makes that exp(-chi2/2 - E_model/kT).
void Chain::State::end_block() {
    const double after = model_energy();
    const double cheap = energy ? energy->energy() : 0;
    const double change = (after - cheap) - (block.model_energy - block.cheap_energy);
    Draws draws(key, tally.block_number++, 1);
    ++tally.blocks;
    if (draws.uniform() < boltzmann_factor(change, settings.temperature)) {
        ++tally.blocks_accepted;
        block.model_energy = after;
    } else {
        roll_back();
    }
    block.accepted.clear();
}

void Chain::State::roll_back() {
    if (block.is_complete) {
        for (std::size_t k = block.accepted.size(); k-- > 0;) {
            Move& back = block.accepted[k];
            for (Change& c : back.changes) std::swap(c.before, c.now);
            room.around.range = 0;
            if (energy)
                energy->change(data->counter(), places, back, room.around), energy->commit();
            if (data->is_on()) data->take_back(places, back, room);
            for (const Change& c : back.changes)
                places.move(static_cast<std::size_t>(c.atom), c.now);
        }
    } else {
        rebuild(block.places);
    }
    if (data->is_on()) {
        data->microscopy().rebuild(block.places);
        data->resume(block.values, block.since_sync);
    }
    tally.accepted = block.tally.accepted;
    tally.swaps_accepted = block.tally.swaps_accepted;
    tally.groups_accepted = block.tally.groups_accepted;
    tally.displacement2 = block.tally.displacement2;
}

void Chain::State::rebuild(const std::vector<Place>& all) {
    places = Places(cell, all);
    if (energy) energy->refresh(data->counter(), places);
    if (data->is_on()) data->refresh(places);
}

}  // namespace crucible::rmc
