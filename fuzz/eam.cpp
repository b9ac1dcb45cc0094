// Embedded-atom tables: the first byte chooses the format. Corpus: tests/energy/malformed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/energy/eam_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    using crucible::EamFormat;
    constexpr EamFormat formats[] = {EamFormat::funcfl, EamFormat::setfl,
                                     EamFormat::finnis_sinclair};
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        crucible::parse_eam(text, "fuzz", formats[data[0] % 3]);
    } catch (const crucible::Error&) {
    }
    return 0;
}
