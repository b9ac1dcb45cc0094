#pragma once
// The inner loop of fluctuation microscopy, compiled per instruction set. Private to the module.

#include <cstddef>
#include <span>

namespace crucible::fluctuation_kernel {

inline constexpr std::size_t lanes = 8;

/// Real and imaginary parts of amplitudes, (k, azimuths) each; azimuths a multiple of `lanes`.
struct Block {
    double* re = nullptr;
    double* im = nullptr;
};

/// Directions, (azimuths): of no length where padding fills the last lanes.
struct Directions {
    std::span<const double> cosine, sine;
};

/// Adds weight f[k] exp(2 pi i k (x cos + y sin)) to every amplitude. `along`: (azimuths) scratch.
void add_waves(const Block&, std::span<const double> k, std::span<const double> f, double weight,
               double x, double y, const Directions&, std::span<double> along);
/// The same in plain code.
void add_waves_reference(const Block&, std::span<const double> k, std::span<const double> f,
                         double weight, double x, double y, const Directions&);

}  // namespace crucible::fluctuation_kernel
