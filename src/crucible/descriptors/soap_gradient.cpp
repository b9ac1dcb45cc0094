// How power spectra change when atoms move.

#include <algorithm>

#include "crucible/descriptors/soap_engine.hpp"

namespace crucible {
namespace {

bool is_nothing(std::span<const double> v) {
    return std::all_of(v.begin(), v.end(), [](double x) { return x == 0; });
}

}  // namespace

Array2<double> Soap::gradient(const Structure& s, std::size_t centre) const {
    const Engine& e = *engine_;
    const std::vector<std::size_t> kinds = e.kinds(s);
    const Surroundings around(s, kinds, e.reach);
    Engine::Workspace w;
    AlignedVector<double> moments(e.species() * e.block()), spectra(e.spectra_size());
    e.expand(around, kinds[centre], centre, w, moments.data());
    Array2<double> change(3 * s.size(), moments.size()), out(3 * s.size(), size());
    e.add_changes(around.finder(), kinds, centre, 1, change);
    for (std::size_t j = 0; j < change.rows(); ++j) {
        if (is_nothing(change.row(j))) continue;
        std::fill(spectra.begin(), spectra.end(), 0.0);
        e.add_power_change(moments.data(), change.row(j).data(), 1, spectra.data());
        e.copy_features(spectra.data(), out.row(j).data());
    }
    return out;
}

Array2<double> Soap::gradient(const Structure& s, SoapAverage kind) const {
    const Engine& e = *engine_;
    const std::vector<std::size_t> kinds = e.kinds(s);
    const std::vector<double> shares = e.shares(kinds, kind);
    const Surroundings around(s, kinds, e.reach);
    Engine::Workspace w;
    const std::size_t rows = 3 * s.size();
    AlignedVector<double> moments(e.species() * e.block()), mean(moments.size());
    Array2<double> change(rows, moments.size()), spectra(rows, e.parts(kind) * e.spectra_size()),
        out(rows, size(kind));
    const auto add = [&](const AlignedVector<double>& at, std::size_t part) {
        for (std::size_t j = 0; j < rows; ++j)
            if (!is_nothing(change.row(j)))
                e.add_power_change(at.data(), change.row(j).data(), 1,
                                   spectra.row(j).data() + part * e.spectra_size());
    };
    for (std::size_t i = 0; i < s.size(); ++i) {
        e.expand(around, kinds[i], i, w, moments.data());
        e.add_changes(around.finder(), kinds, i, shares[i], change);
        if (kind == SoapAverage::inner) {
            for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += shares[i] * moments[k];
            continue;
        }
        add(moments, e.part(kind, kinds[i]));
        std::fill(change.flat().begin(), change.flat().end(), 0.0);
    }
    if (kind == SoapAverage::inner) add(mean, 0);
    for (std::size_t j = 0; j < rows; ++j)
        for (std::size_t p = 0; p < e.parts(kind); ++p)
            e.copy_features(spectra.row(j).data() + p * e.spectra_size(),
                            out.row(j).data() + p * size());
    return out;
}

}  // namespace crucible
