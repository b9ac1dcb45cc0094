#include "crucible/descriptors/soap_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Where the density of an atom has fallen to a thousandth: atoms that far beyond the cut-off still
/// count.
double tail_of(double sigma) { return sigma * std::sqrt(2 * std::log(1000.0)); }

SoapSettings checked(SoapSettings s) {
    const auto require = [](bool is_fine, const char* what, const char* cure) {
        if (!is_fine) throw InputError("E-soap", what, cure);
    };
    require(s.n_max >= 1 && s.n_max <= 20, "n_max of SOAP is not between 1 and 20", "take 6 to 12");
    require(s.l_max >= 0 && s.l_max <= 20, "l_max of SOAP is not between 0 and 20", "take 4 to 9");
    require(s.sigma >= 0.05 && s.sigma <= 5, "sigma of SOAP is not between 0.05 and 5 angstrom",
            "take 0.3 to 1 angstrom");
    require(s.cutoff >= 0.5 && s.cutoff <= 50, "the cut-off of SOAP is not between 0.5 and 50",
            "take 4 to 8 angstrom");
    require(s.cutoff <= 200 * s.sigma, "sigma of SOAP is below a 200th of the cut-off",
            "take a wider sigma, or a shorter cut-off");
    require(s.basis != SoapBasis::gto || s.cutoff > 1,
            "the basis gto needs a cut-off above 1 angstrom", "take 4 to 8 angstrom");
    require(!s.species.empty() && std::is_sorted(s.species.begin(), s.species.end()) &&
                std::adjacent_find(s.species.begin(), s.species.end()) == s.species.end(),
            "the species of SOAP are not different ones in ascending order",
            "give each atomic number once");
    return s;
}

}  // namespace

SoapRecursion::SoapRecursion(const SolidHarmonics& harmonics)
    : l_max(static_cast<std::size_t>(harmonics.l_max())) {
    double start = 1;
    for (int m = 0; m <= harmonics.l_max(); ++m) {
        if (m > 1) start *= 2 * m - 1;
        for (int l = m; l <= harmonics.l_max(); ++l)
            steps.push_back({start, harmonics.norms()[SolidHarmonics::place(l, m)],
                             (2.0 * l + 1) / (l + 1 - m),
                             static_cast<double>(l + m) / (l + 1 - m)});
    }
}

Soap::Engine::Engine(SoapSettings s)
    : settings(checked(std::move(s))),
      reach(settings.cutoff + tail_of(settings.sigma)),
      basis(settings),
      table(basis, static_cast<std::size_t>(settings.n_max),
            static_cast<std::size_t>(settings.l_max), reach),
      harmonics(settings.l_max),
      recursion(harmonics) {
    for (std::size_t a = 0; a < species(); ++a)
        for (std::size_t b = a; b < species(); ++b) {
            if (a != b && settings.pairs == SoapPairs::same) continue;
            pairs.push_back({a, b});
            for (int l = 0; l <= settings.l_max; ++l)
                for (int n = 0; n < settings.n_max; ++n)
                    for (int k = a == b ? n : 0; k < settings.n_max; ++k)
                        features.push_back({settings.species[a], settings.species[b], n, k, l});
        }
    AlignedVector<double> alone(block());
    SoapNeighbours itself;
    SoapScratch scratch;
    itself.add(0, 0, 0);
    itself.fill_up();
    soap_moments(table, recursion, itself, scratch, alone.data());
    own.assign(alone.begin(), alone.begin() + static_cast<std::ptrdiff_t>(table.room));
}

std::vector<std::size_t> Soap::Engine::kinds(const Structure& s) const {
    std::vector<std::size_t> out;
    out.reserve(s.size());
    for (const int number : s.numbers) {
        const auto at = std::lower_bound(settings.species.begin(), settings.species.end(), number);
        if (at == settings.species.end() || *at != number)
            throw InputError(
                "E-soap",
                fmt::format("{} occurs in {}, but is not among the species of SOAP",
                            element(number).symbol, s.name.empty() ? "the structure" : s.name),
                "name all elements that occur");
        out.push_back(static_cast<std::size_t>(at - settings.species.begin()));
    }
    return out;
}

