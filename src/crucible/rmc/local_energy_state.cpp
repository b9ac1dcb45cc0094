#include "crucible/rmc/local_energy_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"

namespace crucible::rmc {
namespace {

constexpr double quantum = 0x1p-36;         // eV
constexpr std::size_t atoms_at_once = 256;  // of a refresh
constexpr double margin = 1 + 1e-6;         // boxes are searched with distances in float

std::unique_ptr<ShortRangeModel> copy_of(const ShortRangeModel& model) {
    return std::unique_ptr<ShortRangeModel>(static_cast<ShortRangeModel*>(model.clone().release()));
}

}  // namespace

LocalEnergyState::LocalEnergyState(const ShortRangeModel& model, const FixedCell& cell,
                                   const Species& species)
    : cell_(cell),
      cutoff_(model.cutoff()),
      model_(copy_of(model)),
      kind_(kinds_of(numbers_of(species), model)),
      quanta_(kind_.size()) {}

double LocalEnergyState::energy() const { return static_cast<double>(sum_) * quantum; }

void LocalEnergyState::refresh(const PairCounter&, const Places& places) {
    sum_ = 0;
    for (std::size_t from = 0; from < places.size(); from += atoms_at_once) {
        centres_.clear();
        for (std::size_t i = from; i < std::min(from + atoms_at_once, places.size()); ++i)
            centres_.push_back(static_cast<std::int32_t>(i));
        ghosts_.clear(), first_.assign(1, 0);
        for (const std::int32_t c : centres_) gather(places, {}, c);
        evaluate();
        for (std::size_t k = 0; k < centres_.size(); ++k) {
            quanta_[static_cast<std::size_t>(centres_[k])] = found_[k];
            sum_ += found_[k];
        }
    }
    centres_.clear();
}

double LocalEnergyState::change(const PairCounter& counter, const Places& places, const Move& move,
                                Surroundings& around) {
    counter.look_around(places, move, cutoff_ * margin, around);
    list_centres(move, around);
    ghosts_.clear(), first_.assign(1, 0);
    for (const std::int32_t c : centres_) gather(places, move, c);
    try {
        evaluate();
    } catch (const UnstableError&) {  // atoms on one spot: no place to be
        return std::numeric_limits<double>::infinity();
    }
    std::int64_t change = 0;
    for (std::size_t k = 0; k < centres_.size(); ++k)
        change += found_[k] - quanta_[static_cast<std::size_t>(centres_[k])];
    return static_cast<double>(change) * quantum;
}

void LocalEnergyState::commit() {
    for (std::size_t k = 0; k < centres_.size(); ++k) {
        std::int64_t& kept = quanta_[static_cast<std::size_t>(centres_[k])];
        sum_ += found_[k] - kept;
        kept = found_[k];
    }
}

void LocalEnergyState::list_centres(const Move& move, const Surroundings& around) {
    centres_.clear();
    for (std::size_t m = 0; m < move.changes.size(); ++m) {
        centres_.push_back(move.changes[m].atom);
        for (const NearAtoms* near : {&around.before[m], &around.now[m]})
            centres_.insert(centres_.end(), near->atom.begin(),
                            near->atom.begin() + static_cast<std::ptrdiff_t>(near->n));
    }
    std::sort(centres_.begin(), centres_.end());
    centres_.erase(std::unique(centres_.begin(), centres_.end()), centres_.end());
}

void LocalEnergyState::gather(const Places& places, const Move& move, std::int32_t centre) {
    Place at = places[static_cast<std::size_t>(centre)];
    for (const Change& c : move.changes)
        if (c.atom == centre) at = c.now;
    places.near(cell_, at, cutoff_ * margin, near_);
    sorted_.clear();
    const auto add = [&](std::int32_t atom, const Place& place) {
        if (atom != centre && cell_.distance2_double(at, place) < cutoff_ * cutoff_)
            sorted_.push_back({atom, cell_.between(at, place)});
    };
    for (std::size_t k = 0; k < near_.n; ++k)
        if (!move.has(near_.atom[k]))
            add(near_.atom[k], places[static_cast<std::size_t>(near_.atom[k])]);
    for (const Change& c : move.changes) add(c.atom, c.now);
    std::sort(sorted_.begin(), sorted_.end(),
              [](const Neighbour& a, const Neighbour& b) { return a.atom < b.atom; });
    ghosts_.insert(ghosts_.end(), sorted_.begin(), sorted_.end());
    first_.push_back(static_cast<std::int64_t>(ghosts_.size()));
}

void LocalEnergyState::evaluate() {
    const std::size_t owned = centres_.size(), all = owned + ghosts_.size();
    positions_.assign(3 * owned, 0.0);  // every centre is the origin of its own frame
    kinds_.resize(all), neighbours_.resize(ghosts_.size());
    for (std::size_t k = 0; k < owned; ++k)
        kinds_[k] = kind_[static_cast<std::size_t>(centres_[k])];
    for (std::size_t g = 0; g < ghosts_.size(); ++g) {
        for (int c = 0; c < 3; ++c) positions_.push_back(ghosts_[g].at[c]);
        kinds_[owned + g] = kind_[static_cast<std::size_t>(ghosts_[g].atom)];
        neighbours_[g] = static_cast<std::int32_t>(owned + g);
    }
    const LocalAtoms atoms{
        owned, all, positions_.data(), kinds_.data(), first_.data(), neighbours_.data(), nullptr};
    model_->energies(atoms, sums_);
    found_.resize(owned);
    for (std::size_t k = 0; k < owned; ++k) found_[k] = std::llround(sums_.per_atom[k] / quantum);
}

}  // namespace crucible::rmc
