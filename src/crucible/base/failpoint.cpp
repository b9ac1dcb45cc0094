#include "crucible/base/failpoint.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace crucible {

void failpoint(std::string_view name) {
    static const char* const at = std::getenv("CRUCIBLE_KILL_AT");
    static const char* const log = std::getenv("CRUCIBLE_KILL_LOG");
    if (!at && !log) return;
    static long count = 0;
    ++count;
    if (log) {
        if (std::FILE* f = std::fopen(log, "a")) {
            std::fprintf(f, "%ld %.*s\n", count, static_cast<int>(name.size()), name.data());
            std::fclose(f);
        }
    }
    if (at && count == std::atol(at)) std::raise(SIGKILL);
}

}  // namespace crucible
