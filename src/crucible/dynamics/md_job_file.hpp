#pragma once
// The files of a job's directory: what `run_md` writes and crucible-md reads, and the way back.
// docs/crucible-md.md describes them.
//
//   job.json  start.extxyz  series.csv  frames.extxyz  ends/NN.extxyz  result.json  error.json
//   ckpt/NNNNNN  stop (asks the worker to stop)  engine.log  LOCK

#include <filesystem>
#include <string>
#include <string_view>

#include "crucible/base/value.hpp"
#include "crucible/data/table.hpp"
#include "crucible/dynamics/md_job.hpp"

namespace crucible {

/// The job as JSON; `start` is the name of the file that holds the structure.
std::string md_job_text(const MdJob&, const std::string& start);
/// Reads it back, the start relative to `directory`, and checks all of it. Throws InputError
/// (E-md-job) with file and key, (E-json) with line and column, and what reading the start throws.
MdJob parse_md_job(std::string_view text, const std::string& file,
                   const std::filesystem::path& directory);
/// The same without reading the start.
MdJob parse_md_job_alone(std::string_view text, const std::string& file);

/// SHA-256 of everything the result depends on: job, start, potential, number of ranks.
std::string md_job_key(const MdJob&, int ranks);

Table md_series_table(const std::vector<MdSample>&);
/// Throws InputError (E-md-result) when columns are missing.
std::vector<MdSample> md_series(const Table&);

Value md_sample_value(const MdSample&);
MdSample md_sample(const Value&);

/// Name of the file of a stage's end, "ends/00.extxyz".
std::string md_end_file(std::size_t stage);
/// What a finished job left. Throws IoError and InputError (E-md-result).
MdResult read_md_result(const std::filesystem::path& directory);

}  // namespace crucible
