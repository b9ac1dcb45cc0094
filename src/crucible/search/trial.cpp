#include "crucible/search/trial.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/search/scout.hpp"

namespace crucible {
namespace {

TrialOutcome outcome_of(RelaxStatus s) {
    switch (s) {
        case RelaxStatus::converged:
            return TrialOutcome::minimum;
        case RelaxStatus::evaluation_limit:
            return TrialOutcome::evaluation_limit;
        case RelaxStatus::stalled:
            return TrialOutcome::stalled;
        case RelaxStatus::collapsed:
            return TrialOutcome::collapsed;
        case RelaxStatus::exploded:
            return TrialOutcome::exploded;
    }
    return TrialOutcome::stalled;
}

void check_search(const SearchSettings& s) {
    const auto fail = [](const char* message) {
        throw InputError("E-search-settings", message, "correct the search's settings");
    };
    if (s.units.empty()) fail("a search needs at least one number of formula units");
    for (int n : s.units)
        if (n < 1 || n > 1000) fail("formula units per cell must be 1 to 1000");
    if (s.trials < 1 || s.trials > 1'000'000'000) fail("trials must be 1 to 1,000,000,000");
    if (s.block < 0) fail("a block cannot have fewer than no trials");
    if (s.coarse_accuracy != 0 && s.coarse_accuracy < s.accuracy)
        fail("the coarse accuracy is finer than the one that is reported");
}

/// A relaxation keeps the symmetry that it began with, and may end on a saddle that only this holds
/// up: angstrom, per component.
constexpr double shake_size = 0.01;
void shake(Structure& s, RandomStream& random) {
    for (Position& p : s.positions)
        for (int k = 0; k < 3; ++k) p[k] += shake_size * random.normal();
}

}  // namespace

std::int64_t item_count(const SearchSettings& s) {
    return s.trials * static_cast<std::int64_t>(s.units.size());
}

TrialKey trial_key(const SearchSettings& s, std::int64_t item) {
    if (item < 0 || item >= item_count(s))
        throw InputError("E-search-settings", "there is no trial " + std::to_string(item),
                         "trials are numbered from 0");
    const std::int64_t block = s.block > 0 ? s.block : s.trials;
    const std::int64_t all = block * static_cast<std::int64_t>(s.units.size());
    const std::int64_t begin = item / all * block, place = item % all;
    const std::int64_t size = std::min(block, s.trials - begin);  // the last may be shorter
    return {s.units[static_cast<std::size_t>(place / size)], begin + place % size};
}

std::vector<std::int64_t> pauses(const SearchSettings& s) {
    std::vector<std::int64_t> out;
    if (s.block > 0)
        for (std::int64_t blocks = 1; blocks * s.block < s.trials;
             blocks = std::max(blocks + 1, blocks * 5 / 4))
            out.push_back(blocks * s.block);
    out.push_back(s.trials);
    return out;
}

std::string_view name(TrialOutcome o) {
    constexpr std::string_view names[] = {"minimum", "not-generated", "evaluation-limit",
                                          "stalled", "collapsed",     "exploded"};
    return names[static_cast<std::size_t>(o)];
}

struct TrialRunner::Work {
    SearchSettings settings;
    std::unique_ptr<EnergyModel> fine, coarse;
    std::map<int, Generator> generators;  ///< by formula units
    Relaxer relaxer;
};

TrialRunner::TrialRunner(SearchSettings s) : work_(std::make_unique<Work>()) {
    check_search(s);
    work_->fine = make_model({s.energy, s.accuracy, ShortRange::patch});
    if (s.coarse_accuracy > s.accuracy)
        work_->coarse = make_model({s.energy, s.coarse_accuracy, ShortRange::patch});
    if (s.generate.volume_high == 0) {
        const auto [low, high] =
            scout_volume(s, work_->relaxer, work_->coarse ? *work_->coarse : *work_->fine);
        s.generate.volume_low = low, s.generate.volume_high = high;
    }
    for (int n : s.units) work_->generators.try_emplace(n, s.generate, n);
    work_->settings = std::move(s);
}
TrialRunner::TrialRunner(TrialRunner&&) noexcept = default;
TrialRunner::~TrialRunner() = default;

Trial TrialRunner::run(std::int64_t item) {
    Work& w = *work_;
    Trial trial;
    trial.key = trial_key(w.settings, item);
    // Batches of other sizes must not share streams, nor depend on which batches there are.
    const auto stream_item = (static_cast<std::uint64_t>(trial.key.units) << 40) |
                             static_cast<std::uint64_t>(trial.key.number);
    RandomStream random(w.settings.seed, StreamId::generate, stream_item);
    Structure start;
    if (w.generators.at(trial.key.units).make(random, start, trial.cells_tried) ==
        Generator::Outcome::gave_up) {
        trial.outcome = TrialOutcome::not_generated;
        return trial;
    }
    RelaxResult r = relax(start);
    if (w.settings.generate.symmetry.group_high > 1 && r.status == RelaxStatus::converged) {
        const int evaluations = r.evaluations;
        shake(r.structure, random);
        r = relax(r.structure);
        r.evaluations += evaluations;
    }
    trial.outcome = outcome_of(r.status);
    trial.evaluations = r.evaluations;
    trial.enthalpy = r.enthalpy;
    trial.energy = r.energy;
    trial.volume = r.volume;
    trial.fmax = r.fmax;
    trial.stress_error = r.stress_error;
    trial.structure = std::move(r.structure);
    return trial;
}

RelaxResult TrialRunner::relax(const Structure& s) {
    return work_->relaxer.run(s, *work_->fine, work_->settings.relax, work_->coarse.get());
}

std::vector<std::string> TrialRunner::description() const {
    return {crucible::description(work_->settings.generate),
            crucible::description(work_->settings.relax), work_->fine->description()};
}

Trial run_trial(const SearchSettings& s, std::int64_t item) { return TrialRunner(s).run(item); }

}  // namespace crucible
