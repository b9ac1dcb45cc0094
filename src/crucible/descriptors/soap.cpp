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
    const Surroundings around(s, kinds, e.reach);
    Array2<double> out(s.size(), size());
    Engine::Workspace w;
    AlignedVector<double> moments(e.species() * e.block()), spectra(e.spectra_size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        e.expand(around, kinds[i], i, w, moments.data());
        std::fill(spectra.begin(), spectra.end(), 0.0);
        e.add_power(moments.data(), 1, spectra.data());
        e.copy_features(spectra.data(), out.row(i).data());
    }
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
    const Surroundings around(s, kinds, e.reach);
    Engine::Workspace w;
    AlignedVector<double> moments(e.species() * e.block()), mean(moments.size()),
        spectra(e.parts(kind) * e.spectra_size());
    std::vector<double> out(size(kind));
    for (std::size_t i = 0; i < s.size(); ++i) {
        e.expand(around, kinds[i], i, w, moments.data());
        if (kind == SoapAverage::inner)
            for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += shares[i] * moments[k];
        else
            e.add_power(moments.data(), shares[i],
                        spectra.data() + e.part(kind, kinds[i]) * e.spectra_size());
    }
    if (kind == SoapAverage::inner) e.add_power(mean.data(), 1, spectra.data());
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
