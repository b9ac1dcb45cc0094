#pragma once
// Fluctuation microscopy along the chain. Internal to the module.

#include <vector>

#include "crucible/observe/fluctuation.hpp"
#include "crucible/rmc/moves.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// The kept amplitudes are sums of doubles, whose last bits remember the way to them. They are
/// therefore built anew now and then, and the moves accepted since are remembered: a checkpoint
/// holds places and moves instead of amplitudes, and going the same way again gives the same bits.
class FluctuationState {
public:
    FluctuationState(const std::vector<FluctuationTerm>&, const FixedCell&, const Species&);

    std::size_t size() const { return terms_.size(); }
    /// Throws as FluctuationAmplitudes.
    void rebuild(const std::vector<Place>&);
    std::vector<double> values(std::size_t term) const { return kept_[term].result().variance; }
    /// (k) V(k) if the move were made.
    std::vector<double> propose(std::size_t term, const Move&);
    /// Makes the move that every term was asked about last.
    void accept(const Move&);
    bool is_due() const { return since_.size() >= rebuild_interval; }

    const std::vector<Place>& base() const { return base_; }
    const std::vector<std::vector<Change>>& since() const { return since_; }
    /// From a checkpoint.
    void resume(const std::vector<Place>& base, const std::vector<std::vector<Change>>& since);

private:
    static constexpr std::size_t rebuild_interval = 2048;

    std::vector<FluctuationTerm> terms_;
    FixedCell cell_;
    Species species_;
    std::vector<FluctuationAmplitudes> kept_;
    std::vector<Place> base_;                 ///< places at the last rebuild
    std::vector<std::vector<Change>> since_;  ///< moves accepted after it
    std::vector<AtomMove> asked_;
};

}  // namespace crucible::rmc
