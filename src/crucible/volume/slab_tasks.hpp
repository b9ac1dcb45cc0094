#pragma once
// The same work on several parts of a volume, by a few threads. Internal to the module.

#include <cstddef>
#include <functional>

namespace crucible::volume {

/// Calls task(0) ... task(n - 1), each once, on up to `threads` threads; which thread takes which
/// is left open. The first exception is thrown again when all have ended.
void for_slabs(std::size_t n, int threads, const std::function<void(std::size_t)>& task);

}  // namespace crucible::volume
