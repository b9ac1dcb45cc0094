// TOML documents: whatever parses is written and reads back the same.
#include <cstddef>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/study/problems.hpp"
#include "crucible/study/toml.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const crucible::Value v =
            crucible::parse_toml({reinterpret_cast<const char*>(data), size}, "input.toml");
        const std::string once = crucible::to_toml(v);
        CRUCIBLE_ASSERT(crucible::to_toml(crucible::parse_toml(once, "again.toml")) == once);
    } catch (const crucible::Error&) {
    }
    return 0;
}
