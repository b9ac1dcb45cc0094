#pragma once
// Products of matrices, compiled per instruction set.

#include <cstddef>

namespace crucible {

/// C (m, n) = A (m, k) B (k, n), or += where `add` is 1. Element (i, l) of A lies at
/// a[i * a_row + l * a_column], so that A may be transposed; B likewise, where it says so. n is a
/// multiple of 16. Every sum runs over l in order, whatever the size of the rest.
template <class T>
struct Product {
    std::size_t m = 0, n = 0, k = 0;
    const T* a = nullptr;
    std::size_t a_row = 0, a_column = 1;
    const T* b = nullptr;
    std::size_t b_row = 0;
    T* c = nullptr;
    std::size_t c_row = 0;
    int add = 0;
    std::size_t b_column = 1;  ///< read by `multiply_large` alone
};

/// For small matrices: B is read where it lies.
void multiply(const Product<float>&);
void multiply(const Product<double>&);

/// For large ones: B, perhaps transposed, is packed into panels that stay in the cache. Columns
/// [begin, end) of C alone, multiples of 16, so that threads may share the work.
void multiply_large(const Product<float>&, std::size_t begin, std::size_t end);
inline void multiply_large(const Product<float>& p) { multiply_large(p, 0, p.n); }

}  // namespace crucible
