#include "crucible/rmc/angle_counts.hpp"

#include <algorithm>
#include <numbers>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::rmc {

AngleCounts::AngleCounts(const AngleTerm& term, const FixedCell& cell, const Species& species)
    : cell_(cell), species_(species), centre_z_(term.centre) {
    const std::size_t n = species.size();
    cutoff2_.assign(n * n, 0.0);
    for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < n; ++b) {
            const auto found =
                term.cutoffs.find(std::minmax(species.elements[a], species.elements[b]));
            if (found == term.cutoffs.end()) continue;
            if (!(found->second > 0 && found->second < cell.reach()))
                throw InputError("E-rmc-cutoff",
                                 "angles " + in_quotes(term.name) + ": a cut-off of " +
                                     number_text(found->second, 6) +
                                     " angstrom is not between 0 and half the box (" +
                                     number_text(cell.reach(), 6) + ")",
                                 "take the first minimum of the pair distribution");
            cutoff2_[a * n + b] = found->second * found->second;
            longest_ = std::max(longest_, found->second);
        }
    if (!(longest_ > 0))
        throw InputError("E-rmc-cutoff", "angles " + in_quotes(term.name) + " have no cut-off",
                         "give one for a pair of elements that the structure holds");
    counts_.assign(term.target.size(), 0);
    change_ = counts_;
}

void AngleCounts::bond(std::size_t centre_species, const Place& centre, std::int32_t atom,
                       const Place& other) {
    const std::size_t s = species_.of[static_cast<std::size_t>(atom)];
    const Vec3 v = cell_.between(centre, other);
    const double r2 = norm2(v);
    if (r2 > 0 && r2 < cutoff2_[centre_species * species_.size() + s])
        bonded_.push_back({s, v / std::sqrt(r2)});
}

// Angles around one atom, with the move's atoms where they were or will be.
void AngleCounts::add(const Places& places, const Move& move, std::int32_t centre, When when,
                      std::int64_t weight, std::vector<std::int64_t>& counts) {
    const std::size_t s = species_.of[static_cast<std::size_t>(centre)];
    if (centre_z_ != 0 && species_.elements[s] != centre_z_) return;
    const auto at = [&](const Change& c) { return when == When::before ? c.before : c.now; };
    Place middle = places[static_cast<std::size_t>(centre)];
    for (const Change& c : move.changes)
        if (c.atom == centre) middle = at(c);
    bonded_.clear();
    places.near(cell_, middle, longest_, near_);
    for (std::size_t k = 0; k < near_.n; ++k)
        if (near_.atom[k] != centre && !move.has(near_.atom[k]))
            bond(s, middle, near_.atom[k], places[static_cast<std::size_t>(near_.atom[k])]);
    for (const Change& c : move.changes)
        if (c.atom != centre) bond(s, middle, c.atom, at(c));
    const double per_radian = static_cast<double>(counts.size()) / std::numbers::pi;
    for (std::size_t i = 0; i < bonded_.size(); ++i)
        for (std::size_t j = i + 1; j < bonded_.size(); ++j) {
            const double cosine = std::clamp(dot(bonded_[i].unit, bonded_[j].unit), -1.0, 1.0);
            const auto bin = static_cast<std::size_t>(std::acos(cosine) * per_radian);
            counts[std::min(bin, counts.size() - 1)] += weight;
        }
}

void AngleCounts::recount(const Places& places) {
    std::fill(counts_.begin(), counts_.end(), 0);
    const Move none;
    for (std::size_t a = 0; a < places.size(); ++a)
        add(places, none, static_cast<std::int32_t>(a), When::before, 1, counts_);
}

void AngleCounts::list_centres(const Places& places, const Move& move) {
    centres_.clear();
    for (const Change& c : move.changes) {
        centres_.push_back(c.atom);
        for (const Place& p : {c.before, c.now}) {
            places.near(cell_, p, longest_ * (1 + 1e-6), near_);
            centres_.insert(centres_.end(), near_.atom.begin(),
                            near_.atom.begin() + static_cast<std::ptrdiff_t>(near_.n));
        }
    }
    std::sort(centres_.begin(), centres_.end());
    centres_.erase(std::unique(centres_.begin(), centres_.end()), centres_.end());
}

const std::vector<std::int64_t>& AngleCounts::change(const Places& places, const Move& move) {
    std::fill(change_.begin(), change_.end(), 0);
    list_centres(places, move);
    for (const std::int32_t c : centres_) {
        add(places, move, c, When::before, -1, change_);
        add(places, move, c, When::now, 1, change_);
    }
    return change_;
}

void AngleCounts::commit() {
    for (std::size_t k = 0; k < counts_.size(); ++k) counts_[k] += change_[k];
}

std::vector<double> AngleCounts::values(const std::vector<std::int64_t>* change) const {
    std::int64_t total = 0;
    for (std::size_t k = 0; k < counts_.size(); ++k)
        total += counts_[k] + (change ? (*change)[k] : 0);
    std::vector<double> out(counts_.size(), 0.0);
    if (total == 0) return out;
    for (std::size_t k = 0; k < out.size(); ++k)
        out[k] = static_cast<double>(counts_[k] + (change ? (*change)[k] : 0)) /
                 static_cast<double>(total);
    return out;
}

}  // namespace crucible::rmc
