#pragma once
// Files: read whole (gzip by content, "-" is stdin), write so that a crash leaves old or new.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace crucible {

/// The whole file; gzip is recognised by content, "-" is standard input.
/// Throws IoError; ResourceError when more than `limit` bytes come out (a zip bomb, say).
std::string read_file(const std::filesystem::path&, std::size_t limit = std::size_t{4} << 30);

/// Written aside, fsynced, renamed, directory fsynced. Throws IoError (E-io-full on a full disk).
void write_atomic(const std::filesystem::path&, std::string_view bytes);
/// The same for a file too large to be held in memory: `write` makes it under the name it is given.
void write_atomic(const std::filesystem::path&,
                  const std::function<void(const std::filesystem::path& aside)>& write);
/// "-" writes to standard output; a name ending in ".gz" is compressed; else `write_atomic`.
void write_file(const std::filesystem::path&, std::string_view bytes);

std::string gzip(std::string_view bytes);
/// As above: throws IoError for a damaged stream.
std::string gunzip(std::string_view bytes, std::size_t limit);

/// The executable of this name in $PATH, or "".
std::filesystem::path find_program(std::string_view name);

/// The program that workers are started of and whose parts lie beside it: this process, or
/// $CRUCIBLE_PROGRAM where another program (Python) has loaded the library.
std::filesystem::path program_file();

/// A file that ships with the program: $CRUCIBLE_SHARE/NAME, or ../share/crucible/NAME beside the
/// program's folder; "" where it is not there.
std::filesystem::path shared_file(const std::filesystem::path& name);

void make_directories(const std::filesystem::path&);
/// fsync of a directory, so that a rename in it survives a power cut.
void sync_directory(const std::filesystem::path&);

/// IoError for errno after `doing` with `path`: E-io-full for ENOSPC, E-io-access, E-io-missing...
[[noreturn]] void fail_errno(std::string_view doing, const std::filesystem::path& path);

/// A directory under the system's temporary one that goes away with its object. `name` is part of
/// its name. Throws IoError.
class ScratchDirectory {
public:
    explicit ScratchDirectory(const std::string& name);
    ~ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace crucible
