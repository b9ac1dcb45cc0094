#pragma once
// What a worker program of `run_ranked` does on its side. It takes the words --tied (end with the
// parent) before its own and --launch COMMAND (become that command), and leaves with these codes.

#include <exception>
#include <filesystem>
#include <string>
#include <string_view>

namespace crucible {

enum RankedExit { ranked_ok = 0, ranked_failed = 1, ranked_usage = 2, ranked_stopped = 130 };

/// Nothing survives its parent: the kernel sends this signal when that ends.
void tie_to_parent(int signal);
/// The launcher of the ranks, tied to the parent of this process. Does not return; leaves with 127
/// where `command` cannot be started.
[[noreturn]] void launch_ranks(char** command);
/// Alone, OpenMPI needs neither its daemon nor a network: a start takes 0.1 s instead of 0.5 s. To
/// be called before MPI is initialised.
void prepare_to_be_alone();

/// Locked until the process ends. A worker that was just killed may take a moment to let go: after
/// ten seconds throws IoError (E-run-locked).
void lock_directory(const std::filesystem::path&);

/// Writes error.json for the program that asked ("" for no file); `kind` as `run_ranked` reads it.
void write_ranked_error(std::string_view kind, const std::string& code, const std::string& message,
                        const std::string& cure, const std::filesystem::path& directory);
/// The same from an error, and one line for people that starts with the program's name.
void tell_ranked_error(std::string_view program, const std::exception&,
                       const std::filesystem::path& directory);
/// That line.
void print_ranked_line(std::string_view program, std::string_view text);

}  // namespace crucible
