#pragma once
// How a move changes the histograms of pairs, and whether it brings atoms too close. Reads places
// and writes to what it is given: any number of threads may use one counter. Internal to the
// module.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "crucible/rmc/linear_group.hpp"
#include "crucible/rmc/moves.hpp"

namespace crucible::rmc {

/// Atoms near the changes of a move, before and after it.
struct Surroundings {
    std::vector<NearAtoms> before, now;  ///< (changes)
    double range = 0;                    ///< angstrom; 0: not looked up
};

/// Changes of the histograms of all groups.
struct Counts {
    std::vector<std::vector<std::int32_t>> histogram;  ///< (groups)(histogram_size), zero when idle
    std::uint64_t touched = 0;                         ///< bit p: pair p of elements
};

class PairCounter {
public:
    PairCounter(const FixedCell&, const Species&, const std::vector<LinearGroup>&,
                const std::map<std::pair<int, int>, double>& cutoffs);

    Counts empty_counts() const;
    void clear(Counts&) const;

    /// Whether a change brings a pair below its cut-off, or one that was below nearer still.
    bool is_blocked(const Places&, const Move&, NearAtoms& scratch) const;
    /// Whether an atom elsewhere in going from `other.before` to `other.now` may have made that
    /// answer another.
    bool may_block(const Move&, const Change& other) const;

    void look_around(const Places&, const Move&, double range, Surroundings&) const;
    /// Fills in what the move does to the histograms of the groups from `first` to `last` - 1.
    void count(const Places&, const Move&, std::size_t first, std::size_t last, Surroundings&,
               SweepScratch&, Counts&) const;
    /// Mends `counts`, which were taken before the other change.
    void correct(const Move&, const Change& other, Counts&) const;
    /// Histogram of all pairs, O(N^2).
    std::vector<std::int32_t> count_all(const Places&, std::size_t group) const;

    bool is_by_boxes(std::size_t group) const { return by_boxes_[group]; }

private:
    void count_near(const Move&, const Surroundings&, std::size_t group, Counts&) const;
    void count_sweep(const Places&, const Move&, std::size_t group, SweepScratch&, Counts&) const;
    void count_between_members(const Move&, std::size_t group, std::int32_t* histogram) const;
    std::size_t species_of(std::int32_t atom) const {
        return species_.of[static_cast<std::size_t>(atom)];
    }
    /// Where the histogram of an atom pair starts.
    std::size_t offset(std::size_t group, std::size_t a, std::size_t b) const {
        return species_.pair(a, b) * layouts_[group].size;
    }

    FixedCell cell_;
    Species species_;
    std::vector<BinLayout> layouts_;
    std::vector<double> ranges_;
    std::vector<char> by_boxes_;
    double short_range_ = 0;  ///< longest range looked up in boxes
    std::vector<float> cutoff2_;  ///< (n_species, n_species)
    double longest_cutoff_ = 0;
    float longest_cutoff2_ = 0;
};

}  // namespace crucible::rmc
