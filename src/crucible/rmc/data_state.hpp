#pragma once
// What the data say of the present configuration, and of a move. Internal to the module.

#include <cstdint>
#include <vector>

#include "crucible/rmc/angle_counts.hpp"
#include "crucible/rmc/chain.hpp"
#include "crucible/rmc/fluctuation_state.hpp"
#include "crucible/rmc/misfit.hpp"
#include "crucible/rmc/pair_counter.hpp"

namespace crucible::rmc {

/// Room that the evaluation of a move needs.
struct MoveRoom {
    Surroundings around;
    SweepScratch sweep;
    NearAtoms near;
    Counts counts;
    bool is_counted = false;  ///< `counts` holds the move's histogram changes
};

class DataState {
public:
    /// Checks the terms against cell and elements: E-rmc-range, E-rmc-target, E-rmc-ensemble.
    DataState(const Problem&, const FixedCell&, const Species&);

    std::size_t data_sets() const { return misfits_.size(); }
    const PairCounter& counter() const { return counter_; }
    const std::vector<LinearGroup>& groups() const { return groups_; }

    /// Everything anew from the places.
    void refresh(const Places&);
    /// Empty: the data are off, and nothing is kept up to date until the next `refresh`.
    void set_sigma(const std::vector<double>& sigma);
    bool is_on() const { return !per_sigma2_.empty(); }
    double chi2() const { return chi2_; }

    /// Whether chi2 after the move stays below the present one less 2 ln u.
    bool accepts(const Places&, const Move&, MoveRoom&, EarlyRejection);
    /// Makes the move that was accepted last real. `places` must already be the new ones.
    void commit(const Places&, const Move&, const MoveRoom&);
    /// Takes an accepted move back: `places` as after it, `undone` with before and now exchanged.
    /// Running values are left to `resume`.
    void take_back(const Places&, const Move& undone, MoveRoom&);

    const std::vector<double>& delta2() const { return delta2_; }
    std::vector<double> observed(std::size_t set) const;
    double r2(std::size_t set) const { return misfits_[set].r2(values_[set]); }
    /// Largest difference between running values and those from the histograms counted anew;
    /// infinity when an integer differs.
    double recheck(const Places&) const;

    /// What a checkpoint keeps beyond the places: running values.
    const std::vector<std::vector<double>>& values() const { return values_; }
    std::int64_t since_sync() const { return since_sync_; }
    /// After `refresh`, takes the values that were saved.
    void resume(std::vector<std::vector<double>> values, std::int64_t since_sync);
    FluctuationState& microscopy() { return fluctuation_; }
    const FluctuationState& microscopy() const { return fluctuation_; }

private:
    bool add(std::size_t set, double delta2, double limit);
    bool accepts_linear(const Places&, const Move&, MoveRoom&, std::size_t group, double limit);
    bool accepts_angles(const Places&, const Move&, double limit);
    bool accepts_fluctuation(const Move&, double limit);
    void add_counts(const MoveRoom&);
    void synchronise();
    void sum_up();

    const Problem* problem_;
    FixedCell cell_;
    Species species_;
    std::vector<LinearGroup> groups_;
    PairCounter counter_;
    std::vector<AngleCounts> angles_;
    FluctuationState fluctuation_;
    std::vector<Misfit> misfits_;     ///< linear, fluctuation, angles
    std::vector<std::size_t> order_;  ///< sets as they are evaluated: sums have one order only
    std::vector<std::vector<std::int32_t>> histograms_;  ///< (groups)
    std::vector<std::vector<double>> values_;            ///< (sets)(points)
    std::vector<double> delta2_, per_sigma2_;            ///< (sets)
    double chi2_ = 0;
    std::int64_t since_sync_ = 0;

    // Of the move in hand.
    GroupScratch scratch_;
    std::vector<std::vector<float>> changes_;      ///< (groups)(padded columns)
    std::vector<std::vector<double>> new_values_;  ///< (sets) of fluctuation and angles
    std::vector<double> new_delta2_;
    double new_chi2_ = 0;
};

}  // namespace crucible::rmc
