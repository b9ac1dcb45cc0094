// Mapped reactions: refused, or a template or the reason why there is none.
#include <cstddef>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/chem/extract.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using crucible::chem::Extraction;
    if (size > 2000) return 0;
    try {
        const auto e =
            crucible::chem::extract_template({reinterpret_cast<const char*>(data), size});
        CRUCIBLE_ASSERT(!e.retro_template.empty() || !e.why_not.empty());
        CRUCIBLE_ASSERT(e.check == Extraction::Check::none || !e.retro_template.empty());
    } catch (const crucible::Error&) {
    }
    return 0;
}
