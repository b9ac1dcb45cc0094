// Compiled once per instruction set by Highway; the best one is chosen when the program runs.
#include "crucible/energy/buckingham_kernel.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "crucible/base/units.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crucible/energy/buckingham_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crucible::buckingham::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, lanes>;
using V = hn::Vec<D>;
constexpr D d;
constexpr double pi = std::numbers::pi;

HWY_INLINE V set(double x) { return hn::Set(d, x); }

/// Horner's rule, highest coefficient last in the list.
template <std::size_t N>
HWY_INLINE V polynomial(V x, const double (&c)[N]) {
    V r = set(c[N - 1]);
    for (std::size_t i = N - 1; i-- > 0;) r = hn::MulAdd(r, x, set(c[i]));
    return r;
}

// The coefficients below are Chebyshev interpolations computed with 40 digits.

/// exp(x) for x <= 0, relative error 4e-16; below -700 it stays at exp(-700).
HWY_INLINE V exp_negative(V x) {
    static constexpr double c[] = {
        0.999999999999999997,   1.00000000000000674,     0.500000000000001839,
        0.166666666665543927,   0.0416666666664880815,   0.0083333333856713153,
        0.00138888889523180453, 0.000198411702665183216, 2.48014854792164294e-5,
        2.7640182247362187e-6,  2.76326406754302357e-7};
    const hn::RebindToSigned<D> di;
    const V magic = set(0x1.8p52);  // adding it leaves round(x) in the low bits of the mantissa
    x = hn::Max(x, set(-700));
    const V shifted = hn::MulAdd(x, set(std::numbers::log2e), magic);
    const V n = hn::Sub(shifted, magic);
    V r = hn::NegMulAdd(n, set(0x1.62e42fefa39efp-1), x);
    r = hn::NegMulAdd(n, set(0x1.abc9e3b39803fp-56), r);
    const auto power = hn::ShiftLeft<52>(hn::BitCast(di, shifted));
    return hn::BitCast(d, hn::Add(hn::BitCast(di, polynomial(r, c)), power));
}

/// exp(x^2) erfc(x) for 0 <= x <= 7, relative error 1e-14, given t = 1 / (1 + 0.3 x).
HWY_INLINE V erfcx(V t) {
    static constexpr double c[] = {
        0.439543767472185067,    0.305293577145256372,    0.163716136271863162,
        0.0672091675785907766,   0.0202270230432283399,   0.00391196658381667566,
        0.000226450742357660422, -1.07009428266711844e-4, -2.45658635842873103e-5,
        2.27157385661352683e-6,  1.34063595422145309e-6,  -6.13688719949383413e-8,
        -7.13820706259868313e-8, 4.01528416249046566e-9,  3.29025891636512553e-9,
        -3.09853439384621096e-10};
    const V u = hn::MulSub(t, set(2.952380952380952381), set(1.952380952380952381));
    return hn::Mul(t, polynomial(u, c));
}

/// sin and cos of 2 pi t, absolute error 3e-15 for |t| < 100.
HWY_INLINE void sincos_turns(V t, V& sine, V& cosine) {
    static constexpr double s[] = {6.28318530717958576,  -41.3417022403982886, 81.6052492755802852,
                                   -76.7058596896786841, 42.058689956236759,   -15.0945061943668758,
                                   3.81736625747982168,  -0.692509553392359305};
    static constexpr double c[] = {0.999999999999998064, -19.7392088021747497, 64.9393940213342881,
                                   -85.4568170357836388, 60.2446306150648256,  -26.4258889050274616,
                                   7.89655761700423674,  -1.64523194834433997};
    const hn::RebindToUnsigned<D> du;
    const V magic = set(0x1.8p52);
    const V shifted = hn::MulAdd(t, set(2), magic);  // whole half turns
    const V u = hn::NegMulAdd(hn::Sub(shifted, magic), set(0.5), t);
    const V y = hn::Mul(u, u);
    const auto sign = hn::ShiftLeft<63>(hn::BitCast(du, shifted));
    const V flip = hn::BitCast(d, sign);
    sine = hn::Xor(hn::Mul(u, polynomial(y, s)), flip);
    cosine = hn::Xor(polynomial(y, c), flip);
}

