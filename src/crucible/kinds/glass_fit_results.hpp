#pragma once
// What glass.fit makes of its replicas: frames, tables, rows and warnings.

#include "crucible/data/table.hpp"
#include "crucible/kinds/glass_replica.hpp"

namespace crucible {

/// The models or controls, `which`, as frames named after `arm`; replicas without are left out.
Structures replica_frames(const GlassProblem&, const std::vector<GlassReplica>&,
                          const std::string& arm, std::vector<Position> GlassReplica::*which);
/// One line for each point of each data set: target, mean and spread of the models, control.
Table fit_table(const GlassProblem&, const std::vector<GlassReplica>&);
/// One line for each entry of each replica's history.
Table history_table(const GlassProblem&, const std::vector<GlassReplica>&);
void give_fit_rows(StepRun&, const GlassProblem&, const std::vector<GlassReplica>&);
/// What a reader of the models must know before they are trusted: data that are not met, atoms
/// nearer than their hard cores.
void warn_of_fit(StepRun&, const GlassProblem&, const std::vector<GlassReplica>&);

}  // namespace crucible
