// Records of trials: what decodes must encode to something that decodes to the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/search/trial.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const std::string_view text(reinterpret_cast<const char*>(data), size);
        const std::string once = encode(crucible::decode_trial(text));
        if (encode(crucible::decode_trial(once)) != once) std::abort();
    } catch (const crucible::Error&) {
    }
    return 0;
}