struct Accumulators {
    V energy, xx, yy, zz, yz, xz, xy;
    // Written out: a constructor made by the compiler would lack the instruction set's attribute.
    HWY_INLINE Accumulators() { energy = xx = yy = zz = yz = xz = xy = hn::Zero(d); }
    HWY_INLINE void virial(V weight, V x, V y, V z) {
        const V wx = hn::Mul(weight, x), wy = hn::Mul(weight, y), wz = hn::Mul(weight, z);
        xx = hn::MulAdd(wx, x, xx), yy = hn::MulAdd(wy, y, yy), zz = hn::MulAdd(wz, z, zz);
        yz = hn::MulAdd(wy, z, yz), xz = hn::MulAdd(wx, z, xz), xy = hn::MulAdd(wx, y, xy);
    }
    void into(KernelSum& sum) const {
        const V all[] = {xx, yy, zz, yz, xz, xy};
        sum.energy += hn::GetLane(hn::SumOfLanes(d, energy));
        for (std::size_t i = 0; i < 6; ++i) sum.virial[i] += hn::GetLane(hn::SumOfLanes(d, all[i]));
    }
};

/// Constants of one term, broadcast.
struct TermVectors {
    V qq, a, rho, c, patch;
    explicit TermVectors(const PairTerm& t)
        : qq(set(t.qq)), a(set(t.a)), rho(set(t.inverse_rho)), c(set(t.c)), patch(set(t.patch)) {}
};

/// Inside the patch radius: the bare potential goes, the straight line comes. `u` and `f` hold the
/// screened potential and its (1/r) dU/dr.
HWY_INLINE void patch_near(const PairTerm& t, const TermVectors& v, hn::Mask<D> near, V r, V inv,
                           V born, V& u, V& f, KernelSum& sum) {
    const V inv2 = hn::Mul(inv, inv), inv6 = hn::Mul(inv2, hn::Mul(inv2, inv2));
    const V coulomb = hn::Mul(v.qq, inv), disperse = hn::Mul(v.c, inv6);
    const V bare = hn::Add(coulomb, hn::Sub(born, disperse));
    const V bare_f = hn::Mul(
        inv2, hn::Sub(hn::MulSub(set(6), disperse, coulomb), hn::Mul(born, hn::Mul(r, v.rho))));
    const V line = hn::MulAdd(set(t.patch_slope), hn::Sub(r, v.patch), set(t.patch_energy));
    u = hn::IfThenElse(near, hn::Add(u, hn::Sub(line, bare)), u);
    f = hn::IfThenElse(near, hn::Add(f, hn::Sub(hn::Mul(set(t.patch_slope), inv), bare_f)), f);
    sum.patched += static_cast<int>(hn::CountTrue(d, near));
    sum.collapsed += static_cast<int>(hn::CountTrue(d, hn::And(near, hn::Lt(r, set(t.barrier)))));
}

