#pragma once
// What the steps of a run made, and what they show while they work.

#include "crucible/live/runs.hpp"

namespace crucible::live {

/// [{name, artefact, files: [{id, name, bytes}]}] of a finished step.
Value outputs_json(const RunDirectory&, const StepSummary&);
/// [{step, name, x: {name, unit, values}, series: [{name, role, values}], unit}] of running steps.
Value previews_json(const RunDirectory&, const RunSummary&);

}  // namespace crucible::live
