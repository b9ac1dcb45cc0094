#pragma once
// Quantities with units. Internal units: eV, angstrom, fs, K, e, u; a pressure is eV/angstrom^3.

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// Exponents over (energy, length, time, temperature, charge, mass, angle).
struct Dimension {
    std::array<signed char, 7> exponents{};
    friend bool operator==(const Dimension&, const Dimension&) = default;
};
namespace dimension {
inline constexpr Dimension none{}, energy{{1}}, length{{0, 1}}, time{{0, 0, 1}},
    temperature{{0, 0, 0, 1}}, charge{{0, 0, 0, 0, 1}}, mass{{0, 0, 0, 0, 0, 1}},
    angle{{0, 0, 0, 0, 0, 0, 1}}, pressure{{1, -3}}, force{{1, -1}}, volume{{0, 3}},
    wavenumber{{0, -1}}, dispersion{{1, 6}}, density{{0, -3, 0, 0, 0, 1}};
inline constexpr Dimension cooling_rate{{0, 0, -1, 1}};
}  // namespace dimension
/// "pressure", or the exponents spelled out.
std::string dimension_name(const Dimension&);
/// "an energy", "a pressure".
std::string with_article(std::string_view noun);

struct Unit {
    double factor = 1;  ///< internal value of one of it
    Dimension dimension;
};
/// "kcal/mol/angstrom", "1/angstrom", "g/cm^3". Throws InputError (E-unit) with the nearest name.
Unit parse_unit(std::string_view expression);
/// Internal value of `value` in `unit`; and back.
double to_internal(double value, std::string_view unit);
double from_internal(double value, std::string_view unit);
/// "20 GPa" to the internal value. Throws InputError (E-unit) unless of dimension `d`.
double parse_quantity(std::string_view text, const Dimension& d);
/// Every unit name, for completion and "did you mean".
const std::vector<std::string>& unit_names();

/// A double in internal units whose dimension the type fixes.
template <int Tag>
struct Quantity {
    double value = 0;
    static const Dimension& dimension();
    friend auto operator<=>(const Quantity&, const Quantity&) = default;
};
using CoolingRate = Quantity<11>;  ///< K/fs
using Energy = Quantity<0>;
using Length = Quantity<1>;
using Time = Quantity<2>;
using Temperature = Quantity<3>;
using Pressure = Quantity<4>;
using Force = Quantity<5>;
using Volume = Quantity<6>;
using Angle = Quantity<7>;
using Wavenumber = Quantity<8>;
using Charge = Quantity<9>;
using Dispersion = Quantity<10>;  ///< C of -C/r^6
using Density = Quantity<12>;     ///< mass per volume

namespace constants {                                  // CODATA 2018 unless said
inline constexpr double kcal_per_mol = 1 / 23.060548;  ///< eV; spec value used by the references
inline constexpr double gpa = 1 / 160.2176634;         ///< eV/angstrom^3
inline constexpr double coulomb = 14.3996454785;       ///< eV angstrom / e^2
inline constexpr double boltzmann = 8.617333262e-5;    ///< eV/K
}  // namespace constants

}  // namespace crucible
