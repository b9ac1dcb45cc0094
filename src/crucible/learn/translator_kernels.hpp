#pragma once
// The inner loops of translators, compiled per instruction set. Internal to the module. n is a
// multiple of 16 everywhere.

#include <cstddef>

namespace crucible::learn {

/// z becomes tanh(z).
void tanh_all(std::size_t n, float* z);
/// Sum of v tanh(a + b).
float tanh_score(std::size_t n, const float* a, const float* b, const float* v);
/// From (4 n) sums of the gates input, forget, cell, output: c becomes f c + i g, h = o tanh(c).
void memory_cell(std::size_t n, const float* z, float* c, float* h);
/// One query (heads n) to `count` rows of keys and, `heads n` behind them, values. `scores` is room
/// for `count` numbers up to a multiple of 16.
void attend(std::size_t heads, std::size_t n, std::size_t count, const float* const* rows,
            const float* query, float* scores, float* out);
/// y = (x - mean) / sqrt(variance + 1e-5) scale + shift.
void layer_norm(std::size_t n, const float* x, const float* scale, const float* shift, float* y);

}  // namespace crucible::learn
