// Bound coherent scattering lengths of natural elements, fm: V. F. Sears, Neutron News 3 (1992) 26,
// doi:10.1080/10448639208218770, as on NIST's page (https://www.ncnr.nist.gov/resources/n-lengths).
// The real part; for absorbers with resonances (B, Cd, In, Sm, Eu, Gd, Dy, Ir, Hg) it is that of
// neutrons of 1.8 angstrom.

#include <fmt/format.h>

#include <array>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/scattering.hpp"

namespace crucible {
namespace {

constexpr double unknown = 1e9;
constexpr std::array<double, 97> lengths_fm = {
    unknown, -3.7390, 3.26,                                                       // H He
    -1.90,   7.79,    5.30,  6.6460,  9.36,    5.803,   5.654,   4.566,           // Li - Ne
    3.63,    5.375,   3.449, 4.1491,  5.13,    2.847,   9.577,   1.909,           // Na - Ar
    3.67,    4.70,    12.29, -3.438,  -0.3824, 3.635,   -3.73,   9.45,  2.49,     // K - Co
    10.3,    7.718,   5.680, 7.288,   8.185,   6.58,    7.970,   6.795, 7.81,     // Ni - Kr
    7.09,    7.02,    7.75,  7.16,    7.054,   6.715,   6.8,     7.03,  5.88,     // Rb - Rh
    5.91,    5.922,   4.87,  4.065,   6.225,   5.57,    5.80,    5.28,  4.92,     // Pd - Xe
    5.42,    5.07,    8.24,  4.84,    4.58,    7.69,    12.6,    0.80,  7.22,     // Cs - Eu
    6.5,     7.38,    16.9,  8.01,    7.79,    7.07,    12.43,   7.21,            // Gd - Lu
    7.7,     6.91,    4.86,  9.2,     10.7,    10.6,    9.60,    7.63,  12.692,   // Hf - Hg
    8.776,   9.405,   8.532, unknown, unknown, unknown, unknown, 10.0,  unknown,  // Tl - Ac
    10.31,   9.1,     8.417, 10.55,   unknown, 8.3,     unknown};                 // Th - Cm

}  // namespace

double neutron_length(int z) {
    if (z < 1 || z >= static_cast<int>(lengths_fm.size()) ||
        lengths_fm[static_cast<std::size_t>(z)] == unknown)
        throw InputError("E-observe-neutron",
                         fmt::format("no neutron scattering length of {} is known",
                                     z >= 1 && z <= max_atomic_number ? element(z).symbol
                                                                      : "this atomic number"),
                         "measure it with X-rays");
    return lengths_fm[static_cast<std::size_t>(z)];
}

}  // namespace crucible
