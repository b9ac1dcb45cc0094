#pragma once
// How well two ways to sort the same things agree.

#include <span>

namespace crucible::learn {

/// Adjusted Rand index (Hubert and Arabie 1985, doi:10.1007/BF01908075) of two labellings of the
/// same things: 1 if they are the same up to names, 0 on average for labels by chance; 1 as well
/// where neither parts anything. Any integers are labels. Throws InputError (E-num-shape) for
/// different lengths.
double adjusted_rand_index(std::span<const int> a, std::span<const int> b);

}  // namespace crucible::learn
