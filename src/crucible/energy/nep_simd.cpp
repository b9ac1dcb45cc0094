// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include <cmath>

#include "crucible/energy/nep_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/energy/nep_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include "crucible/energy/nep_simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crucible::HWY_NAMESPACE {
namespace {

/// Neighbours of one atom within the cut-off, in order, as vectors and squared distances.
template <class T>
void gather_nep(const NepTables<T>& t, NepScratch<T>& s, const LocalAtoms& a, std::size_t atom) {
    const auto first = a.first[atom], last = a.first[atom + 1];
    s.make_room(t, static_cast<std::size_t>(last - first));
    const std::size_t type = static_cast<std::size_t>(a.kinds[atom]), types = t.types;
    const double* at = a.positions + 3 * atom;
    const double *radial2 = &t.radial2[type * types], *angular2 = &t.angular2[type * types];
    std::size_t n = 0;
    std::fill(s.starts.begin(), s.starts.end(), 0);
    for (auto e = first; e < last; ++e) {
        const std::int32_t j = a.neighbours[e], kind = a.kinds[j];
        const double* r = a.positions + 3 * static_cast<std::size_t>(j);
        auto& c = s.candidates[n];
        c.x = r[0] - at[0], c.y = r[1] - at[1], c.z = r[2] - at[2];
        c.r2 = c.x * c.x + c.y * c.y + c.z * c.z;
        c.atom = j;
        const bool is_far = c.r2 >= angular2[kind], is_in = c.r2 < radial2[kind];
        c.bucket = kind + (is_far ? static_cast<std::int32_t>(types) : 0);
        s.starts[static_cast<std::size_t>(c.bucket) + 1] += is_in;
        n += is_in;
    }
    for (std::size_t b = 1; b < s.starts.size(); ++b) s.starts[b] += s.starts[b - 1];
    s.near = static_cast<std::size_t>(s.starts[types]), s.count = n;
    T *x = s.x.data(), *y = s.y.data(), *z = s.z.data(), *r2 = s.r.data();
    auto* pair = s.pair.data();
    using Integer = std::remove_pointer_t<decltype(pair)>;
    for (std::size_t k = 0; k < n; ++k) {
        const auto& c = s.candidates[k];
        const auto place = static_cast<std::size_t>(s.starts[static_cast<std::size_t>(c.bucket)]++);
        const std::size_t other = static_cast<std::size_t>(c.bucket) % types;
        x[place] = static_cast<T>(c.x), y[place] = static_cast<T>(c.y);
        z[place] = static_cast<T>(c.z), r2[place] = static_cast<T>(c.r2);
        pair[place] = static_cast<Integer>((type * types + other) * t.stride);
        s.atoms[place] = c.atom;
    }
    // What fills the last vector is beyond all cut-offs.
    const std::size_t end = nep_padded(n);
    const Integer same = n > 0 ? pair[n - 1] : static_cast<Integer>(type * types * t.stride);
    for (std::size_t k = n; k < end; ++k)
        x[k] = T(1000), y[k] = z[k] = 0, r2[k] = T(1e6), pair[k] = same;
}

/// g_n and slopes of all neighbours; sums of the radial ones go into the descriptor.
template <class T>
double nep_functions(const NepTables<T>& t, NepScratch<T>& s) {
    const hn::CappedTag<T, nep_lanes> d;
    using V = hn::Vec<decltype(d)>;
    const std::size_t lanes = hn::Lanes(d);
    V nearest = hn::Set(d, T(1e15));
    V sums[nep_most_functions];
    for (std::size_t n = 0; n < t.radial; ++n) sums[n] = hn::Zero(d);
    for (std::size_t k = 0; k < s.count; k += lanes) {
        const V r = hn::Sqrt(hn::Load(d, s.r.data() + k));
        const V inverse = hn::Div(hn::Set(d, T(1)), r);
        nearest = hn::Min(nearest, r);
        hn::Store(r, d, s.r.data() + k);
        for (T* u : {s.x.data(), s.y.data(), s.z.data()})
            hn::Store(hn::Mul(hn::Load(d, u + k), inverse), d, u + k);
        V g[nep_most_functions];
        nep_series(d, t, s, k, r, false, g, s.radial_slopes.data());
        for (std::size_t n = 0; n < t.radial; ++n) sums[n] = hn::Add(sums[n], g[n]);
        if (k >= s.near) continue;
        nep_series(d, t, s, k, r, true, g, s.angular_slopes.data());
        for (std::size_t n = 0; n < t.angular; ++n)
            hn::Store(g[n], d, s.angular.data() + n * s.room + k);
        nep_harmonic_values(d, s, k);
    }
    for (std::size_t n = 0; n < t.radial; ++n)
        s.descriptor.data()[n] = hn::GetLane(hn::SumOfLanes(d, sums[n]));
    return static_cast<double>(hn::GetLane(hn::MinOfLanes(d, nearest)));
}

/// Forces, virial and the repulsion of one atom.
template <class T>
void give_nep(const NepTables<T>& t, NepScratch<T>& s, const LocalAtoms& a, std::size_t atom,
              double nearest, LocalSums& out) {
    double own[3] = {0, 0, 0};
    for (std::size_t k = 0; k < s.count; ++k) {
        double* f = &out.forces[3 * static_cast<std::size_t>(s.atoms[k])];
        const double x = s.px.data()[k], y = s.py.data()[k], z = s.pz.data()[k];
        f[0] -= x, f[1] -= y, f[2] -= z;
        own[0] += x, own[1] += y, own[2] += z;
    }
    for (std::size_t k = 0; k < 3; ++k) out.forces[3 * atom + k] += own[k];
    if (nearest >= t.zbl_reach) return;
    const auto type = static_cast<std::size_t>(a.kinds[atom]);
    const double* at = a.positions + 3 * atom;
    for (std::size_t k = 0; k < s.count; ++k) {
        const auto j = static_cast<std::size_t>(s.atoms[k]);
        const NepZblPair& pair = t.zbl[type * t.types + static_cast<std::size_t>(a.kinds[j])];
        const double* there = a.positions + 3 * j;
        const Vec3 v(there[0] - at[0], there[1] - at[1], there[2] - at[2]);
        const double r = norm(v);
        if (r >= pair.outer) continue;
        double energy = 0, slope = 0;
        pair.at(r, energy, slope);
        out.energy += energy / 2, out.per_atom[atom] += energy / 2;
        const Vec3 partial = v * (slope / (2 * r));
        for (int c = 0; c < 3; ++c) {
            out.forces[3 * atom + static_cast<std::size_t>(c)] += partial[c];
            out.forces[3 * j + static_cast<std::size_t>(c)] -= partial[c];
        }
        out.virial += outer(v, partial) * -1.0;
    }
}

template <class T>
double nep_layer(const NepTables<T>& t, const NepTables<double>* wide, std::size_t type,
                 NepScratch<T>& s) {
    if (!wide)
        return nep_network(t, t.layers[type], s.descriptor.data(), s.hidden.data(),
                           s.slopes.data());
    for (std::size_t k = 0; k < t.length; ++k)
        s.wide_descriptor.data()[k] = static_cast<double>(s.descriptor.data()[k]);
    const double energy = nep_network(*wide, wide->layers[type], s.wide_descriptor.data(),
                                      s.wide_hidden.data(), s.wide_slopes.data());
    for (std::size_t k = 0; k < t.length; ++k)
        s.slopes.data()[k] = static_cast<T>(s.wide_slopes.data()[k]);
    return energy;
}

template <class T>
void add_all(const NepTables<T>& t, const NepTables<double>* wide, NepScratch<T>& s,
             const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
    for (std::size_t i = begin; i < end; ++i) {
        gather_nep(t, s, a, i);
        const double nearest = nep_functions(t, s);
        out.nearest = nearest < out.nearest ? nearest : out.nearest;
        nep_moments(t, s);
        nep_invariants(t, s);
        const double energy = nep_layer(t, wide, static_cast<std::size_t>(a.kinds[i]), s);
        out.energy += energy, out.per_atom[i] += energy;
        nep_moment_slopes(t, s);
        if (t.angular == 5)
            nep_partial_forces<5>(t, s, out);
        else
            nep_partial_forces<0>(t, s, out);
        give_nep(t, s, a, i, nearest, out);
    }
}

void AddNepDouble(const NepTables<double>& t, NepScratch<double>& s, const LocalAtoms& a,
                  std::size_t begin, std::size_t end, LocalSums& out) {
    add_all<double>(t, nullptr, s, a, begin, end, out);
}

void AddNepFloat(const NepTables<float>& t, const NepTables<double>* wide, NepScratch<float>& s,
                 const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
    add_all<float>(t, wide, s, a, begin, end, out);
}

}  // namespace
}  // namespace crucible::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible {

HWY_EXPORT(AddNepDouble);
HWY_EXPORT(AddNepFloat);

void add_nep(const NepTables<double>& t, NepScratch<double>& s, const LocalAtoms& a,
             std::size_t begin, std::size_t end, LocalSums& out) {
    HWY_DYNAMIC_DISPATCH(AddNepDouble)(t, s, a, begin, end, out);
}

void add_nep(const NepTables<float>& t, const NepTables<double>* wide, NepScratch<float>& s,
             const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
    HWY_DYNAMIC_DISPATCH(AddNepFloat)(t, wide, s, a, begin, end, out);
}

}  // namespace crucible
#endif
