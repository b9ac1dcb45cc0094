#pragma once
// A child process with pipes to its three standard streams. Nothing else is inherited.

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible {

struct ChildProcess {
    pid_t pid = -1;
    int in = -1, out = -1, err = -1;

    /// All of `text`, or false once the child has stopped reading.
    bool write_stdin(std::string_view text) const;
    /// Exactly so many bytes, or false once the child has closed its stream, or after so many
    /// seconds of wall time (more for answers of many megabytes). Not taken at once: a child that
    /// promises much must also send it.
    bool read_stdout(std::string& to, std::size_t bytes, int seconds) const;
    void close_stdin();
    void close_stdout();
    void close_stderr();
    void kill() const;
    /// Waits for its end: "exit code 1", "signal 11 (Segmentation fault)".
    std::string wait();
};

/// `own`: Ctrl-C on the terminal reaches the parent alone, which passes it on as it sees fit.
enum class ProcessGroup { parents, own };

/// `command[0]` is the program's path; `environment` is added to ours. Throws ResourceError
/// (E-worker-start). The caller closes what it no longer needs and waits.
ChildProcess spawn_child(const std::vector<std::string>& command,
                         const std::vector<std::pair<std::string, std::string>>& environment = {},
                         ProcessGroup = ProcessGroup::parents);

}  // namespace crucible
