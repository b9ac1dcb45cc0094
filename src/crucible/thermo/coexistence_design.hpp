#pragma once
// Which run next: the one that takes most off the uncertainty for its cost; and when to stop.

#include <optional>
#include <string>
#include <vector>

#include "crucible/thermo/coexistence_posterior.hpp"

namespace crucible {

/// A cell that runs may be made in.
struct CoexistenceCell {
    double atoms = 0;
    double area = 0;  ///< angstrom^2
};

/// A run to be made, or one to be continued.
struct CoexistenceRequest {
    CoexistenceRecord::Bath bath = CoexistenceRecord::Bath::thermostat;
    double temperature = 0;  ///< K, of preparation and start
    std::size_t cell = 0;    ///< index into `CoexistencePlan::cells`
    double time = 0;         ///< fs, of data to be added
    int continues = -1;      ///< number of the run to go on with; -1: a new one
};

/// A run that was made: what was asked for, and what came of it.
struct CoexistenceRun {
    CoexistenceRequest request;
    CoexistenceRecord record;  ///< empty when it gave nothing
    enum class End {
        both,         ///< both phases lived: it can be continued
        solid,        ///< all solid at the end; the record ends before
        liquid,       ///< all liquid
        bad,          ///< something else grew, or the cell was not two slabs
        superheated,  ///< the crystal melted before there was a front
        undercooled   ///< the melt froze, or would not melt
    } end = End::both;
};

struct CoexistencePlan {
    std::vector<CoexistenceCell> cells;  ///< ascending
    std::size_t bracket_cell = 0;        ///< the one of the first runs
    CoexistencePriors priors;
    double target = 0.005;         ///< standard deviation wanted, relative to Tm
    double bracket_time = 24'000;  ///< fs
    double preparation = 17'000;   ///< fs that making a new run costs
    double readout = 0.8;          ///< angstrom, expected
    std::vector<double> times = {30'000, 60'000, 120'000, 240'000};  ///< fs, of one run
    double longest = 480'000;  ///< fs of data in one run, continuations included
    int at_once = 2;           ///< runs asked for in one round
    int most_runs = 60;
    double most_cost = 0;        ///< atoms x fs; 0: no limit
    double least = 0;            ///< K: what is sure to melt below this is given up; 0: nothing is
    double systematic = 0.0005;  ///< floor of the standard deviation, relative to Tm
    double pressure_sd = 0;      ///< K, from the uncertainty of the pressure
};

struct CoexistenceVerdict {
    enum class State { more, met, failed } state = State::more;
    std::string reason;  ///< why it failed
    double tension = 0;  ///< the largest of those looked at
};

/// Sum over the runs of atoms x (data + preparation), fs.
double coexistence_cost(const std::vector<CoexistenceRun>&, const CoexistencePlan&);

/// The plan's priors, with the guess moved down where a crystal melted by itself (a fifth above Tm,
/// or more) and up where a melt froze by itself.
CoexistencePriors moved_priors(const std::vector<CoexistenceRun>&, const CoexistencePlan&);

/// Posterior of all runs with the plan's floor.
CoexistencePosterior coexistence_posterior(const std::vector<CoexistenceRun>&, const MeltingFacts&,
                                           const CoexistencePlan&);

/// Stop when the target is met by at least four runs (of two sizes for targets below 0.3 %) that
/// agree: by bath, by size, first half against second. Fails for tension above 2.5, for more than
/// 30 % bad runs, and when runs or cost are used up.
CoexistenceVerdict judge(const std::vector<CoexistenceRun>&, const MeltingFacts&,
                         const CoexistencePlan&);

/// The runs of the next round, at most `at_once`. Pure: same runs, same requests. The first rounds
/// bracket Tm at fixed temperature; then T is free, since both phases live longest there.
std::vector<CoexistenceRequest> next_runs(const std::vector<CoexistenceRun>&, const MeltingFacts&,
                                          const CoexistencePlan&);

/// Cost to be expected before any run was made: atoms x fs, with the prior's kinetic coefficient.
double expected_cost(const MeltingFacts&, const CoexistencePlan&);

}  // namespace crucible