void Soap::Engine::expand(const Surroundings& around, std::size_t kind, std::size_t i, Workspace& w,
                          double* moments) const {
    w.near.resize(species());
    for (SoapNeighbours& n : w.near) n.count = 0;
    w.near[kind].add(0, 0, 0);  // its own density
    around.neighbours_of(i, w.near);
    for (std::size_t a = 0; a < species(); ++a) {
        w.near[a].fill_up();
        soap_moments(table, recursion, w.near[a], w.scratch, moments + a * block());
    }
}

void Soap::Engine::expand_all(const Structure& s, const std::vector<std::size_t>& kinds,
                              const Visit& visit) const {
    Workspace w;
    if (const auto bonds = CellBonds::of(s, kinds, reach)) {
        AlignedVector<double> moments(s.size() * atom_block());
        SoapBonds own_and_later;
        for (std::size_t p = 0; p < s.size(); ++p) {
            double* own_density = moments.data() + p * atom_block() + bonds->kinds()[p] * block();
            for (std::size_t n = 0; n < table.room; ++n) own_density[n] += own[n];
            bonds->at(p, own_and_later);
            soap_bond_moments(table, recursion, own_and_later, bonds->kinds(), species(), w.scratch,
                              moments.data());
        }
        const std::span<const std::size_t> atoms = bonds->atoms();
        for (std::size_t p = 0, end = 0; p < s.size(); p = end) {
            while (end < s.size() && bonds->kinds()[end] == bonds->kinds()[p]) ++end;
            visit(atoms.subspan(p, end - p), moments.data() + p * atom_block());
        }
        return;
    }
    const Surroundings around(s, kinds, reach);
    AlignedVector<double> moments(atom_block());
    for (std::size_t i = 0; i < s.size(); ++i) {
        expand(around, kinds[i], i, w, moments.data());
        visit({&i, 1}, moments.data());
    }
}

void Soap::Engine::add_power(const double* moments, std::size_t count, double weight,
                             double* spectra) const {
    for (const Pair& p : pairs) {
        soap_products(table, weight,
                      {moments + p.a * block(), moments + p.b * block(), count, atom_block()},
                      spectra);
        spectra += spectrum_size();
    }
}

void Soap::Engine::add_power_change(const double* moments, const double* change, double weight,
                                    double* spectra) const {
    for (const Pair& p : pairs) {
        const std::size_t a = p.a * block(), b = p.b * block();
        soap_products(table, weight, {change + a, moments + b}, spectra);
        soap_products(table, weight, {moments + a, change + b}, spectra);
        spectra += spectrum_size();
    }
}

void Soap::Engine::copy_features(const double* row, double* out) const {
    for (const Pair& p : pairs)
        for (std::size_t l = 0; l <= table.l_max; ++l)
            for (std::size_t n = 0; n < table.n_max; ++n, row += table.room)
                out = std::copy(row + (p.a == p.b ? n : 0), row + table.n_max, out);
}

// c = f(R^2) S(R), hence dc/dR = 2 f' S R + f dS/dR.
void Soap::Engine::add_changes(const PairFinder& finder, const std::vector<std::size_t>& kind,
                               std::size_t i, double weight, Span2D<double> change) const {
    std::vector<double> values(harmonics.size());
    std::vector<Vec3> gradients(harmonics.size());
    Array2<double> f(table.l_max + 1, table.n_max), slope(table.l_max + 1, table.n_max);
    finder.neighbours_of(
        static_cast<int>(i), [&](int, int neighbour, const Vec3& v, double s, const auto&) {
            const auto j = static_cast<std::size_t>(neighbour);
            if (j == i) return;  // an image moves along with the atom
            basis.at(s, f, slope);
            for (double& x : f.flat()) x *= weight;
            for (double& x : slope.flat()) x *= weight;
            harmonics.at(v, values.data(), gradients.data());
            for (std::size_t l = 0; l <= table.l_max; ++l)
                for (std::size_t m = l * l; m < (l + 1) * (l + 1); ++m)
                    for (std::size_t n = 0; n < table.n_max; ++n) {
                        const Vec3 d = v * (2 * slope(l, n) * values[m]) + gradients[m] * f(l, n);
                        const std::size_t place = kind[j] * block() + m * table.room + n;
                        for (int k = 0; k < 3; ++k) {
                            const auto axis = static_cast<std::size_t>(k);
                            change(3 * j + axis, place) += d[k];
                            change(3 * i + axis, place) -= d[k];
                        }
                    }
        });
}

}  // namespace crucible
