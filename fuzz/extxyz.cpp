#include "fuzz/structure_driver.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    return crucible::fuzz_format("extxyz", data, size);
}
