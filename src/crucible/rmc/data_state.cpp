#include "crucible/rmc/data_state.hpp"

#include <algorithm>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::rmc {
namespace {

/// Accepted moves after which running values are taken from the integer histograms again.
constexpr std::int64_t sync_interval = 2048;

void check_range(const std::string& name, double range, const FixedCell& cell) {
    if (range > cell.reach() * (1 + 1e-9))
        throw InputError("E-rmc-range",
                         "data set " + in_quotes(name) + " looks " + number_text(range, 6) +
                             " angstrom far, but half the smallest width of the box is " +
                             number_text(cell.reach(), 6),
                         "use a larger box, or a shorter range for data and target alike");
}

void check_ensemble(const LinearTerm& term, const FixedCell& cell, const Species& species) {
    const Ensemble& e = term.observable.ensemble;
    bool same = e.elements == species.elements;
    for (std::size_t s = 0; same && s < species.size(); ++s)
        same = e.counts[s] == species.begin[s + 1] - species.begin[s];
    const double volume = cell.cell().volume();
    if (!same || !(std::fabs(e.volume - volume) <= 1e-6 * volume))
        throw InputError("E-rmc-ensemble",
                         "data set " + in_quotes(term.name) +
                             " was prepared for another composition or volume than the start has",
                         "make the observable from the ensemble of the start");
}

std::vector<LinearGroup> checked_groups(const Problem& p, const FixedCell& cell,
                                        const Species& species) {
    for (const LinearTerm& t : p.linear) {
        check_ensemble(t, cell, species);
        check_range(t.name, t.observable.grid.longest(), cell);
        if (t.target.size() != t.observable.points())
            throw InputError("E-rmc-target",
                             "data set " + in_quotes(t.name) + ": " +
                                 std::to_string(t.target.size()) + " values for " +
                                 std::to_string(t.observable.points()) + " points",
                             "give one value for each point");
    }
    return group_terms(p.linear);
}

}  // namespace

DataState::DataState(const Problem& problem, const FixedCell& cell, const Species& species)
    : problem_(&problem),
      cell_(cell),
      species_(species),
      groups_(checked_groups(problem, cell, species)),
      counter_(cell, species, groups_, problem.cutoffs),
      fluctuation_(problem.fluctuation, cell, species) {
    for (const LinearTerm& t : problem.linear)
        misfits_.emplace_back(t.name, t.target, t.point_weight, t.norm, t.calibration);
    for (const FluctuationTerm& t : problem.fluctuation) {
        if (t.target.size() != t.options.k.size() || t.target_sigma.size() != t.target.size())
            throw InputError("E-rmc-target",
                             "data set " + in_quotes(t.name) + " needs one V and one error per k",
                             "check the columns of the file");
        // chi2 = 1/n_k sum ((beta V_exp - V) / (beta sigma))^2, Maldonis et al. 2017.
        std::vector<double> target, weight;
        for (std::size_t k = 0; k < t.target.size(); ++k) {
            const double s = t.thickness_scale * t.target_sigma[k];
            target.push_back(t.thickness_scale * t.target[k]);
            weight.push_back(1 / (s * s * static_cast<double>(t.target.size())));
        }
        misfits_.emplace_back(t.name, target, weight, Norm::point_sigma, Calibration::none);
    }
    for (const AngleTerm& t : problem.angles) {
        misfits_.emplace_back(t.name, t.target, std::vector<double>{}, Norm::set,
                              Calibration::none);
        angles_.emplace_back(t, cell, species);
    }
    for (const LinearGroup& g : groups_) {
        changes_.emplace_back(g.padded_columns() + overhang);
        for (const Columns& c : g.columns()) order_.push_back(c.term);
    }
    const std::size_t linear = problem.linear.size(), fem = problem.fluctuation.size();
    for (std::size_t a = 0; a < angles_.size(); ++a) order_.push_back(linear + fem + a);
    for (std::size_t f = 0; f < fem; ++f) order_.push_back(linear + f);
    values_.resize(misfits_.size());
    new_values_.resize(misfits_.size());
    delta2_.assign(misfits_.size(), 0.0);
    new_delta2_ = delta2_;
}

void DataState::refresh(const Places& places) {
    histograms_.clear();
    for (std::size_t g = 0; g < groups_.size(); ++g)
        histograms_.push_back(counter_.count_all(places, g));
    const std::size_t linear = problem_->linear.size();
    fluctuation_.rebuild(places.all());
    for (std::size_t f = 0; f < fluctuation_.size(); ++f)
        values_[linear + f] = fluctuation_.values(f);
    for (std::size_t a = 0; a < angles_.size(); ++a) {
        angles_[a].recount(places);
        values_[linear + problem_->fluctuation.size() + a] = angles_[a].values();
    }
    synchronise();
    sum_up();
}

void DataState::synchronise() {
    for (std::size_t g = 0; g < groups_.size(); ++g)
        for (const Columns& c : groups_[g].columns())
            values_[c.term] = groups_[g].values(problem_->linear, c, histograms_[g].data());
    since_sync_ = 0;
}

void DataState::sum_up() {
    chi2_ = 0;
    for (const std::size_t s : order_) {
        delta2_[s] = misfits_[s].delta2(values_[s]);
        if (is_on()) chi2_ += delta2_[s] * per_sigma2_[s];
    }
}

void DataState::set_sigma(const std::vector<double>& sigma) {
    per_sigma2_.clear();
    for (double s : sigma) per_sigma2_.push_back(1 / (s * s));
    chi2_ = 0;
    if (is_on())
        for (const std::size_t s : order_) chi2_ += delta2_[s] * per_sigma2_[s];
}

