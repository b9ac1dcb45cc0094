#pragma once
// The Markov chain. Its states depend on problem, start and random stream only: not on threads,
// batch size or interruptions.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// Whether a move is given up as soon as it cannot be accepted any more. The chain is the same.
enum class EarlyRejection { on, off };

/// None of these changes the chain.
struct ChainOptions {
    int threads = 1;
    int batch = 0;  ///< moves evaluated ahead, against the same state; 0 chooses
    EarlyRejection early_rejection = EarlyRejection::on;
};

/// Where the chain stands; one line of the trace.
struct Progress {
    std::int64_t moves = 0, total = 0;  ///< over all stages
    std::size_t stage = 0;
    std::int64_t hard_rejected = 0, energy_rejected = 0, accepted = 0;  ///< since the start
    std::int64_t swaps = 0, swaps_accepted = 0;
    double step = 0;             ///< angstrom
    double temperature = 0;      ///< K
    double energy = 0;           ///< eV per cell; 0 without an energy term
    std::vector<double> sigma;   ///< per data set
    std::vector<double> delta2;  ///< per data set: chi2 sigma^2, i.e. (O-T)^2/T^2 summed
    std::vector<double> r2;      ///< per data set: 1 - SS_res / SS_tot about the target's mean
    std::int64_t groups = 0, groups_accepted = 0;  ///< moves of rigid groups
    std::int64_t blocks = 0, blocks_accepted = 0;  ///< of nested Metropolis
    double displacement2 = 0;  ///< angstrom^2, summed over accepted displacements of single atoms
};

class Chain {
public:
    /// Throws InputError: E-rmc-range (box smaller than twice the longest range, says both),
    /// E-rmc-cutoff, E-rmc-target (lengths, not finite), E-rmc-ensemble (composition or volume),
    /// E-rmc-stage (one sigma per data set; positive temperature).
    Chain(Problem, const Structure& start, RandomStream, ChainOptions = {});
    Chain(Chain&&) noexcept;
    ~Chain();

    /// Makes up to `moves` moves; false when the last stage has ended.
    bool run(std::int64_t moves);
    /// Counts all pairs anew in stages without data, O(N^2): for a line of history now and then.
    Progress progress() const;
    /// Moves so far and the stage in hand, at no cost.
    std::int64_t moves() const;
    std::size_t stage() const;
    Structure structure() const;
    /// (points) the observable of a data set as the chain sees it now, calibrated.
    std::vector<double> observed(std::size_t data_set) const;
    /// Largest difference between running sums and a calculation anew; integers must be equal.
    double recheck();

    /// Everything that the chain's future depends on. `restore` takes only what came from the same
    /// problem: InconsistentError (E-rmc-checkpoint).
    std::string save() const;
    void restore(std::string_view bytes);

    struct State;  // of the implementation

private:
    std::unique_ptr<State> state_;
};

/// Random sequential insertion: no two atoms nearer than `distance` (angstrom; reduced in steps
/// when there is no room, what was used is returned). Throws InputError (E-rmc-crowded).
struct RandomStart {
    Structure structure;
    double distance = 0;
};
RandomStart random_start(const Cell&, const std::vector<int>& numbers, double distance,
                         RandomStream);

}  // namespace crucible::rmc
