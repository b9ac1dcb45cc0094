#pragma once
// What the library, the system or a third party threw, as an error with a code.

#include <exception>

#include "crucible/base/error.hpp"

namespace crucible {

/// `e` itself where it is an Error; else E-memory (no memory, no thread), E-io (file system), or
/// E-bug for what nobody foresaw.
Error told_error(const std::exception& e);

/// Whether the same work may well succeed if it is tried again at once: memory or the disk failed
/// it, not its input.
bool is_passing(const std::exception& e);

}  // namespace crucible
