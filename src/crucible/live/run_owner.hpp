#pragma once
// Whether somebody is working in a run directory now, without getting in their way.

#include "crucible/study/run_directory.hpp"

namespace crucible::live {

/// Asks the system's list of locks, because a lock of our own would keep a run from starting. On
/// another host's lock (a shared file system) the events tell: they came within the last minute.
bool is_running(const RunDirectory&);

}  // namespace crucible::live