void real_term(const RealSpace& in, const PairTerm& term, Accumulators& total, KernelSum& sum) {
    const TermVectors v(term);
    const V alpha = set(in.alpha), slope = set(2 * in.alpha / std::sqrt(pi)), one = set(1);
    const V cut2 = set(in.cut * in.cut), near2 = set(term.patch * term.patch);
    V h[3][3];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) h[i][j] = set(in.h(i, j));
    for (std::size_t e = term.begin; e < term.end; e += hn::Lanes(d)) {
        V f[3];
        for (std::size_t i = 0; i < 3; ++i)
            f[i] = hn::Add(hn::LoadU(d, in.delta[i] + e), hn::LoadU(d, in.shift[i] + e));
        V x[3];
        for (int j = 0; j < 3; ++j)
            x[j] = hn::MulAdd(f[0], h[0][j], hn::MulAdd(f[1], h[1][j], hn::Mul(f[2], h[2][j])));
        V r2 = hn::MulAdd(x[0], x[0], hn::MulAdd(x[1], x[1], hn::Mul(x[2], x[2])));
        const auto inside = hn::Le(r2, cut2);
        r2 = hn::Max(hn::Min(r2, cut2), set(0.01));  // two atoms on one spot stay finite
        const V r = hn::Sqrt(r2), xr = hn::Mul(alpha, r);
        const V stretch = hn::MulAdd(xr, set(0.3), one);
        const V joint = hn::Div(one, hn::Mul(r, stretch));  // one division for two inverses
        const V inv = hn::Mul(joint, stretch), t = hn::Mul(joint, r);
        const V inv2 = hn::Mul(inv, inv), x2 = hn::Mul(xr, xr);
        const V gauss = exp_negative(hn::Neg(x2));
        const V born = hn::Mul(v.a, exp_negative(hn::Neg(hn::Mul(r, v.rho))));
        const V coulomb = hn::Mul(v.qq, hn::Mul(hn::Mul(gauss, erfcx(t)), inv));
        const V damp = hn::MulAdd(x2, hn::MulAdd(x2, set(0.5), one), one);
        const V c6 = hn::Mul(hn::Mul(v.c, gauss), hn::Mul(inv2, hn::Mul(inv2, inv2)));
        V u = hn::NegMulAdd(c6, damp, hn::Add(coulomb, born));
        const V x6 = hn::Mul(x2, hn::Mul(x2, x2));
        V g = hn::MulSub(c6, hn::MulAdd(set(6), damp, x6), coulomb);
        g = hn::NegMulAdd(hn::Mul(v.qq, slope), gauss, g);
        g = hn::Mul(inv2, hn::NegMulAdd(hn::Mul(born, v.rho), r, g));
        const auto near = hn::Lt(r2, near2);
        if (!hn::AllFalse(d, near)) patch_near(term, v, near, r, inv, born, u, g, sum);
        total.energy = hn::Add(total.energy, hn::IfThenElseZero(inside, u));
        g = hn::IfThenElseZero(inside, g);
        for (std::size_t j = 0; j < 3; ++j) hn::StoreU(hn::Mul(g, x[j]), d, in.force[j] + e);
        total.virial(g, x[0], x[1], x[2]);
    }
}

KernelSum RealSum(const RealSpace& in) {
    KernelSum sum;
    Accumulators total;
    for (std::size_t t = 0; t < in.n_terms; ++t) real_term(in, in.terms[t], total, sum);
    total.into(sum);
    return sum;
}

/// What one vector of k points weighs: Coulomb and dispersion, and their strain derivatives.
struct KWeights {
    V x, y, z;                  ///< Cartesian k, 1/angstrom
    V coulomb, coulomb_strain;  ///< energy of |sum q S|^2; factor of k k in its virial
    V disperse, disperse_strain;
};

