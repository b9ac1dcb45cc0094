// .npy arrays: every array that is read writes back to a file that reads the same.

#include "crucible/data/npy.hpp"
#include "crucible/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const auto a = crucible::parse_npy({reinterpret_cast<const char*>(data), size}, "fuzz");
        const auto b = crucible::parse_npy(crucible::to_npy(a), "again");
        CRUCIBLE_ASSERT(a.shape == b.shape && a.bytes == b.bytes);
    } catch (const crucible::Error&) {
    }
    return 0;
}
