// Weights of other programs, safetensors.
#include "crucible/base/error.hpp"
#include "crucible/learn/weight_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        crucible::learn::parse_safetensors({reinterpret_cast<const char*>(data), size}, "fuzz");
    } catch (const crucible::Error&) {
    }
    return 0;
}
