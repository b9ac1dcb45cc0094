#pragma once
// Structures that a step refers to, read from their files.

#include <filesystem>
#include <vector>

#include "crucible/atoms/formats.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {

/// All frames of all files in order; a frame without a name takes its file's. Warns of what readers
/// took for granted. `elements`: symbols of numbered types. Throws InputError (E-structure-none).
Structures read_inputs(StepRun&, const Ref<Artefact::structures>&,
                       const std::vector<std::string>& elements = {});

/// The same in a worker process.
Structures read_inputs(const Worker&, const Ref<Artefact::structures>&,
                       const std::vector<std::string>& elements = {});

/// The same for several references, of each file the first so many frames.
inline constexpr std::size_t every_frame = static_cast<std::size_t>(-1);
Structures read_inputs(StepRun&, const std::vector<Ref<Artefact::structures>>&,
                       std::size_t most_of_each = every_frame);
Structures read_inputs(const Worker&, const std::vector<Ref<Artefact::structures>>&,
                       std::size_t most_of_each = every_frame);

/// Symbols to atomic numbers. Throws InputError.
std::vector<int> parse_elements(const std::vector<std::string>& symbols);

/// "Pa-3 (205)"; in words where there is none, or where looking would take too long.
std::string space_group_of(const Structure&, double tolerance);

}  // namespace crucible
