#pragma once
// Another program run once, in a directory, with a deadline.

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

struct ProgramRun {
    std::vector<std::string> command;  ///< path of the program, then its arguments
    std::filesystem::path directory;   ///< where it runs
    double seconds = 3600;             ///< at most
    std::vector<std::pair<std::string, std::string>> environment;  ///< added to ours
    std::function<bool()> stopping;  ///< asked every second; may be empty
};
struct ProgramEnd {
    enum class Kind { ended, out_of_time, stopped } kind = Kind::ended;
    std::string how;   ///< "exit code 0", "signal 9 (Killed)"
    std::string said;  ///< the last 64 kB of what it wrote to its output and error streams
    bool is_good() const { return kind == Kind::ended && how == "exit code 0"; }
};

/// Waits for its end; it is killed when its time is over or when it is to stop. Throws
/// ResourceError (E-worker-start).
ProgramEnd run_program(const ProgramRun&);

/// The path of a program that is looked for in PATH. Throws NotBuiltError with this code and cure.
std::string require_program(const char* name, const std::string& code, const std::string& cure);

/// The last line that is not empty, in quotes, for messages.
std::string last_line(std::string_view text);

}  // namespace crucible