HWY_INLINE KWeights k_weights(const ReciprocalSpace& in, V k1, V k2, V k3) {
    KWeights w;
    const auto along = [&](int j) HWY_ATTR {
        return hn::MulAdd(k1, set(in.g(0, j)),
                          hn::MulAdd(k2, set(in.g(1, j)), hn::Mul(k3, set(in.g(2, j)))));
    };
    w.x = along(0), w.y = along(1), w.z = along(2);
    V q2 = hn::MulAdd(w.x, w.x, hn::MulAdd(w.y, w.y, hn::Mul(w.z, w.z)));
    const auto inside = hn::Le(q2, set(in.cut * in.cut));
    q2 = hn::Min(q2, set(in.cut * in.cut));
    const V one = set(1), q = hn::Sqrt(q2), g = hn::Mul(q, set(0.5 / in.alpha));
    const V stretch = hn::MulAdd(g, set(0.3), one);
    const V joint = hn::Div(one, hn::Mul(g, stretch));
    const V inv = hn::Mul(joint, stretch),
            inv_q2 = hn::Mul(hn::Mul(inv, inv), set(0.25 / (in.alpha * in.alpha)));
    const V gauss = hn::IfThenElseZero(inside, exp_negative(hn::Neg(hn::Mul(g, g))));
    const V root = hn::Mul(set(std::sqrt(pi)), erfcx(hn::Mul(joint, g)));
    // A half space of k: every weight is doubled.
    w.coulomb = hn::Mul(hn::Mul(gauss, inv_q2), set(4 * pi * constants::coulomb / in.volume));
    w.coulomb_strain =
        hn::Mul(hn::Add(w.coulomb, w.coulomb), hn::Add(inv_q2, set(0.25 / (in.alpha * in.alpha))));
    const V scaled = hn::Mul(gauss, hn::Mul(q, set(-pi * std::sqrt(pi) / (12 * in.volume))));
    const V cubic = hn::Mul(hn::Mul(inv, set(0.5)), hn::Mul(inv, inv));
    w.disperse = hn::Mul(hn::Mul(scaled, q2), hn::Add(root, hn::Sub(cubic, inv)));
    w.disperse_strain = hn::Mul(hn::Mul(scaled, set(-3)), hn::Sub(root, inv));
    return w;
}

/// Vectors of k points taken together: keeps the force accumulators in registers for a while.
constexpr std::size_t block = 2;

struct KBlock {
    V k[block][3];
    std::size_t first = 0, n = 0;
};

/// Phases of all atoms into scratch, structure factors of all species into `s`.
void phases(const ReciprocalSpace& in, const KBlock& b, double* phase, double* s) {
    const std::size_t width = hn::Lanes(d);
    for (std::size_t kind = 0; kind < in.n_species; ++kind) {
        V real[block], imaginary[block];
        for (std::size_t i = 0; i < block; ++i) real[i] = imaginary[i] = hn::Zero(d);
        for (std::size_t a = in.species_begin[kind]; a < in.species_begin[kind + 1]; ++a) {
            const V f0 = set(in.fractional[0][a]), f1 = set(in.fractional[1][a]),
                    f2 = set(in.fractional[2][a]);
            double* out = phase + a * 2 * block * width;
            for (std::size_t i = 0; i < block; ++i) {
                V sine, cosine;
                sincos_turns(
                    hn::MulAdd(b.k[i][0], f0, hn::MulAdd(b.k[i][1], f1, hn::Mul(b.k[i][2], f2))),
                    sine, cosine);
                hn::StoreU(cosine, d, out + 2 * i * width);
                hn::StoreU(sine, d, out + (2 * i + 1) * width);
                real[i] = hn::Add(real[i], cosine);
                imaginary[i] = hn::Add(imaginary[i], sine);
            }
        }
        double* out = s + kind * 2 * block * width;
        for (std::size_t i = 0; i < block; ++i) {
            hn::StoreU(real[i], d, out + 2 * i * width);
            hn::StoreU(imaginary[i], d, out + (2 * i + 1) * width);
        }
    }
}

