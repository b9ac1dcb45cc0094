#pragma once
// Keys, and what is kept of a plan on disk.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "crucible/study/run_directory.hpp"
#include "crucible/study/study_file.hpp"

namespace crucible {

/// The files behind a reference of `study` in this run; empty for an empty one.
std::vector<std::filesystem::path> reference_files(const Study&, const RunDirectory&,
                                                   const std::string& text, Artefact);

/// SHA-256 over type, versions, hashed parameters, content of inputs, study seed and step name.
/// Nothing while an upstream step has not finished.
std::optional<std::string> step_key(const Study&, const StudyStep&, const RunDirectory&);

/// plan.json: everything resolved, inputs hashed, outputs, figures and rows declared.
Value plan_document(const Study&);
/// step.json: what a worker needs to know.
Value step_document(const Study&, const StudyStep&, const RunDirectory&, const std::string& key);

}  // namespace crucible
