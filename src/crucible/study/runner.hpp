#pragma once
// Runs a study in its directory: what is done is skipped, what was interrupted goes on.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/data/store.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/study/run_directory.hpp"
#include "crucible/study/study_file.hpp"

namespace crucible {

enum class Verify { quick, full };  ///< outputs by size, or by content

struct RunOptions {
    ExecutorChoice executor;
    std::vector<std::string> only, fresh;
    Verify verify = Verify::quick;
    std::filesystem::path program;  ///< re-executed for workers
    EventSink sink;
    const StopToken* stop = nullptr;
};

/// What would happen to a step, or did.
struct StepState {
    enum class State { cached, ready, waiting, interrupted, failed, done, running } state;
    std::string name, key, why;
};

/// One state per step, without running anything.
std::vector<StepState> plan_study(const Study&, const RunDirectory&, Verify = Verify::quick);

enum class RunEnd { done, interrupted };
/// Throws the error of a failed step after recording it.
RunEnd run_study(const Study&, const RunDirectory&, const RunOptions&);

/// Worker entry: `program worker STEP_DIRECTORY --log FILE`.
int run_worker(const std::filesystem::path& step_directory, const std::filesystem::path& log,
               std::int64_t memory_bytes, const Registry&);

/// Rows of the finished steps of a run, in plan order, each with its reference and verdict where a
/// check names it. `id` is "step.row".
std::vector<Row> run_rows(const RunDirectory&);

/// The program's version, with the commit when it is known.
std::string program_version();

}  // namespace crucible
