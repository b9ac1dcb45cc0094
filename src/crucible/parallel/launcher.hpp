#pragma once
// Programs that start others in many places: mpirun, srun, sbatch. Internal to the module.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace crucible {

/// How something is started: the words, the first of them a program's name, and the script that
/// they name.
struct Launch {
    std::vector<std::string> words;
    std::string script;
};

class Launcher {
public:
    virtual ~Launcher() = default;
    /// What `start` would do.
    virtual Launch launch(const std::vector<std::string>& command, int count,
                          const std::filesystem::path& pool) const = 0;
    /// Starts `command` in at most `count` places. `pool` is a directory for what belongs to it.
    /// Throws NotBuiltError (E-executor-missing), ResourceError (E-executor-start).
    virtual void start(const std::vector<std::string>& command, int count,
                       const std::filesystem::path& pool) = 0;
    /// Goes on with what an earlier process started for one of these pools and still runs.
    virtual bool adopt(const std::vector<std::filesystem::path>& pools) = 0;
    /// Whether any of it still runs, or waits to.
    virtual bool is_running() = 0;
    /// What waits for its turn shall not begin.
    virtual void cancel_waiting() = 0;
    virtual void kill() = 0;
    /// The end of what it wrote about itself.
    virtual std::string last_words() const = 0;
    /// Seconds between looks at the directory.
    virtual double patience() const = 0;
};

/// mpirun, or srun inside a Slurm allocation. The ranks need no MPI: they are only started by it.
/// `self` is this program, which becomes the launcher tied to its parent.
std::unique_ptr<Launcher> rank_launcher(std::filesystem::path self);
/// Arrays of Slurm by sbatch, squeue and scancel. They outlive this process.
std::unique_ptr<Launcher> slurm_launcher(std::string partition);

/// The path of such a program. Throws NotBuiltError (E-executor-missing).
std::string launcher_path(const char* name, const char* package);

}  // namespace crucible
