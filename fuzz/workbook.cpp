// Workbooks of syntheses: what is read must be written and read as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/workbook.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using crucible::synthesis::Workbook;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const std::string once = Workbook::read(text, "workbook").text();
        if (Workbook::read(once, "workbook").text() != once) std::abort();
    } catch (const crucible::Error&) {
    }
    return 0;
}
