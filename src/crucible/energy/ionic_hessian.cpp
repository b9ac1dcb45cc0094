// Rigid ions: the second derivatives of both lattice sums.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/base/units.hpp"
#include "crucible/energy/reciprocal_hessian.hpp"

namespace crucible {
namespace {

constexpr double hessian_pi = std::numbers::pi;

/// xx yy zz yz xz xy of a symmetric tensor.
using Tensor6 = std::array<double, 6>;

Tensor6 dyad(const Vec3& d) {
    return {d.x * d.x, d.y * d.y, d.z * d.z, d.y * d.z, d.x * d.z, d.x * d.y};
}

/// Second derivatives of the short-ranged part of a pair at the vector d.
Tensor6 short_curvature(const BuckinghamPair& p, double qq, double alpha, const Vec3& d) {
    const double r2 = norm2(d), r = std::sqrt(r2), x2 = alpha * alpha * r2, e = std::exp(-x2);
    const double width = 2 * alpha / std::sqrt(hessian_pi) * e, tail = std::erfc(alpha * r) / r;
    const double born = p.a * std::exp(-r / p.rho) / p.rho;
    const double x6 = x2 * x2 * x2, damp = 1 + x2 + x2 * x2 / 2, c6 = p.c * e / (r2 * r2 * r2);
    const double slope = (-qq * (tail + width) - r * born + c6 * (6 * damp + x6)) / r2;  // U'/r
    const double curvature = qq * (2 * tail / r2 + 2 * width * (1 / r2 + alpha * alpha)) +
                             born / p.rho - c6 * (42 * damp + 7 * x6 + 2 * x2 * x6) / r2;
    Tensor6 t = dyad(d);
    for (double& v : t) v *= (curvature - slope) / r2;
    for (std::size_t a = 0; a < 3; ++a) t[a] += slope;
    return t;
}

/// One atom's part of exp(i G r) for whole multiples of each reciprocal vector.
class PhasePowers {
public:
    PhasePowers(const Vec3& fractional, const std::array<int, 3>& range) : range_(range) {
        for (int a = 0; a < 3; ++a)
            for (int m = -range[static_cast<std::size_t>(a)];
                 m <= range[static_cast<std::size_t>(a)]; ++m)
                powers_[static_cast<std::size_t>(a)].push_back(
                    std::polar(1.0, 2 * hessian_pi * m * fractional[a]));
    }
    std::complex<double> operator()(int a, int b, int c) const {
        return axis(0, a) * axis(1, b) * axis(2, c);
    }

private:
    const std::complex<double>& axis(std::size_t i, int m) const {
        return powers_[i][static_cast<std::size_t>(m + range_[i])];
    }
    std::array<int, 3> range_;
    std::array<std::vector<std::complex<double>>, 3> powers_;
};

/// The waves K = G + q within the cut, and what each adds.
struct Waves {
    std::size_t n = 0;
    std::vector<Tensor6> dyads;               ///< (n) K K
    std::vector<double> coulomb;              ///< (n) per product of charges
    std::vector<double> dispersion;           ///< (n) per C
    std::vector<std::vector<double>> re, im;  ///< (atoms) (n) exp(i G r)
};

class IonicHessian final : public ReciprocalHessian {
public:
    IonicHessian(const BuckinghamParameters& p, const Structure& s, const EwaldSettings& w)
        : p_(p), w_(w), s_(s), volume_(s.cell.volume()), kind_(s.size()) {
        for (std::size_t i = 0; i < s.size(); ++i)
            while (p.numbers[kind_[i]] != s.numbers[i]) ++kind_[i];
        to_fractional_ = inverse(s.cell.h);
        g_ = transpose(to_fractional_) * (2 * hessian_pi);
        list_images();
        sum_rule();
    }

    std::size_t atoms() const override { return s_.size(); }

    void at(const Vec3& q, Matrix& out) const override {
        couplings(q, out);
        for (std::size_t i = 0; i < atoms(); ++i)
            for (std::size_t a = 0; a < 3; ++a)
                for (std::size_t b = 0; b < 3; ++b)
                    out(3 * i + a, 3 * i + b) += own_[i](static_cast<int>(a), static_cast<int>(b));
    }

