// Models that see images: a header behind a right checksum, as a forger would write it.
#include "crucible/learn/image_model.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    bytes += crucible::sha256(bytes);
    try {
        crucible::learn::parse_image_models(bytes, "fuzz");
    } catch (const crucible::Error&) {
    }
    return 0;
}
