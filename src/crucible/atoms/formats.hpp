#pragma once
// Reading and writing structures: one table of formats, found by content, by name or by suffix.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

struct ReadOptions {
    std::string format;         ///< a name of `formats()`; empty: recognise it by the content
    std::vector<int> elements;  ///< Z of type 1, 2, ... for formats that number their types
    std::string lammps_style;   ///< atom_style of a LAMMPS data file that does not name it
    /// Told what a reader took for granted or left out; the library itself is silent.
    std::function<void(std::string_view)> notice;
};

struct WriteOptions {
    std::string format;         ///< empty: by the file's suffix
    std::vector<int> elements;  ///< order of the types where they are numbered; empty: ascending Z
};

/// A file format. `read` and `write` are null where Crucible does not.
struct Format {
    std::string_view name;
    std::string_view suffixes;  ///< separated by blanks; also file names such as POSCAR
    std::string_view sentence;
    Structures (*read)(std::string_view text, const std::string& file, const ReadOptions&);
    std::string (*write)(const Structures&, const WriteOptions&);
    /// How sure the content is of this format, 0 (no) to 3 (a signature); sees the first 64 kB.
    int (*likeness)(std::string_view head);
};

const std::vector<Format>& formats();
/// Throws InputError (E-format-unknown) naming the nearest.
const Format& format_named(std::string_view name);
/// The format whose suffix the file's name has, or nullptr.
const Format* format_of_file(const std::filesystem::path& file);
/// By content; the suffix decides between equals. Throws InputError (E-format-unknown).
const Format& detect_format(std::string_view text, const std::filesystem::path& file);

/// All structures of a text; `file` is for messages and suffixes. Every atom has an element,
/// numbers are finite, cells have a volume. Throws InputError with line and column (codes
/// E-format-*).
Structures parse_structures(std::string_view text, const std::string& file,
                            const ReadOptions& = {});
/// The same of a file, gzipped or not; "-" is standard input. Throws IoError as `read_file`.
Structures read_structures(const std::filesystem::path&, const ReadOptions& = {});

/// Throws InconsistentError (E-format-write) for a structure that the format cannot hold.
std::string structures_text(const Structures&, std::string_view format, const WriteOptions& = {});
/// "-" is standard output, ".gz" compresses; written whole or not at all.
void write_structures(const std::filesystem::path&, const Structures&, const WriteOptions& = {});

}  // namespace crucible
