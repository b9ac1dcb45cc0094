// CSV tables: whatever parses is written and reads back the same.
#include <cstddef>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const crucible::Table t =
            crucible::parse_csv({reinterpret_cast<const char*>(data), size}, "input.csv");
        const std::string once = crucible::to_csv(t);
        CRUCIBLE_ASSERT(crucible::to_csv(crucible::parse_csv(once, "again.csv")) == once);
    } catch (const crucible::Error&) {
    }
    return 0;
}