    void add_macroscopic_field(const Vec3& direction, Matrix& out) const override {
        const Vec3 n = direction * (1 / norm(direction));
        const double scale = 4 * hessian_pi * constants::coulomb / volume_;
        for (std::size_t i = 0; i < atoms(); ++i)
            for (std::size_t j = 0; j < atoms(); ++j)
                for (int a = 0; a < 3; ++a)
                    for (int b = 0; b < 3; ++b)
                        out(3 * i + static_cast<std::size_t>(a),
                            3 * j + static_cast<std::size_t>(b)) +=
                            scale * charge(i) * charge(j) * n[a] * n[b];
    }

private:
    struct Image {
        std::size_t translation = 0;
        Tensor6 curvature{};
    };

    double charge(std::size_t i) const { return p_.charges[kind_[i]]; }

    void list_images() {
        std::array<int, 3> range{};
        for (int a = 0; a < 3; ++a)
            range[static_cast<std::size_t>(a)] =
                static_cast<int>(std::ceil(w_.real_cut * norm(g_[a]) / (2 * hessian_pi))) + 1;
        for (int a = -range[0]; a <= range[0]; ++a)
            for (int b = -range[1]; b <= range[1]; ++b)
                for (int c = -range[2]; c <= range[2]; ++c)
                    translations_.push_back(Vec3(a, b, c) * s_.cell.h);
        for (std::size_t i = 0; i < atoms(); ++i)
            for (std::size_t j = i; j < atoms(); ++j) list_pair(i, j);
        begins_.push_back(images_.size());
    }

    void list_pair(std::size_t i, std::size_t j) {
        begins_.push_back(images_.size());
        // Both atoms may lie outside the cell: the whole cells between them are taken off.
        Vec3 f = (s_.positions[j] - s_.positions[i]) * to_fractional_;
        for (int a = 0; a < 3; ++a) f[a] -= std::floor(f[a]);
        const Vec3 between = f * s_.cell.h;
        between_.push_back(between);
        const double qq = constants::coulomb * charge(i) * charge(j);
        for (std::size_t t = 0; t < translations_.size(); ++t) {
            const Vec3 d = between + translations_[t];
            const double r2 = norm2(d);
            if (r2 > w_.real_cut * w_.real_cut || r2 < 1e-12) continue;
            images_.push_back({t, short_curvature(p_.pair(kind_[i], kind_[j]), qq, w_.alpha, d)});
        }
    }

    /// A crystal that is moved as a whole feels no force, which fixes the blocks i = j.
    void sum_rule() {
        Matrix c;
        couplings({}, c);
        own_.resize(atoms());
        for (std::size_t i = 0; i < atoms(); ++i)
            for (std::size_t j = 0; j < atoms(); ++j)
                for (int a = 0; a < 3; ++a)
                    for (int b = 0; b < 3; ++b)
                        own_[i](a, b) -= c(3 * i + static_cast<std::size_t>(a),
                                           3 * j + static_cast<std::size_t>(b))
                                             .real();
    }

    /// D(q) but for the part of blocks i = j that does not depend on q.
    void couplings(const Vec3& q, Matrix& out) const {
        const std::size_t n = atoms();
        if (out.rows() != 3 * n || out.columns() != 3 * n) out = Matrix(3 * n, 3 * n);
        const Waves waves = waves_at(q);
        std::vector<std::complex<double>> phases;
        for (const Vec3& t : translations_) phases.push_back(std::polar(1.0, dot(q, t)));
        std::size_t pair = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i; j < n; ++j, ++pair) {
                std::array<std::complex<double>, 6> block{};
                add_images(pair, phases, block);
                const auto turn = std::polar(1.0, dot(q, between_[pair]));
                for (auto& x : block) x *= -turn;
                add_waves(waves, i, j, block);
                write_block(i, j, block, out);
            }
    }

    void add_images(std::size_t pair, const std::vector<std::complex<double>>& phases,
                    std::array<std::complex<double>, 6>& block) const {
        Tensor6 re{}, im{};
        for (std::size_t k = begins_[pair]; k < begins_[pair + 1]; ++k) {
            const auto phase = phases[images_[k].translation];
            for (std::size_t a = 0; a < 6; ++a) {
                re[a] += images_[k].curvature[a] * phase.real();
                im[a] += images_[k].curvature[a] * phase.imag();
            }
        }
        for (std::size_t a = 0; a < 6; ++a) block[a] = {re[a], im[a]};
    }

