#include "crucible/observe/scattering.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

void check_q(std::span<const double> q) {
    double last = 0;
    for (const double v : q) {
        if (!(v > last) || !std::isfinite(v))
            throw InputError("E-observe-q", fmt::format("q = {} 1/A after {}", v, last),
                             "give q above zero and in ascending order");
        last = v;
    }
    if (q.empty())
        throw InputError("E-observe-q", "no q to calculate at", "give at least one value of q");
}

/// Mean of sin(qr)/(qr) over the volume of the shell from `low` to `high`.
double shell_mean_of_sinc(double q, double low, double high) {
    // Int r sin(qr) dr = (sin qr - qr cos qr) / q^2, as a difference that does not cancel.
    const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
    const double x = q * half;
    const double sinc = std::sin(x) / x, cosine = std::cos(x);
    const double slope = x < 1e-3 ? x * x / 3 * (1 - x * x / 10) : sinc - cosine;
    // Int r sin(qr) = 2 half (middle sinc sin(q middle) + (sinc - cos x) cos(q middle) / q)
    const double integral =
        2 * half * (middle * sinc * std::sin(q * middle) + slope * std::cos(q * middle) / q);
    return integral / q / ((high * high * high - low * low * low) / 3);
}

/// (4 pi rho / q) Int_0^R r sin(qr) dr: what atoms at uniform density would add.
double uniform_part(double density, double q, double longest) {
    const double x = q * longest;
    return 4 * std::numbers::pi * density * (std::sin(x) - x * std::cos(x)) / (q * q * q);
}

/// What one pair of a and b adds to S_ab per sin(qr)/(qr): N / (N_a N_b), twice if a is b.
double weight_of_pair(const Ensemble& e, std::size_t a, std::size_t b) {
    return (a == b ? 2.0 : 1.0) * static_cast<double>(e.atoms()) /
           (static_cast<double>(e.counts[a]) * static_cast<double>(e.counts[b]));
}

LinearObservable empty_structure_factor(const Ensemble& e, std::vector<double> q,
                                        const RadialGrid& grid) {
    check_q(q);
    LinearObservable out;
    out.x_name = "q";
    out.x_unit = "1/angstrom";
    out.x = std::move(q);
    out.ensemble = e;
    out.grid = grid;
    out.base.assign(out.x.size(), 1);
    out.table = Array3<double>(e.pairs(), grid.bins, out.x.size());
    return out;
}

/// (n_species, points) amplitudes of scattering.
Array2<std::complex<double>> amplitudes(const std::vector<int>& elements, const Radiation& r,
                                        std::span<const double> q) {
    Array2<std::complex<double>> out(elements.size(), q.size());
    for (std::size_t a = 0; a < elements.size(); ++a) {
        std::complex<double> constant = 0;
        if (r.kind == Radiation::Kind::neutron)
            constant = neutron_length(elements[a]);
        else if (r.energy_kev)
            constant = anomalous_factor(elements[a], *r.energy_kev);
        for (std::size_t k = 0; k < q.size(); ++k) {
            out(a, k) = constant;
            if (r.kind == Radiation::Kind::xray) out(a, k) += xray_form_factor(elements[a], q[k]);
        }
    }
    return out;
}

/// (pairs, points) w_ab for a <= b, both orders of the elements together; the sum is 1.
Array2<double> faber_ziman_weights(const Ensemble& e, const Radiation& r,
                                   std::span<const double> q) {
    const auto f = amplitudes(e.elements, r, q);
    Array2<double> out(e.pairs(), q.size());
    for (std::size_t k = 0; k < q.size(); ++k) {
        std::complex<double> mean = 0;
        for (std::size_t a = 0; a < e.elements.size(); ++a) mean += e.fraction(a) * f(a, k);
        if (!(std::norm(mean) > 1e-12))
            throw InputError("E-observe-contrast",
                             "the scattering lengths of these elements cancel on average",
                             "Faber and Ziman's S(q) does not exist; use the other radiation");
        for (std::size_t a = 0; a < e.elements.size(); ++a)
            for (std::size_t b = a; b < e.elements.size(); ++b)
                out(e.pair(a, b), k) = (a == b ? 1.0 : 2.0) * e.fraction(a) * e.fraction(b) *
                                       std::real(f(a, k) * std::conj(f(b, k))) / std::norm(mean);
    }
    return out;
}

