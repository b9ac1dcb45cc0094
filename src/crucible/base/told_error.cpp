#include "crucible/base/told_error.hpp"

#include <filesystem>
#include <new>
#include <string>
#include <system_error>

namespace crucible {

Error told_error(const std::exception& e) {
    if (const auto* known = dynamic_cast<const Error*>(&e)) return *known;
    if (dynamic_cast<const std::bad_alloc*>(&e))
        return {"E-memory", "out of memory", "ask for less at once, or give it more"};
    if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&e))
        return {"E-io", file->code().message(), "check the path", {file->path1().string()}};
    if (const auto* system = dynamic_cast<const std::system_error*>(&e))
        return {"E-memory", system->what(), "ask for fewer threads, or allow more of them"};
    return {"E-bug", e.what(), "report it with what was asked for"};
}

bool is_passing(const std::exception& e) {
    const auto* known = dynamic_cast<const Error*>(&e);
    if (!known)
        return dynamic_cast<const std::bad_alloc*>(&e) ||
               dynamic_cast<const std::system_error*>(&e);
    for (const char* code : {"E-io", "E-io-full", "E-memory", "E-store"})
        if (known->code() == code) return true;
    return false;
}

}  // namespace crucible
