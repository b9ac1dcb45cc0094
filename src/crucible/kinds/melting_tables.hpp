#pragma once
// Rows and tables of melting.coexist.

#include <optional>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/thermo/coexistence_reduce.hpp"

namespace crucible {

/// What was known after a round.
struct MeltingRound {
    double runs = 0, cost = 0;  ///< cost: atoms x fs
    CoexistencePosterior posterior;
};

struct MeltingOutcome {
    const std::vector<FrontTrace>& traces;
    const std::vector<CoexistenceRun>& runs;
    std::optional<PhaseLines> lines;
    MeltingFacts facts;
    const CoexistencePlan& plan;
    const std::vector<MeltingRound>& rounds;
    CoexistenceVerdict verdict;
    double time_step = 2;  ///< fs
};

void describe_melting_results(Fields&);
/// Tables of what runs looked like over time.
void give_front_tables(StepRun&, const std::vector<FrontTrace>&, const PhaseLines&);
/// Output `front`: a configuration with both phases, and a column `solid` of 1 or 0 per atom.
void give_front(StepRun&, Structure, const OrderMeasure&);
/// Tables, rows and the verdict.
void give_melting_results(StepRun&, const MeltingOutcome&);

}  // namespace crucible
