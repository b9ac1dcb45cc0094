// Model containers. The checksum is put right first, so that what stands behind it is reached.

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/data/model_container.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    bytes += crucible::sha256(bytes);
    try {
        const auto m = crucible::parse_model(bytes, "fuzz");
        CRUCIBLE_ASSERT(crucible::parse_model(crucible::to_bytes(m), "again").tensors.size() ==
                        m.tensors.size());
    } catch (const crucible::Error&) {
    }
    return 0;
}
