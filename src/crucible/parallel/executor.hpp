#pragma once
// Work items over executors: processes of this machine, ranks of a launcher, arrays of Slurm. A
// result depends on the item alone, never on who made it or when.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/data/item_log.hpp"
#include "crucible/data/store.hpp"

namespace crucible {

/// What one item may use; 0 = no limit. After `attempts` crashes or time-outs it is quarantined.
struct ItemLimits {
    double seconds = 0;
    std::int64_t memory_bytes = 0;
    int attempts = 2;
};

/// Takes each outcome as it comes, in any order.
using ItemSink = std::function<void(ItemRecord&&)>;
/// Called at least every 100 ms, between outcomes.
using Tick = std::function<void()>;
/// Takes what workers say of the items in hand: how far they are, warnings.
using NewsSink = std::function<void(std::int64_t item, const Event&)>;

class Executor {
public:
    virtual ~Executor() = default;
    /// Runs the items of `todo`; returns early when a stop is requested (level 1: items in hand are
    /// finished and delivered, unless their work looks at its stop token, saves and throws Stopped;
    /// level 2: workers are killed). Throws when workers cannot be started.
    virtual void run(const std::vector<std::int64_t>& todo, const ItemSink&, const Tick&,
                     const StopToken&) = 0;
};

/// Where workers come from: `program worker STEP_DIRECTORY --log FILE`, a fresh process each.
struct LocalWorkers {
    int count = 1;
    std::filesystem::path program, step_directory;
    ItemLimits limits;
    NewsSink news{};
    std::filesystem::path logs{};  ///< where they are written; STEP_DIRECTORY/items if ""
    /// Asked for further items when all are given out; nothing, or nothing new, ends the run.
    std::function<std::vector<std::int64_t>()> more{};
};
std::unique_ptr<Executor> local_executor(LocalWorkers);

/// What `--on` names.
struct ExecutorChoice {
    enum class Kind { local, mpi, slurm } kind = Kind::local;
    int count = 1;  ///< workers, ranks, or tasks of an array
    std::string partition;
};
/// "local", "local:N", "mpi", "mpi:N", "slurm:PARTITION" or "slurm:PARTITION:N". Without N: all
/// CPUs; the tasks of the allocation that this runs in; 32. Throws InputError (E-cli-executor).
ExecutorChoice parse_executor(const std::string&);
/// `count` of the workers is the choice's.
std::unique_ptr<Executor> executor(const ExecutorChoice&, LocalWorkers);

/// What would be started for the items of a step elsewhere: the command, and the script that it
/// names. Nothing is started; Slurm and MPI need not be there.
std::string launch_text(const ExecutorChoice&, const std::filesystem::path& program,
                        const std::filesystem::path& step_directory);

/// One rank of a launcher or task of an array: claims items of the pool and has a worker of its own
/// do them, until none is left or the pool's owner, Slurm or a signal says stop. Results are in the
/// worker's log in the pool's directory, news and crashes in one beside it.
int serve_pool(const std::filesystem::path& program, const std::filesystem::path& step_directory,
               const std::filesystem::path& pool);

/// CPUs that this process may use (affinity and cgroup quota), at least 1.
int available_cpus();

// ---- The worker's side
// ----------------------------------------------------------------------------

/// May throw Stopped once the token of its link asks for it: the item is then not done.
using WorkFunction = std::function<std::string(std::int64_t item)>;

/// What ties a worker to its parent: events go up, a stop comes down.
struct WorkerLink {
    EventSink events;
    const StopToken* stop = nullptr;
};

/// Exit code of a worker that could not write its log.
inline constexpr int worker_log_failed = 74;

/// Sets the process up as a worker (dies with its parent, leaves Ctrl-C to it, memory limit), then
/// serves ids from standard input until it ends: calls `work`, appends the result to `log`, rings
/// on standard output. `prepare` runs once, before the worker says that it is ready.
int serve_items(const std::filesystem::path& log, std::int64_t memory_bytes,
                const std::function<WorkFunction(const WorkerLink&)>& prepare);

}  // namespace crucible
