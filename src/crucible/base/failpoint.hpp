#pragma once
// Points at which a test may kill the process, to prove that every moment can be the last.

#include <string_view>

namespace crucible {

/// Counts durable operations. With CRUCIBLE_KILL_AT=N in the environment the N-th call ends the
/// process by SIGKILL; with CRUCIBLE_KILL_LOG=FILE each call appends its name. Costs a load if
/// unset.
void failpoint(std::string_view name);

}  // namespace crucible
