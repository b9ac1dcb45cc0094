#include "crucible/rmc/pair_counter.hpp"

#include <algorithm>
#include <numbers>

namespace crucible::rmc {

PairCounter::PairCounter(const FixedCell& cell, const Species& species,
                         const std::vector<LinearGroup>& groups,
                         const std::map<std::pair<int, int>, double>& cutoffs)
    : cell_(cell), species_(species) {
    const double n = static_cast<double>(species.of.size());
    const double density = n / cell.cell().volume();
    for (const LinearGroup& g : groups) {
        layouts_.push_back(g.layout());
        ranges_.push_back(g.range());
        // Boxes hold about ten atoms; those that the sphere cuts are searched too, and what is
        // found is packed at some cost.
        const double reach = g.range() + 0.6 * std::cbrt(10 / density);
        const double searched = 4 * std::numbers::pi / 3 * reach * reach * reach * density;
        by_boxes_.push_back(2.2 * searched < n);
        if (by_boxes_.back()) short_range_ = std::max(short_range_, g.range());
    }
    cutoff2_.assign(species.size() * species.size(), 0.0f);
    for (std::size_t a = 0; a < species.size(); ++a)
        for (std::size_t b = 0; b < species.size(); ++b) {
            const auto found = cutoffs.find(std::minmax(species.elements[a], species.elements[b]));
            if (found == cutoffs.end()) continue;
            longest_cutoff_ = std::max(longest_cutoff_, found->second);
            cutoff2_[a * species.size() + b] = static_cast<float>(found->second * found->second);
        }
    longest_cutoff2_ = static_cast<float>(longest_cutoff_ * longest_cutoff_);
}

Counts PairCounter::empty_counts() const {
    Counts out;
    for (const BinLayout& l : layouts_)
        out.histogram.emplace_back(species_.pairs() * l.size + overhang, 0);
    return out;
}

void PairCounter::clear(Counts& counts) const {
    for (std::size_t g = 0; g < layouts_.size(); ++g)
        for (std::size_t p = 0; p < species_.pairs(); ++p)
            if (counts.touched >> p & 1)
                std::fill_n(counts.histogram[g].data() + p * layouts_[g].size, layouts_[g].size, 0);
    counts.touched = 0;
}

bool PairCounter::is_blocked(const Places& places, const Move& move, NearAtoms& near) const {
    if (longest_cutoff_ <= 0) return false;
    for (std::size_t m = 0; m < move.changes.size(); ++m) {
        const Change& c = move.changes[m];
        const float* cutoff2 = cutoff2_.data() + species_of(c.atom) * species_.size();
        const auto is_worse = [&](std::int32_t atom, float d2, const Place& other) {
            return d2 < cutoff2[species_of(atom)] && d2 < cell_.distance2(c.before, other);
        };
        places.near(cell_, c.now, longest_cutoff_, near);
        for (std::size_t k = 0; k < near.n; ++k)
            if (!move.has(near.atom[k]) && is_worse(near.atom[k], near.distance2[k],
                                                    places[static_cast<std::size_t>(near.atom[k])]))
                return true;
        for (std::size_t l = m + 1; l < move.changes.size(); ++l) {
            const Change& o = move.changes[l];
            const float d2 = cell_.distance2(c.now, o.now);
            if (d2 < cutoff2[species_of(o.atom)] && d2 < cell_.distance2(c.before, o.before))
                return true;
        }
    }
    return false;
}

bool PairCounter::may_block(const Move& move, const Change& other) const {
    for (const Change& c : move.changes)
        if (cell_.distance2(c.now, other.before) < longest_cutoff2_ ||
            cell_.distance2(c.now, other.now) < longest_cutoff2_)
            return true;
    return false;
}

void PairCounter::look_around(const Places& places, const Move& move, double range,
                              Surroundings& out) const {
    if (out.range >= range) return;
    out.before.resize(std::max(out.before.size(), move.changes.size()));
    out.now.resize(out.before.size());
    for (std::size_t m = 0; m < move.changes.size(); ++m) {
        places.near(cell_, move.changes[m].before, range, out.before[m]);
        places.near(cell_, move.changes[m].now, range, out.now[m]);
    }
    out.range = range;
}

void PairCounter::count(const Places& places, const Move& move, std::size_t first, std::size_t last,
                        Surroundings& around, SweepScratch& scratch, Counts& counts) const {
    for (const Change& c : move.changes)
        for (std::size_t b = 0; b < species_.size(); ++b)
            counts.touched |= std::uint64_t{1} << species_.pair(species_of(c.atom), b);
    for (std::size_t g = first; g < last; ++g) {
        if (by_boxes_[g]) {
            look_around(places, move, short_range_, around);
            count_near(move, around, g, counts);
        } else {
            count_sweep(places, move, g, scratch, counts);
        }
    }
}

void PairCounter::count_near(const Move& move, const Surroundings& around, std::size_t group,
                             Counts& counts) const {
    const BinLayout& layout = layouts_[group];
    std::int32_t* const histogram = counts.histogram[group].data();
    for (std::size_t m = 0; m < move.changes.size(); ++m) {
        const std::size_t a = species_of(move.changes[m].atom);
        const auto add = [&](const NearAtoms& near, std::int32_t weight) {
            for (std::size_t k = 0; k < near.n; ++k)
                if (near.distance2[k] < layout.range2 && !move.has(near.atom[k]))
                    layout.count(histogram + offset(group, a, species_of(near.atom[k])),
                                 near.distance2[k], weight);
        };
        add(around.before[m], -1);
        add(around.now[m], 1);
    }
    count_between_members(move, group, histogram);
}

// The sweep meets the move's own atoms where they were; these counts are taken back.
void PairCounter::count_sweep(const Places& places, const Move& move, std::size_t group,
                              SweepScratch& scratch, Counts& counts) const {
    const BinLayout& layout = layouts_[group];
    std::int32_t* const histogram = counts.histogram[group].data();
    for (const Change& c : move.changes) {
        const std::size_t a = species_of(c.atom);
        for (std::size_t s = 0; s < species_.size(); ++s)
            sweep_difference(cell_, places.arrays(), species_.begin[s], species_.begin[s + 1],
                             c.before, c.now, layout, histogram + offset(group, a, s), scratch);
        for (const Change& o : move.changes) {
            std::int32_t* const h = histogram + offset(group, a, species_of(o.atom));
            layout.count(h, cell_.distance2(c.now, o.before), -1);
            layout.count(h, cell_.distance2(c.before, o.before), 1);
        }
    }
    count_between_members(move, group, histogram);
}

void PairCounter::count_between_members(const Move& move, std::size_t group,
                                        std::int32_t* histogram) const {
    for (std::size_t m = 0; m < move.changes.size(); ++m)
        for (std::size_t l = m + 1; l < move.changes.size(); ++l) {
            const Change &c = move.changes[m], &o = move.changes[l];
            std::int32_t* const h =
                histogram + offset(group, species_of(c.atom), species_of(o.atom));
            layouts_[group].count(h, cell_.distance2(c.before, o.before), -1);
            layouts_[group].count(h, cell_.distance2(c.now, o.now), 1);
        }
}

void PairCounter::correct(const Move& move, const Change& other, Counts& counts) const {
    for (const Change& c : move.changes) {
        const std::size_t a = species_of(c.atom), b = species_of(other.atom);
        const float before_before = cell_.distance2(c.before, other.before);
        const float before_now = cell_.distance2(c.before, other.now);
        const float now_before = cell_.distance2(c.now, other.before);
        const float now_now = cell_.distance2(c.now, other.now);
        for (std::size_t g = 0; g < layouts_.size(); ++g) {
            std::int32_t* const h = counts.histogram[g].data() + offset(g, a, b);
            layouts_[g].count(h, before_before, 1);
            layouts_[g].count(h, before_now, -1);
            layouts_[g].count(h, now_before, -1);
            layouts_[g].count(h, now_now, 1);
        }
    }
}

std::vector<std::int32_t> PairCounter::count_all(const Places& places, std::size_t group) const {
    const BinLayout& layout = layouts_[group];
    std::vector<std::int32_t> out(species_.pairs() * layout.size + overhang, 0);
    SweepScratch scratch;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::size_t a = species_.of[i];
        for (std::size_t s = a; s < species_.size(); ++s)
            sweep_count(cell_, places.arrays(), s == a ? i + 1 : species_.begin[s],
                        species_.begin[s + 1], places[i], layout, out.data() + offset(group, a, s),
                        scratch);
    }
    return out;
}

}  // namespace crucible::rmc
