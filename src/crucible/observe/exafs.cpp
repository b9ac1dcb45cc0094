#include "crucible/observe/exafs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/num/quadrature.hpp"
#include "crucible/num/spline.hpp"

namespace crucible {
namespace {

/// 2 m_e / hbar^2 in 1/(eV angstrom^2), CODATA 2018.
constexpr double wave_number_per_ev = 0.2624684;

/// k' of the photoelectron for an origin of energy shifted by `e0_shift`, for each k.
std::vector<double> shifted_k(std::span<const double> k, double e0_shift) {
    std::vector<double> out;
    double last = 0;
    for (const double v : k) {
        const double square = v * v - wave_number_per_ev * e0_shift;
        if (!(v > last) || !std::isfinite(v) || !(square > 0))
            throw InputError(
                "E-exafs-k",
                fmt::format("k = {} 1/A after {}, with E0 shifted by {} eV", v, last, e0_shift),
                "give k above zero and the edge, in ascending order");
        out.push_back(std::sqrt(square));
        last = v;
    }
    if (k.empty())
        throw InputError("E-exafs-k", "no k to calculate at", "give at least one value of k");
    return out;
}

/// A path's columns at the wave numbers wanted.
struct PathTable {
    double half_length = 0;
    std::vector<std::complex<double>> amplitude;  ///< (points) magnitude and phase, angstrom
    std::vector<double> mean_free_path;           ///< (points) angstrom

