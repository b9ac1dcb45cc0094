#pragma once
// Archives of files for places that take one (POSIX.1-1988, ustar).

#include <string>
#include <string_view>

namespace crucible {

/// Header, bytes and padding of one file; `name` may have folders. No owner and no date: the same
/// content gives the same bytes. Throws InputError (E-tar-name) for names of 100 bytes and more.
std::string tar_entry(const std::string& name, std::string_view bytes);
/// What comes after the last entry.
std::string tar_end();

}  // namespace crucible
