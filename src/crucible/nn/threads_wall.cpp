#include "crucible/nn/threads.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace crucible::nn {

/// Debian's torch does not tell its BLAS how many threads are wanted.
void use_threads(int count) {
    at::set_num_threads(count);
    if (void* f = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
        reinterpret_cast<void (*)(int)>(f)(count);
}

}  // namespace crucible::nn