/// Energy and virial of vector i of the block; replaces nothing, writes dE/dS per species into `w`.
void weigh(const ReciprocalSpace& in, const KBlock& b, std::size_t i, const double* s, double* w,
           Accumulators& total) {
    const std::size_t width = hn::Lanes(d), stride = 2 * block * width;
    const KWeights k = k_weights(in, b.k[i][0], b.k[i][1], b.k[i][2]);
    V q_real = hn::Zero(d), q_imaginary = hn::Zero(d), c_square = hn::Zero(d);
    for (std::size_t t = 0; t < in.n_species; ++t) {
        const V charge = set(in.charges[t]);
        q_real = hn::MulAdd(charge, hn::LoadU(d, s + t * stride + 2 * i * width), q_real);
        q_imaginary =
            hn::MulAdd(charge, hn::LoadU(d, s + t * stride + (2 * i + 1) * width), q_imaginary);
    }
    for (std::size_t t = 0; t < in.n_species; ++t) {
        V c_real = hn::Zero(d), c_imaginary = hn::Zero(d);
        for (std::size_t o = 0; o < in.n_species; ++o) {
            const V c = set(in.c[t * in.n_species + o]);
            c_real = hn::MulAdd(c, hn::LoadU(d, s + o * stride + 2 * i * width), c_real);
            c_imaginary =
                hn::MulAdd(c, hn::LoadU(d, s + o * stride + (2 * i + 1) * width), c_imaginary);
        }
        c_square = hn::MulAdd(c_real, hn::LoadU(d, s + t * stride + 2 * i * width), c_square);
        c_square =
            hn::MulAdd(c_imaginary, hn::LoadU(d, s + t * stride + (2 * i + 1) * width), c_square);
        const V charge = set(2 * in.charges[t]), two = set(2);
        const V a = hn::Mul(k.coulomb, charge), c = hn::Mul(k.disperse, two);
        hn::StoreU(hn::MulAdd(a, q_real, hn::Mul(c, c_real)), d, w + t * stride + 2 * i * width);
        hn::StoreU(hn::MulAdd(a, q_imaginary, hn::Mul(c, c_imaginary)), d,
                   w + t * stride + (2 * i + 1) * width);
    }
    const V q_square = hn::MulAdd(q_real, q_real, hn::Mul(q_imaginary, q_imaginary));
    const V energy = hn::MulAdd(k.coulomb, q_square, hn::Mul(k.disperse, c_square));
    total.energy = hn::Add(total.energy, energy);
    total.virial(hn::MulAdd(k.coulomb_strain, q_square, hn::Mul(k.disperse_strain, c_square)), k.x,
                 k.y, k.z);
}

/// Adds this block's forces, still per lane and along the reciprocal vectors, to `force`.
void push(const ReciprocalSpace& in, const KBlock& b, const double* phase, const double* w,
          double* force) {
    const std::size_t width = hn::Lanes(d);
    for (std::size_t kind = 0; kind < in.n_species; ++kind) {
        V real[block], imaginary[block];
        for (std::size_t i = 0; i < block; ++i) {
            real[i] = hn::LoadU(d, w + kind * 2 * block * width + 2 * i * width);
            imaginary[i] = hn::LoadU(d, w + kind * 2 * block * width + (2 * i + 1) * width);
        }
        for (std::size_t a = in.species_begin[kind]; a < in.species_begin[kind + 1]; ++a) {
            const double* p = phase + a * 2 * block * width;
            double* f = force + a * 3 * width;
            V sum[3] = {hn::LoadU(d, f), hn::LoadU(d, f + width), hn::LoadU(d, f + 2 * width)};
            for (std::size_t i = 0; i < block; ++i) {
                const V g = hn::MulSub(real[i], hn::LoadU(d, p + (2 * i + 1) * width),
                                       hn::Mul(imaginary[i], hn::LoadU(d, p + 2 * i * width)));
                for (int j = 0; j < 3; ++j) sum[j] = hn::MulAdd(g, b.k[i][j], sum[j]);
            }
            for (std::size_t j = 0; j < 3; ++j) hn::StoreU(sum[j], d, f + j * width);
        }
    }
}

