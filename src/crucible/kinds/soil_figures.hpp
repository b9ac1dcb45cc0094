#pragma once
// Figures of the report of soil cores, and how they read the tables of a run.

#include <optional>
#include <string>
#include <vector>

#include "crucible/kinds/run_data.hpp"
#include "crucible/report/figure.hpp"

namespace crucible {

/// The column's numbers; none where there is no such column.
std::vector<double> table_numbers(const Table&, std::string_view name);
/// The column's texts, also of names that happen to be numbers.
std::vector<std::string> table_words(const Table&, std::string_view name);
/// The number of a row of results.
std::optional<double> number_of(const RunData&, const std::string& id);
/// The volume that a step looked at, as its study names it, and what that core is called.
std::string volume_of(const RunStep&);
std::string core_name(const std::string& reference);

/// Slice, upright cut and porosity by depth of a soil.porosity step (Figs 7 and 8 of
/// doi:10.1098/rsos.201275).
report::Figure porosity_figure(const RunData&, const RunStep&);
/// Histogram with edges, and classes over a slice, of a soil.classes step.
report::Figure classes_figure(const RunData&, const RunStep&);
/// Upright cuts of all cores.
report::Figure cores_figure(const RunData&, const std::vector<std::string>& references);
/// Maps of a soil.gradcam step over its slices; none where the volume is gone.
std::optional<report::Figure> heat_figure(const RunData&, const RunStep&);
/// Parity and learning curves of soil.train or soil.transfer.
report::Figure training_figure(const RunData&, const RunStep&);
/// Errors of every model on every core, of a soil.matrix step.
report::Figure matrix_figure(const RunData&, const RunStep&);
/// Bars of the greedy cover and the map of cores, of a soil.cover step.
report::Figure cover_figure(const RunData&, const RunStep&);

}  // namespace crucible
