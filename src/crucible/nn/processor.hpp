#pragma once
// What the processor can do that libtorch's convolutions profit from.

#include <string>

namespace crucible::nn {

/// "amx_bf16", "avx512_bf16", or "" where numbers of 16 bits are not multiplied directly.
std::string bfloat16_support();

}  // namespace crucible::nn
