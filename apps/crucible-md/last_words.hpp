#pragma once
// What is left behind when a job fails: error.json for the program that asked, one line for people.
// LAMMPS as Debian builds it ends the process on an error, so its words are caught on the way out.

#include <filesystem>
#include <string>
#include <string_view>

#include "crucible/base/error.hpp"

namespace crucible::md {

/// Exit codes of crucible-md.
enum Exit { ok = 0, failed = 1, usage = 2, interrupted = 130 };

/// From now on an end of the process that nobody announced is reported into `directory`, where
/// engine.log is.
void watch_engine(const std::filesystem::path& directory, int rank);
/// The job ended as it should, or its failure is already told.
void announce_end();

/// Writes error.json and prints the line.
void tell_error(const std::exception&, const std::filesystem::path& directory);

/// The error that LAMMPS's log ends in, by reason; the text alone becomes the message.
struct EngineError {
    std::string code, message, cure;
};
EngineError engine_error(std::string_view log);

}  // namespace crucible::md