bool DataState::add(std::size_t set, double delta2, double limit) {
    new_delta2_[set] = delta2;
    new_chi2_ += delta2 * per_sigma2_[set];
    return new_chi2_ <= limit;
}

// All that is still to come can only add to chi2: a sum above the limit is final.
bool DataState::accepts(const Places& places, const Move& move, MoveRoom& room,
                        EarlyRejection early) {
    const double limit = chi2_ - 2 * std::log(1 - move.u_data);
    const double early_limit =
        early == EarlyRejection::on ? limit : std::numeric_limits<double>::infinity();
    new_chi2_ = 0;
    for (std::size_t g = 0; g < groups_.size(); ++g)
        if (!accepts_linear(places, move, room, g, early_limit)) return false;
    return accepts_angles(places, move, early_limit) && accepts_fluctuation(move, early_limit) &&
           new_chi2_ <= limit;
}

bool DataState::accepts_linear(const Places& places, const Move& move, MoveRoom& room,
                               std::size_t group, double limit) {
    if (!room.is_counted)
        counter_.count(places, move, group, group + 1, room.around, room.sweep, room.counts);
    float* const change = changes_[group].data();
    groups_[group].change(room.counts.histogram[group].data(), room.counts.touched, change,
                          scratch_);
    for (const Columns& c : groups_[group].columns())
        if (!add(c.term, misfits_[c.term].delta2(values_[c.term], change + c.first), limit))
            return false;
    return true;
}

bool DataState::accepts_angles(const Places& places, const Move& move, double limit) {
    const std::size_t first = problem_->linear.size() + problem_->fluctuation.size();
    for (std::size_t a = 0; a < angles_.size(); ++a) {
        new_values_[first + a] = angles_[a].values(&angles_[a].change(places, move));
        if (!add(first + a, misfits_[first + a].delta2(new_values_[first + a]), limit))
            return false;
    }
    return true;
}

bool DataState::accepts_fluctuation(const Move& move, double limit) {
    const std::size_t first = problem_->linear.size();
    for (std::size_t f = 0; f < fluctuation_.size(); ++f) {
        new_values_[first + f] = fluctuation_.propose(f, move);
        if (!add(first + f, misfits_[first + f].delta2(new_values_[first + f]), limit))
            return false;
    }
    return true;
}

void DataState::add_counts(const MoveRoom& room) {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const std::size_t size = groups_[g].layout().size;
        for (std::size_t p = 0; p < groups_[g].pairs(); ++p) {
            if (!(room.counts.touched >> p & 1)) continue;
            const std::int32_t* change = room.counts.histogram[g].data() + p * size;
            std::int32_t* histogram = histograms_[g].data() + p * size;
            for (std::size_t b = 0; b < size; ++b) histogram[b] += change[b];
        }
    }
}

void DataState::commit(const Places& places, const Move& move, const MoveRoom& room) {
    add_counts(room);
    for (std::size_t g = 0; g < groups_.size(); ++g)
        for (const Columns& c : groups_[g].columns())
            for (std::size_t k = 0; k < c.points; ++k)
                values_[c.term][k] += static_cast<double>(changes_[g][c.first + k]);
    for (AngleCounts& a : angles_) a.commit();
    for (std::size_t s = problem_->linear.size(); s < misfits_.size(); ++s)
        values_[s] = new_values_[s];
    delta2_ = new_delta2_;
    chi2_ = new_chi2_;
    if (++since_sync_ >= sync_interval) synchronise(), sum_up();
    if (fluctuation_.size() == 0) return;
    fluctuation_.accept(move);
    if (!fluctuation_.is_due()) return;
    fluctuation_.rebuild(places.all());
    for (std::size_t f = 0; f < fluctuation_.size(); ++f)
        values_[problem_->linear.size() + f] = fluctuation_.values(f);
    sum_up();
}

void DataState::take_back(const Places& places, const Move& undone, MoveRoom& room) {
    room.around.range = 0;
    counter_.count(places, undone, 0, groups_.size(), room.around, room.sweep, room.counts);
    add_counts(room);
    counter_.clear(room.counts);
    for (AngleCounts& a : angles_) a.change(places, undone), a.commit();
}

std::vector<double> DataState::observed(std::size_t set) const {
    return misfits_[set].calibrated(values_[set]);
}

double DataState::recheck(const Places& places) const {
    constexpr double never = std::numeric_limits<double>::infinity();
    double worst = 0;
    const auto compare = [&](std::size_t set, const std::vector<double>& fresh) {
        for (std::size_t k = 0; k < fresh.size(); ++k)
            worst = std::max(worst, std::fabs(values_[set][k] - fresh[k]));
    };
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const std::vector<std::int32_t> fresh = counter_.count_all(places, g);
        if (fresh != histograms_[g]) worst = never;
        for (const Columns& c : groups_[g].columns())
            compare(c.term, groups_[g].values(problem_->linear, c, fresh.data()));
    }
    const std::size_t linear = problem_->linear.size(), fem = problem_->fluctuation.size();
    for (std::size_t f = 0; f < fem; ++f)
        compare(linear + f, fluctuation(structure_of(cell_, species_, places.all()),
                                        problem_->fluctuation[f].options)
                                .variance);
    for (std::size_t a = 0; a < angles_.size(); ++a) {
        AngleCounts fresh = angles_[a];
        fresh.recount(places);
        if (fresh.counts() != angles_[a].counts()) worst = never;
        compare(linear + fem + a, fresh.values());
    }
    return worst;
}

void DataState::resume(std::vector<std::vector<double>> values, std::int64_t since_sync) {
    values_ = std::move(values);
    since_sync_ = since_sync;
    sum_up();
}

}  // namespace crucible::rmc
