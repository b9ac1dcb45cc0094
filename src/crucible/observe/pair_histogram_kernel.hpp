#pragma once
// The inner loop of pair histograms, compiled per instruction set. Private to the module.

#include <cstddef>
#include <cstdint>

namespace crucible::pair_histogram_kernel {

/// Atoms one behind the other in memory.
struct Run {
    const double *x = nullptr, *y = nullptr, *z = nullptr;  ///< angstrom
    std::size_t size = 0;
};

/// For each atom of the run the bin of its distance, (position - at) + offset: sqrt(d2) / width
/// without its fraction, `bins` where that is more. Operations and their order are those of
/// PairFinder, so that no pair changes its bin.
void distance_bins(const Run&, const double at[3], const double offset[3], double width,
                   std::int32_t bins, std::int32_t* out);

}  // namespace crucible::pair_histogram_kernel
