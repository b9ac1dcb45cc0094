#pragma once
// One job from its start, or from its last checkpoint, to its result.

#include <csignal>
#include <filesystem>

#include "crucible/dynamics/md_job.hpp"

namespace crucible::md {

struct Ranks {
    int rank = 0, count = 1;
};

enum class Outcome { done, stopped };

/// Runs `job` in the working directory, which holds (or will hold) everything of it. All ranks call
/// it. Throws what goes wrong; LAMMPS itself may end the process instead.
Outcome work(const MdJob& job, const Ranks&);

/// Set by a signal: the job stops at the next look.
extern volatile std::sig_atomic_t stop_signal;

}  // namespace crucible::md