    void add_waves(const Waves& w, std::size_t i, std::size_t j,
                   std::array<std::complex<double>, 6>& block) const {
        const double qq = charge(i) * charge(j), c = p_.pair(kind_[i], kind_[j]).c;
        const double *ri = w.re[i].data(), *ii = w.im[i].data();
        const double *rj = w.re[j].data(), *ij = w.im[j].data();
        Tensor6 re{}, im{};
        for (std::size_t k = 0; k < w.n; ++k) {
            const double weight = qq * w.coulomb[k] + c * w.dispersion[k];
            const double x = weight * (ri[k] * rj[k] + ii[k] * ij[k]);
            const double y = weight * (ii[k] * rj[k] - ri[k] * ij[k]);
            for (std::size_t a = 0; a < 6; ++a) {
                re[a] += w.dyads[k][a] * x;
                im[a] += w.dyads[k][a] * y;
            }
        }
        for (std::size_t a = 0; a < 6; ++a) block[a] += std::complex<double>(re[a], im[a]);
    }

    static void write_block(std::size_t i, std::size_t j,
                            const std::array<std::complex<double>, 6>& block, Matrix& out) {
        constexpr std::size_t place[3][3] = {{0, 5, 4}, {5, 1, 3}, {4, 3, 2}};
        for (std::size_t a = 0; a < 3; ++a)
            for (std::size_t b = 0; b < 3; ++b) {
                const auto x = block[place[a][b]];
                out(3 * i + a, 3 * j + b) = i == j ? x.real() : x;
                if (i != j) out(3 * j + b, 3 * i + a) = std::conj(x);
            }
    }

    Waves waves_at(const Vec3& q) const;
    void add_wave(const Vec3& k, Waves&) const;

    BuckinghamParameters p_;
    EwaldSettings w_;
    Structure s_;
    double volume_;
    Mat3 to_fractional_, g_;           ///< g_: rows are reciprocal vectors
    std::vector<std::size_t> kind_;    ///< (atoms) species
    std::vector<Vec3> translations_;   ///< Cartesian
    std::vector<Vec3> between_;        ///< (pairs) from atom i to an image of atom j
    std::vector<std::size_t> begins_;  ///< (pairs + 1) images of a pair
    std::vector<Image> images_;
    std::vector<Mat3> own_;  ///< (atoms)
};

void IonicHessian::add_wave(const Vec3& k, Waves& w) const {
    const double k2 = norm2(k), h = std::sqrt(k2), t = h / (2 * w_.alpha), e = std::exp(-t * t);
    w.dyads.push_back(dyad(k));
    w.coulomb.push_back(4 * hessian_pi * constants::coulomb / volume_ * e / k2);
    const double bracket = std::sqrt(hessian_pi) * std::erfc(t) + (0.5 / (t * t) - 1) / t * e;
    w.dispersion.push_back(-std::pow(hessian_pi, 1.5) / (12 * volume_) * h * k2 * bracket);
    ++w.n;
}

Waves IonicHessian::waves_at(const Vec3& q) const {
    const Vec3 in_units = s_.cell.h * q * (0.5 / hessian_pi);  // q in reciprocal vectors
    std::array<int, 3> range{};
    for (int a = 0; a < 3; ++a)
        range[static_cast<std::size_t>(a)] =
            static_cast<int>(w_.k_cut * norm(s_.cell.h[a]) / (2 * hessian_pi) +
                             std::fabs(in_units[a])) +
            1;
    std::vector<std::array<int, 3>> whole;
    Waves w;
    for (int a = -range[0]; a <= range[0]; ++a)
        for (int b = -range[1]; b <= range[1]; ++b)
            for (int c = -range[2]; c <= range[2]; ++c) {
                const Vec3 k = Vec3(a, b, c) * g_ + q;
                // The wave of infinite length is the macroscopic field.
                if (norm2(k) > w_.k_cut * w_.k_cut || norm2(k) < 1e-20) continue;
                add_wave(k, w);
                whole.push_back({a, b, c});
            }
    w.re.resize(atoms()), w.im.resize(atoms());
    for (std::size_t i = 0; i < atoms(); ++i) {
        const PhasePowers powers(s_.positions[i] * to_fractional_, range);
        for (const auto& m : whole) {
            const auto phase = powers(m[0], m[1], m[2]);
            w.re[i].push_back(phase.real()), w.im[i].push_back(phase.imag());
        }
    }
    return w;
}

}  // namespace

std::unique_ptr<ReciprocalHessian> ionic_hessian(const BuckinghamParameters& p, const Structure& s,
                                                 const EwaldSettings& w) {
    Evaluation unused;  // the model's own checks of parameters and structure
    BuckinghamCoulomb(p, {w, ShortRange::refuse}).evaluate(s, unused);
    return std::make_unique<IonicHessian>(p, s, w);
}

}  // namespace crucible