std::string symbol_pair(int a, int b) {
    return fmt::format("{}-{}", element(a).symbol, element(b).symbol);
}

}  // namespace

LinearObservable structure_factor(const Ensemble& e, const Radiation& r, std::vector<double> q,
                                  const RadialGrid& grid) {
    LinearObservable out = empty_structure_factor(e, std::move(q), grid);
    out.name = r.kind == Radiation::Kind::xray ? "S(q) X-ray" : "S(q) neutron";
    const Array2<double> weight = faber_ziman_weights(e, r, out.x);
    for (std::size_t k = 0; k < out.points(); ++k)
        out.base[k] -= uniform_part(e.density(), out.x[k], grid.longest());
    for (std::size_t bin = 0; bin < grid.bins; ++bin)
        for (std::size_t k = 0; k < out.points(); ++k) {
            const double low = grid.width * static_cast<double>(bin);
            const double wave = shell_mean_of_sinc(out.x[k], low, low + grid.width);
            for (std::size_t a = 0; a < e.elements.size(); ++a)
                for (std::size_t b = a; b < e.elements.size(); ++b) {
                    const std::size_t p = e.pair(a, b);
                    out.table(p, bin, k) = weight(p, k) * weight_of_pair(e, a, b) * wave;
                }
        }
    return out;
}

LinearObservable partial_structure_factor(const Ensemble& e, int z_a, int z_b,
                                          std::vector<double> q, const RadialGrid& grid) {
    const std::size_t a = e.species(z_a), b = e.species(z_b), p = e.pair(a, b);
    LinearObservable out = empty_structure_factor(e, std::move(q), grid);
    out.name = fmt::format("S(q) {}", symbol_pair(z_a, z_b));
    for (std::size_t k = 0; k < out.points(); ++k)
        out.base[k] -= uniform_part(e.density(), out.x[k], grid.longest());
    for (std::size_t bin = 0; bin < grid.bins; ++bin)
        for (std::size_t k = 0; k < out.points(); ++k) {
            const double low = grid.width * static_cast<double>(bin);
            out.table(p, bin, k) =
                weight_of_pair(e, a, b) * shell_mean_of_sinc(out.x[k], low, low + grid.width);
        }
    return out;
}

std::vector<double> structure_factor_reference(const Structure& s, const Radiation& r,
                                               std::span<const double> q, double longest) {
    check_q(q);
    const Ensemble e = ensemble_of(s);
    const SpeciesList species = species_of(s.numbers);
    const auto f = amplitudes(e.elements, r, q);
    const NeighbourList list = neighbours_reference(s, longest);
    std::vector<double> out(q.size());
    for (std::size_t k = 0; k < q.size(); ++k) {
        double sum = 0;
        std::complex<double> mean = 0;
        for (std::size_t i = 0; i < s.size(); ++i) {
            const auto fi = f(static_cast<std::size_t>(species.of_atom[i].index), k);
            mean += fi / static_cast<double>(s.size());
            for (const Neighbour& n : list.of(i)) {
                const auto j = static_cast<std::size_t>(n.j);
                const auto fj = f(static_cast<std::size_t>(species.of_atom[j].index), k);
                const double x = q[k] * n.distance;
                sum += std::real(fi * std::conj(fj)) * std::sin(x) / x;
            }
        }
        out[k] = 1 + sum / static_cast<double>(s.size()) / std::norm(mean) -
                 uniform_part(e.density(), q[k], longest);
    }
    return out;
}

Array2<double> scattering_weights(const Ensemble& e, const Radiation& r,
                                  std::span<const double> q) {
    return faber_ziman_weights(e, r, q);
}

}  // namespace crucible