KernelSum ReciprocalSum(const ReciprocalSpace& in) {
    const std::size_t width = hn::Lanes(d), n = in.species_begin[in.n_species];
    double* force = in.scratch;
    double* phase = force + n * 3 * lanes;
    double* s = phase + n * 2 * block * lanes;
    double* w = s + in.n_species * 2 * block * lanes;
    for (std::size_t i = 0; i < n * 3 * width; ++i) force[i] = 0;
    KernelSum sum;
    Accumulators total;
    for (std::size_t first = 0; first < in.n_k; first += block * width) {
        KBlock b;
        for (std::size_t i = 0; i < block; ++i)
            for (std::size_t j = 0; j < 3; ++j)
                b.k[i][j] = hn::LoadU(d, in.k[j] + first + i * width);
        phases(in, b, phase, s);
        for (std::size_t i = 0; i < block; ++i) weigh(in, b, i, s, w, total);
        push(in, b, phase, w, force);
    }
    total.into(sum);
    // Cell volume: dE/dstrain of the prefactor 1/V.
    for (std::size_t i = 0; i < 3; ++i) sum.virial[i] -= sum.energy;
    for (std::size_t a = 0; a < n; ++a)
        for (std::size_t j = 0; j < 3; ++j)
            in.force[j][a] =
                hn::GetLane(hn::SumOfLanes(d, hn::LoadU(d, force + (a * 3 + j) * width)));
    return sum;
}

void Splat(const double* values, const std::size_t* begins, std::size_t n, double* out) {
    for (std::size_t p = 0; p < n; ++p) {
        const V v = set(values[p]);
        for (std::size_t e = begins[p]; e < begins[p + 1]; e += hn::Lanes(d))
            hn::StoreU(v, d, out + e);
    }
}

std::size_t ImagesWithin(const Translations& t, const Vec3& at, double cut,
                         const std::array<double*, 3>& out) {
    const V x = set(at.x), y = set(at.y), z = set(at.z), cut2 = set(cut * cut);
    std::size_t found = 0;
    for (std::size_t e = 0; e < t.n; e += hn::Lanes(d)) {
        const V dx = hn::Add(x, hn::LoadU(d, t.cartesian[0] + e));
        const V dy = hn::Add(y, hn::LoadU(d, t.cartesian[1] + e));
        const V dz = hn::Add(z, hn::LoadU(d, t.cartesian[2] + e));
        const V r2 = hn::MulAdd(dx, dx, hn::MulAdd(dy, dy, hn::Mul(dz, dz)));
        std::uint8_t bits[8] = {};
        hn::StoreMaskBits(d, hn::Le(r2, cut2), bits);
        for (unsigned left = bits[0]; left != 0; left &= left - 1, ++found) {
            const std::size_t at_bit = e + static_cast<std::size_t>(std::countr_zero(left));
            for (std::size_t j = 0; j < 3; ++j) out[j][found] = t.whole[j][at_bit];
        }
    }
    return found;
}

}  // namespace
}  // namespace crucible::buckingham::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crucible::buckingham {

HWY_EXPORT(RealSum);
HWY_EXPORT(ReciprocalSum);
HWY_EXPORT(Splat);
HWY_EXPORT(ImagesWithin);

KernelSum real_space(const RealSpace& in) { return HWY_DYNAMIC_DISPATCH(RealSum)(in); }
KernelSum reciprocal_space(const ReciprocalSpace& in) {
    return HWY_DYNAMIC_DISPATCH(ReciprocalSum)(in);
}
// Forces, phases, structure factors and their derivatives; two vectors of k points at a time.
std::size_t reciprocal_scratch(std::size_t n_atoms, std::size_t n_species) {
    return lanes * (3 * n_atoms + 4 * n_atoms + 8 * n_species);
}
void splat(const double* values, const std::size_t* begins, std::size_t n, double* out) {
    HWY_DYNAMIC_DISPATCH(Splat)(values, begins, n, out);
}
std::size_t images_within(const Translations& t, const Vec3& at, double cut,
                          const std::array<double*, 3>& out) {
    return HWY_DYNAMIC_DISPATCH(ImagesWithin)(t, at, cut, out);
}

}  // namespace crucible::buckingham
#endif
