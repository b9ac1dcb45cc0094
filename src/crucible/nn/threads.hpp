#pragma once
// How many threads the mathematics of this process uses.

namespace crucible::nn {

/// For libtorch, oneDNN and the BLAS below them, whatever the environment says: results depend on
/// the number of threads by rounding.
void use_threads(int count);

}  // namespace crucible::nn
