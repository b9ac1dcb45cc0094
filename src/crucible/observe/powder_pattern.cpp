#include "crucible/observe/powder_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/observe/scattering.hpp"

namespace crucible {
namespace {

constexpr double same_angle = 1e-3, faintest = 1e-4;
constexpr double degree = std::numbers::pi / 180;

/// One reciprocal vector without 2 pi, and its square of the structure factor.
double squared_structure_factor(const Structure& s, const Vec3& g, double length) {
    std::map<int, double> factor;
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto [at, is_new] = factor.emplace(s.numbers[i], 0);
        if (is_new) at->second = xray_form_factor(s.numbers[i], 2 * std::numbers::pi * length);
        sum += at->second * std::polar(1.0, 2 * std::numbers::pi * dot(g, s.positions[i]));
    }
    return std::norm(sum);
}

}  // namespace

std::vector<PowderLine> powder_pattern(const Structure& s, double wavelength, double low,
                                       double high) {
    if (!(wavelength > 0.05 && wavelength < 10 && low > 0 && low < high && high <= 170))
        throw InputError("E-observe-q", "a powder pattern has angles or a wavelength out of range",
                         "give angles from above 0 to 170 degrees and 0.05 to 10 angstrom");
    if (s.cell.periodic != std::array<bool, 3>{true, true, true})
        throw InputError("E-atoms-periodic", "a powder pattern needs a crystal",
                         "give a structure that is periodic in all directions");
    const Mat3 reciprocal = transpose(inverse(s.cell.h));  // rows: reciprocal vectors
    const double longest = 2 * std::sin(high / 2 * degree) / wavelength;
    std::array<int, 3> most{};
    for (int k = 0; k < 3; ++k) most[k] = static_cast<int>(longest * norm(s.cell.h[k]));
    std::vector<PowderLine> all;
    for (int a = 0; a <= most[0]; ++a)
        for (int b = -most[1]; b <= most[1]; ++b)
            for (int c = -most[2]; c <= most[2]; ++c) {
                if (a == 0 && (b < 0 || (b == 0 && c <= 0))) continue;  // g and -g are alike
                const Vec3 g = double(a) * reciprocal[0] + double(b) * reciprocal[1] +
                               double(c) * reciprocal[2];
                const double length = norm(g), sine = length * wavelength / 2;
                if (length > longest || sine < std::sin(low / 2 * degree)) continue;
                const double theta = std::asin(sine), cosine = std::cos(2 * theta);
                const double lorentz = (1 + cosine * cosine) / (sine * sine * std::cos(theta));
                all.push_back({2 * theta / degree, 1 / length,
                               lorentz * squared_structure_factor(s, g, length)});
            }
    std::sort(all.begin(), all.end(),
              [](const PowderLine& x, const PowderLine& y) { return x.two_theta < y.two_theta; });
    std::vector<PowderLine> lines;
    for (const PowderLine& line : all)
        if (!lines.empty() && line.two_theta - lines.back().two_theta < same_angle)
            lines.back().intensity += line.intensity;
        else
            lines.push_back(line);
    double strongest = 0;
    for (const PowderLine& line : lines) strongest = std::max(strongest, line.intensity);
    std::erase_if(lines,
                  [&](const PowderLine& line) { return line.intensity <= faintest * strongest; });
    for (PowderLine& line : lines) line.intensity *= 100 / strongest;
    return lines;
}

}  // namespace crucible
