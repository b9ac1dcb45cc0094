#include "crucible/observe/fluctuation_geometry.hpp"

#include <fmt/format.h>
#include <math.h>  // for POSIX j1

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/scattering.hpp"

namespace crucible {
namespace {

constexpr double pi_ = std::numbers::pi;

void check_fluctuation_options(const FluctuationOptions& o) {
    const auto fail = [](const std::string& what, const std::string& cure) {
        throw InputError("E-fem-options", what, cure);
    };
    double last = 0;
    for (const double k : o.k) {
        if (!(k > last) || !(k < 100))
            fail(fmt::format("k = {} 1/A after {}", k, last),
                 "give k (without 2 pi) above zero and in ascending order");
        last = k;
    }
    if (o.k.empty()) fail("no k to calculate at", "give at least one value of k");
    if (!(o.resolution > 0.1) || !(o.resolution < 1e4))
        fail(fmt::format("a resolution of {} A", o.resolution), "give R = 0.61 / Q in angstrom");
    for (const int n : {o.n_phi, o.n_psi, o.n_theta})
        if (n < 1 || n > 1000)
            fail(fmt::format("{} x {} x {} rotations", o.n_phi, o.n_psi, o.n_theta),
                 "give 1 to 1000 of each angle");
    if (o.azimuths < 0 || o.azimuths > 10000)
        fail(fmt::format("{} azimuths", o.azimuths), "give up to 10000, 0 for a choice");
}

Mat3 about_z(double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {{{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}}};
}

Mat3 about_x(double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {{{{1, 0, 0}, {0, c, s}, {0, -s, c}}}};
}

}  // namespace

std::vector<Mat3> fluctuation_rotations(const FluctuationOptions& o) {
    check_fluctuation_options(o);
    std::vector<Mat3> out;
    for (int i = 0; i < o.n_phi; ++i)
        for (int j = 0; j < std::max(1, o.n_psi / 2); ++j) {
            const double phi = 2 * pi_ * i / o.n_phi, psi = 2 * pi_ * j / o.n_psi;
            const int n = static_cast<int>(std::sin(psi) * o.n_theta);
            if (n == 0) out.push_back(about_z(phi) * about_z(psi));
            for (int k = 1; k <= n - 2; ++k)
                out.push_back(about_z(phi) * about_x(k * pi_ / (n - 1)) * about_z(psi));
        }
    return out;
}

FluctuationGeometry::FluctuationGeometry(const Structure& s, const FluctuationOptions& o)
    : rotation_(fluctuation_rotations(o)), resolution_(o.resolution) {
    if (s.size() == 0)
        throw InputError("E-observe-frames", "fluctuations of nothing", "give at least one atom");
    if (!(s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]))
        throw InputError("E-atoms-periodic", "fluctuation microscopy without a periodic cell",
                         "give a structure that is periodic in three directions");
    const Cell cell = minkowski_reduce(s.cell).cell;
    cell_ = cell.h;
    inverse_ = inverse(cell_);
    side_ = std::cbrt(cell.volume());
    pixel_ = o.resolution * std::numbers::sqrt2;
    // A hair of rounding in R = 0.61 / Q must not turn one pixel into none.
    pixels_per_side_ = static_cast<std::size_t>(side_ / pixel_ * (1 + 1e-3));
    if (pixels_per_side_ == 0)
        throw InputError(
            "E-fem-box",
            fmt::format("a pixel of {:.4g} A does not fit into a box of {:.4g} A", pixel_, side_),
            "take a finer resolution, or a larger model");
    // Atoms are brought to -1/2..1/2 of the cell; the sphere around the cube reaches sqrt(3)/2
    // side.
    const auto spacing = plane_spacings(cell);
    std::array<int, 3> range{};
    for (std::size_t k = 0; k < 3; ++k)
        range[k] = static_cast<int>(std::ceil(0.5 * std::sqrt(3.0) * side_ / spacing[k] + 0.5));
    for (int a = -range[0]; a <= range[0]; ++a)
        for (int b = -range[1]; b <= range[1]; ++b)
            for (int c = -range[2]; c <= range[2]; ++c)
                translations_.push_back(cell_[0] * a + cell_[1] * b + cell_[2] * c);
}

std::vector<Vec3> FluctuationGeometry::images(const Position& r) const {
    Vec3 f = r * inverse_;
    for (int k = 0; k < 3; ++k) f[k] -= std::round(f[k]);
    const Vec3 home = f * cell_;
    const double sphere2 = 0.75 * side_ * side_;
    std::vector<Vec3> out;
    for (const Vec3& t : translations_)
        if (norm2(home + t) <= sphere2) out.push_back(home + t);
    return out;
}

void FluctuationGeometry::probed(std::size_t r, const std::vector<Vec3>& images,
                                 std::vector<ProbedAtom>& out) const {
    out.clear();
    const double half = 0.5 * side_;
    const auto n = static_cast<double>(pixels_per_side_);
    const double pitch = side_ / n, reach = resolution_ / std::numbers::sqrt2;
    for (const Vec3& image : images) {
        const Vec3 v = rotation_[r] * image;
        if (std::fabs(v.x) > half || std::fabs(v.y) > half || std::fabs(v.z) > half) continue;
        const double column = std::clamp(std::floor((v.x + half) / pitch), 0.0, n - 1);
        const double row = std::clamp(std::floor((v.y + half) / pitch), 0.0, n - 1);
        const double x = v.x + half - pitch * (column + 0.5), y = v.y + half - pitch * (row + 0.5);
        if (std::fabs(x) > reach || std::fabs(y) > reach) continue;
        out.push_back({static_cast<std::size_t>(column * n + row), x, y,
                       airy_amplitude(std::sqrt(x * x + y * y), resolution_)});
    }
}

void FluctuationGeometry::in_disc(std::size_t r, const std::vector<Vec3>& images, double x,
                                  double y, double radius, std::vector<ProbedAtom>& out) const {
    out.clear();
    for (const Vec3& image : images) {
        const Vec3 v = rotation_[r] * image;
        if (std::fabs(v.z) > 0.5 * side_) continue;
        const double dx = v.x - x, dy = v.y - y, distance = std::sqrt(dx * dx + dy * dy);
        if (distance < radius) out.push_back({0, dx, dy, airy_amplitude(distance, radius)});
    }
}

double airy_amplitude(double r, double resolution) {
    const double u = 2 * pi_ * 0.61 / resolution * r;
    return u < 1e-6 ? 1 : 2 * ::j1(u) / u;
}

double electron_form_factor(int z, double k) {
    // 0.023934 1/angstrom = m e^2 / (8 pi epsilon_0 h^2). Near s = 0 the difference cancels.
    const double s = 0.5 * std::max(k, 0.04);
    return 0.023934 * (z - xray_form_factor(z, 4 * pi_ * s)) / (s * s);
}

Array2<double> electron_form_factors(const std::vector<int>& elements,
                                     const std::vector<double>& k) {
    Array2<double> out(elements.size(), k.size());
    for (std::size_t e = 0; e < elements.size(); ++e)
        for (std::size_t i = 0; i < k.size(); ++i)
            out(e, i) = electron_form_factor(elements[e], k[i]);
    return out;
}

}  // namespace crucible