    PathTable(const FeffPath& p, std::span<const double> k) : half_length(p.half_length) {
        if (!(k.front() >= p.k.front()) || !(k.back() <= p.k.back() * (1 + 1e-9)))
            throw InputError("E-exafs-k",
                             fmt::format("k from {:.6g} to {:.6g} 1/A, but {} has {:.6g} to {:.6g}",
                                         k.front(), k.back(), p.file, p.k.front(), p.k.back()),
                             "stay within the tables, or run FEFF to a higher k");
        const CubicSpline magnitude(p.k, p.magnitude), phase(p.k, p.phase),
            mean_free(p.k, p.mean_free_path);
        for (const double v : k) {
            amplitude.push_back(std::polar(std::max(0.0, magnitude(v)), phase(v)));
            mean_free_path.push_back(mean_free(v));
        }
    }
};

/// One neighbour at distance r: mag / (k r^2) exp(-2r/lambda) sin(2kr + phase).
double wave_of_neighbour(double k, double r, std::complex<double> amplitude,
                         double mean_free_path) {
    return std::imag(amplitude * std::polar(std::exp(-2 * r / mean_free_path), 2 * k * r)) /
           (k * r * r);
}

/// S0^2 k^n exp(-2 k'^2 sigma^2) for each k.
std::vector<double> prefactors(std::span<const double> k, std::span<const double> shifted,
                               const ExafsOptions& o) {
    std::vector<double> out;
    for (std::size_t i = 0; i < k.size(); ++i)
        out.push_back(o.s02 * std::pow(k[i], o.k_weight) *
                      std::exp(-2 * shifted[i] * shifted[i] * o.sigma2));
    return out;
}

void check_options(const ExafsOptions& o) {
    if (!(o.s02 > 0 && o.s02 < 10) || !(std::fabs(o.e0_shift) < 1e3) ||
        !(o.sigma2 >= 0 && o.sigma2 < 1) || o.k_weight < 0 || o.k_weight > 4 || !(o.longest > 0))
        throw InputError("E-exafs-options",
                         fmt::format("S0^2 = {}, dE0 = {} eV, sigma^2 = {} A^2, k^{}, to {} A",
                                     o.s02, o.e0_shift, o.sigma2, o.k_weight, o.longest),
                         "give S0^2 and the range above zero, sigma^2 from 0 to 1, weight 0 to 4");
}

/// Single-scattering paths from the absorber to `z`, by length.
std::vector<PathTable> tables_of_pair(const std::vector<FeffPath>& paths, int absorber, int z,
                                      std::span<const double> k) {
    std::vector<PathTable> out;
    for (const FeffPath& p : paths)
        if (p.absorber == absorber && p.legs == 2 && p.scatterers.size() == 1 &&
            p.scatterers[0] == z)
            out.emplace_back(p, k);
    if (out.empty())
        throw InputError("E-exafs-path",
                         fmt::format("no single-scattering path from {} to {}",
                                     element(absorber).symbol, element(z).symbol),
                         "add the feffNNNN.dat of this pair, from any crystal or cluster with it");
    std::sort(out.begin(), out.end(),
              [](const PathTable& a, const PathTable& b) { return a.half_length < b.half_length; });
    return out;
}

/// Adds to `out` (points) the wave of one neighbour at r, `weight` times.
void add_wave(const std::vector<PathTable>& tables, std::span<const double> k, double r,
              double weight, std::span<double> out) {
    const auto above = std::find_if(tables.begin(), tables.end(),
                                    [&](const PathTable& t) { return t.half_length > r; });
    const PathTable& b = above == tables.end() ? tables.back() : *above;
    const PathTable& a = above == tables.begin() ? b : *(above - 1);
    const double gap = b.half_length - a.half_length;
    const double t = gap > 0 ? std::clamp((r - a.half_length) / gap, 0.0, 1.0) : 0;
    for (std::size_t i = 0; i < k.size(); ++i)
        out[i] +=
            weight * wave_of_neighbour(k[i], r, (1 - t) * a.amplitude[i] + t * b.amplitude[i],
                                       (1 - t) * a.mean_free_path[i] + t * b.mean_free_path[i]);
}

/// Int_low^high cos(f x + phase) dx.
double integral_of_cosine(double f, double phase, double low, double high) {
    const double half = 0.5 * f * (high - low);
    const double sinc = std::fabs(half) < 1e-8 ? 1 : std::sin(half) / half;
    return (high - low) * sinc * std::cos(0.5 * f * (low + high) + phase);
}

/// Int cos(f x) (1 + cos(b (x - top))) / 2 dx over an edge of the window.
double integral_of_edge(double f, double b, double top, double low, double high) {
    return 0.5 * integral_of_cosine(f, 0, low, high) +
           0.25 * (integral_of_cosine(f + b, -b * top, low, high) +
                   integral_of_cosine(f - b, b * top, low, high));
}

}  // namespace

std::vector<double> path_sum(const std::vector<FeffPath>& paths, const ExafsOptions& options,
                             std::span<const double> k) {
    check_options(options);
    const std::vector<double> shifted = shifted_k(k, options.e0_shift);
    std::vector<double> out(k.size());
    for (const FeffPath& p : paths) {
        const PathTable t(p, shifted);
        for (std::size_t i = 0; i < k.size(); ++i)
            out[i] +=
                p.degeneracy * std::exp(-2 * shifted[i] * shifted[i] * p.sigma2) *
                wave_of_neighbour(shifted[i], t.half_length, t.amplitude[i], t.mean_free_path[i]);
    }
    const std::vector<double> factor = prefactors(k, shifted, options);
    for (std::size_t i = 0; i < k.size(); ++i) out[i] *= factor[i];
    return out;
}

Array2<double> fourier_filter(std::span<const double> k, double low, double high,
                              double edge_width) {
    shifted_k(k, 0);
    if (!(low >= 0) || !(high > low) || !(edge_width >= 0) || !(edge_width <= high - low) ||
        !(high < 100) || k.size() < 2)
        throw InputError("E-exafs-filter",
                         fmt::format("a filter from {} to {} A with edges of {} A on {} points",
                                     low, high, edge_width, k.size()),
                         "give ends in ascending order, edges that fit between them, two points");
    // y(k) = 2/pi Int W(R) Int y(k') cos(2 R (k - k')) dk' dR: the transform to R > 0 and back.
    const double half = 0.5 * edge_width, first = std::max(0.0, low - half);
    const double b = edge_width > 0 ? std::numbers::pi / edge_width : 0;
    Array2<double> out(k.size(), k.size());
    for (std::size_t j = 0; j < k.size(); ++j) {
        const double before = j > 0 ? k[j] - k[j - 1] : 0;
        const double after = j + 1 < k.size() ? k[j + 1] - k[j] : 0;
        const double dk = 0.5 * (before + after);
        for (std::size_t i = 0; i < k.size(); ++i) {
            const double f = 2 * (k[i] - k[j]);
            double window = integral_of_cosine(f, 0, low + half, high - half);
            if (edge_width > 0)
                window += integral_of_edge(f, b, low + half, first, low + half) +
                          integral_of_edge(f, b, high - half, high - half, high + half);
            out(i, j) = 2 / std::numbers::pi * window * dk;
        }
    }
    return out;
}

LinearObservable exafs(const Ensemble& e, int absorber, const std::vector<FeffPath>& paths,
                       std::vector<double> k, const ExafsOptions& options, const RadialGrid& grid) {
    check_options(options);
    const std::size_t a = e.species(absorber);
    if (!(options.longest <= grid.longest() * (1 + 1e-9)))
        throw InputError("E-observe-range",
                         fmt::format("EXAFS to {} A on a grid that ends at {} A", options.longest,
                                     grid.longest()),
                         "lengthen the grid, or take nearer neighbours only");
    const std::vector<double> shifted = shifted_k(k, options.e0_shift);
    const std::vector<double> factor = prefactors(k, shifted, options);
    LinearObservable out;
    out.name = fmt::format("chi(k) {}", element(absorber).symbol);
    for (const FeffPath& p : paths)
        if (p.absorber == absorber && !p.edge.empty()) {
            out.name += " " + p.edge;
            break;
        }
    out.x_name = "k", out.x_unit = "1/angstrom";
    out.value_unit = options.k_weight == 0   ? ""
                     : options.k_weight == 1 ? "1/angstrom"
                                             : fmt::format("1/angstrom^{}", options.k_weight);
    out.ensemble = e, out.grid = grid;
    out.base.assign(k.size(), 0);
    out.table = Array3<double>(e.pairs(), grid.bins, k.size());
    const auto bins =
        std::min(grid.bins, static_cast<std::size_t>(options.longest / grid.width * (1 + 1e-9)));
    for (std::size_t s = 0; s < e.elements.size(); ++s) {
        const auto tables = tables_of_pair(paths, absorber, e.elements[s], shifted);
        const double ends = (s == a ? 2.0 : 1.0) / static_cast<double>(e.counts[a]);
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const std::span<double> row = out.table.plane(e.pair(a, s)).row(bin);
            for (std::size_t g = 0; g < gauss4_nodes.size(); ++g) {
                const double r = grid.middle(bin) + 0.5 * grid.width * gauss4_nodes[g];
                const double share =
                    2 * std::numbers::pi * grid.width * gauss4_weights[g] * r * r / grid.shell(bin);
                add_wave(tables, shifted, r, ends * share, row);
            }
            for (std::size_t i = 0; i < k.size(); ++i) row[i] *= factor[i];
        }
    }
    if (!options.filter) {
        out.x = std::move(k);
        return out;
    }
    const auto [low, high] = *options.filter;
    out.x = k;
    return transformed(out, fourier_filter(k, low, high, options.edge_width), k);
}

}  // namespace crucible
