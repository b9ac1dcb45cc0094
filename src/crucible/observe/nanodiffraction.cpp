#include "crucible/observe/nanodiffraction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/fluctuation_geometry.hpp"
#include "crucible/observe/fluctuation_kernel.hpp"

namespace crucible {
namespace {

namespace kernel = fluctuation_kernel;

FluctuationOptions geometry_options(const NanodiffractionOptions& o) {
    if (o.probes < 1 || o.probes > 256 || o.azimuths < 2 || o.azimuths > 7200 || o.azimuths % 2)
        throw InputError("E-fem-options",
                         fmt::format("{} probes and {} azimuths", o.probes, o.azimuths),
                         "give 1 to 256 probes along a side, and an even number of azimuths");
    FluctuationOptions out;
    out.k = o.k;
    out.resolution = o.resolution * std::numbers::sqrt2;  // a square that holds the disc, 2 R wide
    out.n_psi = o.n_psi, out.n_theta = o.n_theta;
    return out;
}

/// Half a turn of directions, filled up to whole lanes.
struct HalfTurn {
    std::vector<double> cosine, sine, along;
    explicit HalfTurn(int azimuths) {
        const std::size_t half = static_cast<std::size_t>(azimuths) / 2;
        const std::size_t n = (half + kernel::lanes - 1) / kernel::lanes * kernel::lanes;
        for (std::size_t a = 0; a < n; ++a) {
            const double angle = 2 * std::numbers::pi * static_cast<double>(a) / azimuths;
            cosine.push_back(a < half ? std::cos(angle) : 0);
            sine.push_back(a < half ? std::sin(angle) : 0);
        }
        along.resize(n);
    }
};

/// Discrete Fourier component n of one ring of intensities.
std::complex<double> ring_component(std::span<const double> ring, int n) {
    std::complex<double> sum = 0;
    for (std::size_t a = 0; a < ring.size(); ++a)
        sum += ring[a] * std::polar(1.0, -2 * std::numbers::pi * n * static_cast<double>(a) /
                                             static_cast<double>(ring.size()));
    return sum / static_cast<double>(ring.size());
}

}  // namespace

Nanodiffraction nanodiffraction(const Structure& s, const NanodiffractionOptions& o) {
    const FluctuationGeometry geometry(s, geometry_options(o));
    const SpeciesList species = species_of(s.numbers);
    const Array2<double> f = electron_form_factors(species.numbers, o.k);
    HalfTurn turn(o.azimuths);
    const std::size_t n = turn.cosine.size(), half = static_cast<std::size_t>(o.azimuths) / 2;
    const auto probes = static_cast<std::size_t>(o.probes);
    Nanodiffraction out{o.k, o.azimuths, static_cast<int>(geometry.rotations()), o.probes, {}};
    out.intensity = Array3<double>(geometry.rotations() * probes * probes, o.k.size(),
                                   static_cast<std::size_t>(o.azimuths));
    const double room = geometry.side() - 2 * o.resolution;
    const auto place = [&](std::size_t i) {
        return room * ((static_cast<double>(i) + 0.5) / static_cast<double>(probes) - 0.5);
    };
    std::vector<std::vector<Vec3>> images;
    for (const Position& p : s.positions) images.push_back(geometry.images(p));
    std::vector<double> re(o.k.size() * n), im(o.k.size() * n);
    std::vector<ProbedAtom> seen;
    for (std::size_t r = 0; r < geometry.rotations(); ++r)
        for (std::size_t p = 0; p < probes * probes; ++p) {
            std::fill(re.begin(), re.end(), 0);
            std::fill(im.begin(), im.end(), 0);
            for (std::size_t i = 0; i < s.size(); ++i) {
                geometry.in_disc(r, images[i], place(p / probes), place(p % probes), o.resolution,
                                 seen);
                for (const ProbedAtom& a : seen)
                    kernel::add_waves({re.data(), im.data()}, o.k,
                                      f.row(static_cast<std::size_t>(species.of_atom[i].index)),
                                      a.weight, a.x, a.y, {turn.cosine, turn.sine}, turn.along);
            }
            for (std::size_t k = 0; k < o.k.size(); ++k)
                for (std::size_t a = 0; a < half; ++a) {
                    const std::size_t at = k * n + a;
                    const double intensity = re[at] * re[at] + im[at] * im[at];
                    out.intensity(r * probes * probes + p, k, a) = intensity;
                    out.intensity(r * probes * probes + p, k, a + half) = intensity;  // Friedel
                }
        }
    return out;
}

Array2<double> symmetry_orders(const Nanodiffraction& d, int n_max) {
    CRUCIBLE_ASSERT(n_max >= 0 && 2 * n_max <= d.azimuths);
    Array2<double> out(d.k.size(), static_cast<std::size_t>(n_max) + 1);
    std::vector<std::size_t> lit(d.k.size());  // patterns with any intensity
    for (std::size_t p = 0; p < d.intensity.planes(); ++p)
        for (std::size_t k = 0; k < d.k.size(); ++k) {
            const std::span<const double> ring = d.intensity.plane(p).row(k);
            const double mean = ring_component(ring, 0).real();
            if (!(mean > 0)) continue;
            ++lit[k];
            for (int n = 1; n <= n_max; ++n)
                out(k, static_cast<std::size_t>(n)) +=
                    2 * std::norm(ring_component(ring, n)) / (mean * mean);
        }
    for (std::size_t k = 0; k < d.k.size(); ++k)
        for (double& v : out.row(k)) v /= static_cast<double>(std::max<std::size_t>(lit[k], 1));
    return out;
}

Array2<double> angular_correlation(const Nanodiffraction& d) {
    // Through the Fourier components: the correlation of a ring with itself is their square.
    const Array2<double> orders = symmetry_orders(d, d.azimuths / 2);
    const auto turns = static_cast<std::size_t>(d.azimuths);
    Array2<double> out(d.k.size(), turns);
    for (std::size_t k = 0; k < d.k.size(); ++k)
        for (std::size_t a = 0; a < turns; ++a)
            for (std::size_t n = 1; n <= turns / 2; ++n)
                // The last component is its own conjugate and counts once.
                out(k, a) += (2 * n == turns ? 0.5 : 1.0) * orders(k, n) *
                             std::cos(2 * std::numbers::pi * static_cast<double>(n * a) /
                                      static_cast<double>(turns));
    return out;
}

}  // namespace crucible
