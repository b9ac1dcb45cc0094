#pragma once
// What a process that reads strangers' files puts itself under before it opens the first of them.
// No other header of Crucible is needed here, so that a small program can do without the library.

#include <cstddef>
#include <cstdint>

namespace crucible {

/// Once: no core file, no child, no file written, no new rights, `most_memory` bytes of address
/// space. Without its parent such a process ends with its input.
void limit_process(std::uint64_t most_memory);

/// From now on the kernel refuses what a reader has no use for: programs, processes, sockets,
/// files opened for writing, removed or renamed. Without a kernel or a machine that knows how, the
/// other limits stay.
void forbid_calls();

/// Before each request: seconds of processor time from now on, above which the process is ended.
void limit_seconds(int seconds);
/// Before each request: address space, never above what `limit_process` allowed.
void limit_memory(std::uint64_t most_memory);

/// Exactly so many bytes from standard input, or to standard output; false once it has ended.
bool read_input(char* to, std::size_t bytes);
bool write_output(const char* from, std::size_t bytes);

}  // namespace crucible
