#pragma once
// What the steps that ask for recorded reactants say in the end.

#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/base/value.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/one_step.hpp"

namespace crucible {

struct AskedReaction {
    synthesis::OneStepAnswer answer;
    int reaction_class = 0;
    bool is_readable = true;
};

/// As a record of an item; an empty list stands for a reaction that cannot be read.
Value asked_value(const synthesis::OneStepAnswer&, int reaction_class);
AskedReaction asked_reaction(const Value&);

void describe_one_step_outputs(Fields&);
/// Tables `ranks` and `accuracy`, and rows. `seconds`: CPU time of all.
void give_one_step(StepRun&, const std::vector<chem::ReactionRecord>&,
                   const std::vector<AskedReaction>&, double seconds);

}  // namespace crucible
