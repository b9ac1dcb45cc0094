#pragma once
// The chain written down plainly: what Chain is compared with.

#include <cstdint>
#include <memory>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// Every move recomputes all histograms, all observables and the whole energy, in double and
/// without any lists: O(N^2) a move. Same random numbers, same order of tests as Chain; linear
/// terms and an embedded-atom energy only, and the step does not adapt.
class ReferenceChain {
public:
    ReferenceChain(Problem, const Structure& start, RandomStream);
    ~ReferenceChain();

    void run(std::int64_t moves);
    /// One entry per move.
    enum class Outcome : std::uint8_t { blocked, energy, data, accepted };
    const std::vector<Outcome>& outcomes() const;
    std::vector<double> observed(std::size_t data_set) const;
    double energy() const;  ///< eV
    Structure structure() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Histogram of all pairs with the chain's own rounding of distances (float, FixedCell).
PairHistogram pair_histogram_as_in_chain(const Structure&, const RadialGrid&);

}  // namespace crucible::rmc
