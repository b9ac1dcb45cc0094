#pragma once
// Worker programs that run on one or several ranks, and link MPI so that this one need not: started
// under mpirun, or srun inside a Slurm allocation, listened to, and asked to stop.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/run_context.hpp"

namespace crucible {

struct RankedProgram {
    std::filesystem::path program;
    std::vector<std::string> arguments;
    /// Its own: a file "stop" that is put there asks it to save and end with code 130, error.json
    /// is its account of a failure.
    std::filesystem::path directory;
    int ranks = 1;
    std::string missing_code;  ///< of the error without a launcher
    std::string crash_code;    ///< of the error when it dies without an account
    std::string crash_cure;
    std::string fault_cure;  ///< when it died of a fault in its own arithmetic or memory
};

/// Runs it to its end; each line of its output goes to `hear`. The first stop lets it save, the
/// second kills it; both throw Stopped. Throws its own error again; NotBuiltError (missing_code),
/// ResourceError (crash_code, E-worker-start), UnstableError (crash_code) when it fell over its own
/// numbers.
void run_ranked(const RankedProgram&, const RunContext&,
                const std::function<void(std::string_view)>& hear);

/// A program beside this one, or the one that the environment variable names; "" without either.
std::filesystem::path program_beside(const char* name, const char* variable);

}  // namespace crucible
