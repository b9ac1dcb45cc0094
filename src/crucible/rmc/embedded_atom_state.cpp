#include "crucible/rmc/embedded_atom_state.hpp"

namespace crucible::rmc {

EmbeddedAtomState::EmbeddedAtomState(std::shared_ptr<const EamTables> tables, const FixedCell& cell,
                                     const Species& species)
    : tables_(std::move(tables)),
      cell_(cell),
      numbers_(numbers_of(species)),
      eam_(tables_, numbers_) {}

void EmbeddedAtomState::refresh(const PairCounter& counter, const Places& places) {
    eam_ = EamMoves(tables_, numbers_);
    Surroundings around;
    Move still;
    still.changes.resize(1);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto atom = static_cast<std::int32_t>(i);
        still.changes[0] = {atom, places[i], places[i]};
        around.range = 0;
        counter.look_around(places, still, eam_.cutoff(), around);
        NearAtoms& near = around.now[0];
        std::size_t later = 0;  // each pair once
        for (std::size_t k = 0; k < near.n; ++k) {
            if (near.atom[k] <= atom) continue;
            near.atom[later] = near.atom[k];
            near.distance2[later] = near.distance2[k];
            for (auto& by : near.by) by[later] = by[k];
            ++later;
        }
        near.n = later;
        bonds(still, atom, near, Bonds::join);
        eam_.energy_change();
        eam_.commit();
    }
}

void EmbeddedAtomState::bonds(const Move& move, std::int32_t atom, const NearAtoms& near,
                              Bonds way) {
    distance_.resize(near.n + 2 * overhang);
    other_.resize(near.n + 2 * overhang);
    near_distances(cell_, near, distance_.data());
    std::size_t n = 0;
    for (std::size_t k = 0; k < near.n; ++k) {
        const std::int32_t other = near.atom[k];
        const double r = distance_[k];
        if (!(r < eam_.cutoff()) || move.has(other)) continue;
        other_[n] = other;
        distance_[n++] = r;
    }
    const std::span<const std::int32_t> others(other_.data(), n);
    const std::span<const double> distances(distance_.data(), n);
    if (way == Bonds::join)
        eam_.join(static_cast<std::size_t>(atom), others, distances);
    else
        eam_.part(static_cast<std::size_t>(atom), others, distances);
}

double EmbeddedAtomState::change(const PairCounter& counter, const Places& places, const Move& move,
                                 Surroundings& around) {
    counter.look_around(places, move, eam_.cutoff() * (1 + 1e-6), around);
    for (std::size_t m = 0; m < move.changes.size(); ++m) {
        const Change& c = move.changes[m];
        bonds(move, c.atom, around.before[m], Bonds::part);
        bonds(move, c.atom, around.now[m], Bonds::join);
        for (std::size_t l = m + 1; l < move.changes.size(); ++l) {
            const Change& o = move.changes[l];
            const double before = std::sqrt(cell_.distance2_double(c.before, o.before));
            const double now = std::sqrt(cell_.distance2_double(c.now, o.now));
            const std::span<const std::int32_t> other(&o.atom, 1);
            const auto atom = static_cast<std::size_t>(c.atom);
            if (before < eam_.cutoff()) eam_.part(atom, other, {&before, 1});
            if (now < eam_.cutoff()) eam_.join(atom, other, {&now, 1});
        }
    }
    return eam_.energy_change();
}

}  // namespace crucible::rmc
