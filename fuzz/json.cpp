// JSON documents: whatever parses is written and reads back the same.
#include "crucible/data/json.hpp"

#include <cstddef>

#include "crucible/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const crucible::Value v =
            crucible::parse_json({reinterpret_cast<const char*>(data), size}, "input.json");
        const std::string once = crucible::to_json(v);
        CRUCIBLE_ASSERT(crucible::to_json(crucible::parse_json(once, "again.json")) == once);
    } catch (const crucible::Error&) {
    }
    return 0;
}
