#include <algorithm>
#include <cmath>

#include "crucible/energy/nep_kernel.hpp"

namespace crucible {
namespace {

/// g_n = f_c (c_0 + sum_k>0 c_k (T_k + 1) / 2) as f_c sum_k a_k T_k.
template <class T>
void put_series(const std::vector<double>& c, std::size_t functions, std::size_t basis,
                std::size_t pair, std::size_t pairs, T* out) {
    for (std::size_t n = 0; n < functions; ++n) {
        double constant = c[n * basis * pairs + pair];
        for (std::size_t k = 1; k < basis; ++k) {
            const double half = c[(n * basis + k) * pairs + pair] / 2;
            constant += half;
            out[k * functions + n] = static_cast<T>(half);
        }
        out[n] = static_cast<T>(constant);
    }
}

template <class T>
void put_layer(const NepParameters& p, std::size_t type, NepLayer<T>& out) {
    const NepNetwork& net = p.network(type);
    const std::size_t length = p.scaler.size(), neurons = net.biases.size();
    const std::size_t wide_length = nep_padded(length), wide_neurons = nep_padded(neurons);
    out.forward.resize(length * wide_neurons), out.back.resize(neurons * wide_length);
    out.biases.resize(wide_neurons), out.outputs.resize(wide_neurons);
    for (std::size_t m = 0; m < neurons; ++m) {
        for (std::size_t d = 0; d < length; ++d) {
            const auto w = static_cast<T>(net.weights[m * length + d] * p.scaler[d]);
            out.forward.data()[d * wide_neurons + m] = out.back.data()[m * wide_length + d] = w;
        }
        out.biases.data()[m] = static_cast<T>(net.biases[m]);
        out.outputs.data()[m] = static_cast<T>(net.outputs[m]);
    }
    out.bias = p.bias + net.bias;
}

}  // namespace

bool is_nep_fast(const NepParameters& p) {
    const bool has_others =
        std::any_of(p.products.begin() + 2, p.products.end(), [](bool b) { return b; });
    const double shortest = *std::min_element(p.radial_cutoff.begin(), p.radial_cutoff.end());
    double zbl_reach = 0;
    for (const NepZblPair& z : nep_zbl_pairs(p)) zbl_reach = std::max(zbl_reach, z.outer);
    return p.l_max >= 1 && p.l_max <= 4 && !has_others && zbl_reach <= shortest &&
           p.radial_functions <= static_cast<int>(nep_most_functions) &&
           p.angular_functions <= static_cast<int>(nep_most_functions);
}

template <class T>
NepTables<T>::NepTables(const NepParameters& p)
    : types(p.types()),
      radial(static_cast<std::size_t>(p.radial_functions)),
      radial_basis(static_cast<std::size_t>(p.radial_basis)),
      angular(static_cast<std::size_t>(p.angular_functions)),
      angular_basis(static_cast<std::size_t>(p.angular_basis)),
      length(p.scaler.size()),
      neurons(static_cast<std::size_t>(p.neurons)),
      l_max(p.l_max),
      has_q222(p.products[static_cast<std::size_t>(NepProduct::q222)]),
      has_q1111(p.products[static_cast<std::size_t>(NepProduct::q1111)]),
      layers(types),
      zbl(nep_zbl_pairs(p)) {
    const std::size_t n = types * types;
    angular_at = 4 + radial * radial_basis;
    stride = angular_at + angular * angular_basis;
    pairs.resize(n * stride);
    for (std::size_t k = 0; k < n; ++k) {
        T* out = pairs.data() + k * stride;
        out[0] = static_cast<T>(p.radial_cutoff[k]),
        out[1] = static_cast<T>(1 / p.radial_cutoff[k]);
        out[2] = static_cast<T>(p.angular_cutoff[k]);
        out[3] = static_cast<T>(1 / p.angular_cutoff[k]);
        put_series(p.radial, radial, radial_basis, k, n, out + 4);
        put_series(p.angular, angular, angular_basis, k, n, out + angular_at);
        radial2.push_back(p.radial_cutoff[k] * p.radial_cutoff[k]);
        angular2.push_back(p.angular_cutoff[k] * p.angular_cutoff[k]);
    }
    for (std::size_t t = 0; t < types; ++t) put_layer(p, t, layers[t]);
    for (const NepZblPair& z : zbl) zbl_reach = std::max(zbl_reach, z.outer);
}

template <class T>
void NepScratch<T>::make_room(const NepTables<T>& t, std::size_t neighbours) {
    const std::size_t wanted = nep_padded(neighbours + 1);
    if (wanted <= room) return;
    room = wanted;
    for (auto* a : {&x, &y, &z, &r, &px, &py, &pz}) a->resize(room);
    pair.resize(room);
    radial_slopes.resize(t.radial * room);
    angular.resize(t.angular * room), angular_slopes.resize(t.angular * room);
    harmonics.resize(nep_harmonics * room);
    moments.resize(nep_harmonics * nep_padded(t.angular));
    moment_slopes.resize(nep_harmonics * nep_padded(t.angular));
    // Blocks of functions are loaded as whole vectors, so that the last one needs room behind it.
    descriptor.resize(nep_padded(t.length) + nep_lanes);
    slopes.resize(nep_padded(t.length) + nep_lanes);
    hidden.resize(nep_padded(t.neurons));
    wide_descriptor.resize(nep_padded(t.length) + nep_lanes);
    wide_slopes.resize(nep_padded(t.length) + nep_lanes);
    wide_hidden.resize(nep_padded(t.neurons));
    atoms.resize(room);
    candidates.resize(room);
    starts.resize(2 * t.types + 1);
}

template struct NepTables<float>;
template struct NepTables<double>;
template struct NepScratch<float>;
template struct NepScratch<double>;

}  // namespace crucible
