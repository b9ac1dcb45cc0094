// Deep potentials: frozen graphs of TensorFlow, and our own container.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/energy/deep_pot_weights.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try {
        const auto weights = crucible::parse_deep_pot(bytes, "fuzz");
        crucible::parse_deep_pot(crucible::to_bytes(weights), "fuzz");
    } catch (const crucible::Error&) {
    }
    return 0;
}
