#include <fmt/format.h>
#include <xraylib/xraylib.h>

#include <cmath>
#include <numbers>
#include <string>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/scattering.hpp"

namespace crucible {
namespace {

/// Throws what xraylib complained of, if anything.
double xraylib_value(double value, xrl_error* error, std::string_view what, int z) {
    if (!error) return value;
    const std::string message = error->message ? error->message : "no value";
    xrl_error_free(error);
    const bool known = z >= 1 && z <= max_atomic_number;
    throw InputError(
        "E-observe-xray",
        fmt::format("{} of {}: {}", what,
                    known ? std::string(element(z).symbol) : std::to_string(z), message),
        "choose an element up to Z = 98 and q or energy within the tables of xraylib");
}

}  // namespace

double xray_form_factor(int z, double q) {
    xrl_error* error = nullptr;
    const double s = q / (4 * std::numbers::pi);  // sin(theta) / lambda
    const double value = FF_Rayl(z, s, &error);
    return xraylib_value(value, error, "X-ray form factor", z);
}

std::complex<double> anomalous_factor(int z, double energy_kev) {
    xrl_error* error = nullptr;
    const double real = Fi(z, energy_kev, &error);
    xraylib_value(real, error, "anomalous factor f'", z);
    const double imaginary = Fii(z, energy_kev, &error);
    xraylib_value(imaginary, error, "anomalous factor f''", z);
    return {real, -imaginary};  // xraylib's sign of f'' is the other one
}

}  // namespace crucible
