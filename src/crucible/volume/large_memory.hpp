#pragma once
// Room for volumes in large pages: the first touch of memory costs as much as labelling it does.
// Internal to the module.

#include <cstddef>
#include <vector>

namespace crucible::volume {

/// Asks for large pages where the system grants them on request; else nothing happens.
void ask_for_large_pages(void* begin, std::size_t bytes);

/// `n` zeros, in large pages where they can be had.
template <class T>
std::vector<T> large_zeros(std::size_t n) {
    std::vector<T> out;
    out.reserve(n);
    ask_for_large_pages(out.data(), n * sizeof(T));
    out.resize(n);
    return out;
}

}  // namespace crucible::volume
