#include "crucible/descriptors/soap.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "crucible/descriptors/soap_engine.hpp"

namespace crucible {

Soap::Soap(SoapSettings settings) : engine_(std::make_unique<Engine>(std::move(settings))) {}
Soap::~Soap() = default;
Soap::Soap(Soap&&) noexcept = default;
Soap& Soap::operator=(Soap&&) noexcept = default;

const SoapSettings& Soap::settings() const { return engine_->settings; }
const std::vector<SoapFeature>& Soap::features() const { return engine_->features; }
std::size_t Soap::size(SoapAverage kind) const { return size() * engine_->parts(kind); }

Array2<double> Soap::per_atom(const Structure& s) const {
    const Engine& e = *engine_;
    const std::vector<std::size_t> kinds = e.kinds(s);
    Array2<double> out(s.size(), size());
    AlignedVector<double> spectra(e.spectra_size());
    e.expand_all(s, kinds, [&](std::span<const std::size_t> atoms, const double* moments) {
        for (const std::size_t i : atoms) {
            std::fill(spectra.begin(), spectra.end(), 0.0);
            e.add_power(moments, 1, 1, spectra.data());
            e.copy_features(spectra.data(), out.row(i).data());
            moments += e.atom_block();
        }
    });
    return out;
}

std::vector<double> Soap::Engine::shares(const std::vector<std::size_t>& kinds,
                                         SoapAverage kind) const {
    std::vector<double> atoms(parts(kind)), out;
    for (const std::size_t k : kinds) atoms[part(kind, k)] += 1;
    for (const std::size_t k : kinds) out.push_back(1 / atoms[part(kind, k)]);
    return out;
}

std::vector<double> Soap::average(const Structure& s, SoapAverage kind) const {
    const Engine& e = *engine_;
    const std::vector<std::size_t> kinds = e.kinds(s);
    const std::vector<double> shares = e.shares(kinds, kind);
    AlignedVector<double> mean(e.atom_block()), spectra(e.parts(kind) * e.spectra_size());
    std::vector<double> out(size(kind));
    e.expand_all(s, kinds, [&](std::span<const std::size_t> atoms, const double* moments) {
        const double share = shares[atoms[0]];
        if (kind != SoapAverage::inner)
            return e.add_power(moments, atoms.size(), share,
                               spectra.data() + e.part(kind, kinds[atoms[0]]) * e.spectra_size());
        for (std::size_t i = 0; i < atoms.size(); ++i)
            for (double& x : mean) x += share * *moments++;
    });
    if (kind == SoapAverage::inner) e.add_power(mean.data(), 1, 1, spectra.data());
    for (std::size_t p = 0; p < e.parts(kind); ++p)
        e.copy_features(spectra.data() + p * e.spectra_size(), out.data() + p * size());
    return out;
}

Array2<double> Soap::per_atom_reference(const Structure& s) const {
    const Engine& e = *engine_;
    const std::vector<std::size_t> kinds = e.kinds(s);
    const NeighbourList list = neighbours_reference(s, e.reach);
    const std::size_t n_max = e.table.n_max, l_max = e.table.l_max;
    Array2<double> out(s.size(), size()), f(l_max + 1, n_max), slope(l_max + 1, n_max);
    std::vector<double> harmonics(e.harmonics.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        Array3<double> c(e.species(), n_max, e.harmonics.size());
        const auto add = [&](std::size_t kind, const Vec3& v) {
            e.basis.at(norm2(v), f, slope);
            e.harmonics.at(v, harmonics.data());
            for (std::size_t l = 0; l <= l_max; ++l)
                for (std::size_t m = l * l; m < (l + 1) * (l + 1); ++m)
                    for (std::size_t n = 0; n < n_max; ++n) c(kind, n, m) += f(l, n) * harmonics[m];
        };
        add(kinds[i], {});
        for (const Neighbour& n : list.of(i)) add(kinds[static_cast<std::size_t>(n.j)], n.vector);
        std::size_t k = 0;
        for (const Engine::Pair& p : e.pairs)
            for (std::size_t l = 0; l <= l_max; ++l)
                for (std::size_t n = 0; n < n_max; ++n)
                    for (std::size_t o = p.a == p.b ? n : 0; o < n_max; ++o, ++k) {
                        for (std::size_t m = l * l; m < (l + 1) * (l + 1); ++m)
                            out(i, k) += c(p.a, n, m) * c(p.b, o, m);
                        out(i, k) *=
                            std::numbers::pi * std::sqrt(8.0 / (2 * static_cast<double>(l) + 1));
                    }
    }
    return out;
}

}  // namespace crucible
