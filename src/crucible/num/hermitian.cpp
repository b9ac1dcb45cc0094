#include "crucible/num/hermitian.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

using Complex = std::complex<double>;

// A Hermitian matrix in two real planes, so that the loops over a row need no complex products (for
// which the language asks for checks of infinities).
struct Planes {
    std::size_t n = 0;
    std::vector<double> re, im;  ///< (n, n)

    explicit Planes(Span2D<const Complex> a) : n(a.rows()), re(n * n), im(n * n) {
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                re[i * n + j] = re[j * n + i] = a(i, j).real();
                if (i == j) continue;
                im[i * n + j] = a(i, j).imag();
                im[j * n + i] = -a(i, j).imag();
            }
    }
};

struct PlanesVector {
    std::vector<double> re, im;
    explicit PlanesVector(std::size_t n) : re(n), im(n) {}
};

struct RealTridiagonal {
    std::vector<double> diagonal;  ///< (n)
    std::vector<double> beside;    ///< (n) beside[i] couples i and i + 1; the last is 0
};

// Step k reflects the rows and columns behind k, so that column k keeps a single number below the
// diagonal, and that one real: H = 1 - tau v v*, H* x = beta e_1 with v_1 = 1.
class HermitianReduction {
public:
    explicit HermitianReduction(Span2D<const Complex> a) : a_(a), v_(a_.n), p_(a_.n) {
        const std::size_t n = a_.n;
        tridiagonal_.diagonal.resize(n), tridiagonal_.beside.assign(n, 0);
        taus_.resize(n);
        for (std::size_t k = 0; k + 1 < n; ++k) step(k);
        for (std::size_t i = 0; i < n; ++i) tridiagonal_.diagonal[i] = a_.re[i * n + i];
    }

    const RealTridiagonal& tridiagonal() const { return tridiagonal_; }

    /// Takes an eigenvector of the tridiagonal matrix (real) to one of the matrix.
    void transform(std::span<const double> real, std::span<Complex> out) const {
        const std::size_t n = a_.n;
        std::copy(real.begin(), real.end(), out.begin());
        for (std::size_t k = n - 1; k-- > 0;) {
            // Column k of the planes keeps v below the diagonal.
            Complex along = out[k + 1];
            for (std::size_t i = k + 2; i < n; ++i)
                along += Complex(a_.re[i * n + k], -a_.im[i * n + k]) * out[i];
            along *= taus_[k];
            out[k + 1] -= along;
            for (std::size_t i = k + 2; i < n; ++i)
                out[i] -= Complex(a_.re[i * n + k], a_.im[i * n + k]) * along;
        }
    }

private:
    void step(std::size_t k) {
        const std::size_t n = a_.n;
        double below = 0;
        for (std::size_t i = k + 2; i < n; ++i)
            below += a_.re[i * n + k] * a_.re[i * n + k] + a_.im[i * n + k] * a_.im[i * n + k];
        const Complex first(a_.re[(k + 1) * n + k], a_.im[(k + 1) * n + k]);
        if (below == 0 && first.imag() == 0) {
            tridiagonal_.beside[k] = first.real();
            taus_[k] = 0;
            return;
        }
        const double beta = -std::copysign(std::sqrt(below + std::norm(first)), first.real());
        const Complex tau = (beta - first) / beta, scale = 1.0 / (first - beta);
        tridiagonal_.beside[k] = beta;
        taus_[k] = tau;
        v_.re[k + 1] = 1, v_.im[k + 1] = 0;
        for (std::size_t i = k + 2; i < n; ++i) {
            const Complex v = Complex(a_.re[i * n + k], a_.im[i * n + k]) * scale;
            v_.re[i] = a_.re[i * n + k] = v.real();
            v_.im[i] = a_.im[i * n + k] = v.imag();
        }
        reflect(k + 1, tau);
    }

    // B becomes H* B H = B - v w* - w v*, w = p - 1/2 conj(tau) (v* p) v... with p = tau B v.
    void reflect(std::size_t first, Complex tau) {
        const std::size_t n = a_.n;
        std::fill(p_.re.begin() + static_cast<std::ptrdiff_t>(first), p_.re.end(), 0.0);
        std::fill(p_.im.begin() + static_cast<std::ptrdiff_t>(first), p_.im.end(), 0.0);
        for (std::size_t j = first; j < n; ++j) {  // row j is the conjugate of column j
            const double* re = &a_.re[j * n];
            const double* im = &a_.im[j * n];
            const double vr = v_.re[j], vi = v_.im[j];
            for (std::size_t i = first; i < n; ++i) {
                p_.re[i] += re[i] * vr + im[i] * vi;
                p_.im[i] += re[i] * vi - im[i] * vr;
            }
        }
        Complex along = 0;  // v* p, before the factor tau
        for (std::size_t i = first; i < n; ++i)
            along += Complex(v_.re[i], -v_.im[i]) * Complex(p_.re[i], p_.im[i]);
        const Complex half = -0.5 * std::norm(tau) * along;
        for (std::size_t i = first; i < n; ++i) {
            const Complex w =
                tau * Complex(p_.re[i], p_.im[i]) + half * Complex(v_.re[i], v_.im[i]);
            p_.re[i] = w.real(), p_.im[i] = w.imag();
        }
        for (std::size_t i = first; i < n; ++i) subtract_row(i, first);
    }

    void subtract_row(std::size_t i, std::size_t first) {
        const std::size_t n = a_.n;
        double* re = &a_.re[i * n];
        double* im = &a_.im[i * n];
        const double vr = v_.re[i], vi = v_.im[i], wr = p_.re[i], wi = p_.im[i];
        for (std::size_t j = first; j < n; ++j) {
            re[j] -= vr * p_.re[j] + vi * p_.im[j] + wr * v_.re[j] + wi * v_.im[j];
            im[j] -= vi * p_.re[j] - vr * p_.im[j] + wi * v_.re[j] - wr * v_.im[j];
        }
    }

    Planes a_;
    PlanesVector v_, p_;
    RealTridiagonal tridiagonal_;
    std::vector<Complex> taus_;
};

// Where the block that starts at `first` ends: at the first negligible coupling.
std::size_t block_end(const RealTridiagonal& t, std::size_t first) {
    std::size_t last = first;
    for (; last + 1 < t.diagonal.size(); ++last) {
        const double scale = std::fabs(t.diagonal[last]) + std::fabs(t.diagonal[last + 1]);
        if (std::fabs(t.beside[last]) <= std::numeric_limits<double>::epsilon() * scale) break;
    }
    return last;
}

// One implicit QL sweep with Wilkinson's shift over [first, last]; `vectors`, (n, n), holds the
// eigenvectors as rows and turns along, if it is not empty.
void sweep(RealTridiagonal& t, std::size_t first, std::size_t last, Span2D<double> vectors) {
    auto &d = t.diagonal, &e = t.beside;
    double g = (d[first + 1] - d[first]) / (2 * e[first]);
    double r = std::hypot(g, 1.0);
    g = d[last] - d[first] + e[first] / (g + std::copysign(r, g));
    double s = 1, c = 1, p = 0;
    for (std::size_t i = last; i-- > first;) {
        const double f = s * e[i], b = c * e[i];
        r = std::hypot(f, g);
        e[i + 1] = r;
        if (r == 0) {  // the block falls apart here
            d[i + 1] -= p;
            e[last] = 0;
            return;
        }
        s = f / r, c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        if (vectors.rows() == 0) continue;
        auto lower = vectors.row(i), upper = vectors.row(i + 1);
        for (std::size_t k = 0; k < lower.size(); ++k) {
            const double x = upper[k];
            upper[k] = s * lower[k] + c * x;
            lower[k] = c * lower[k] - s * x;
        }
    }
    d[first] -= p;
    e[first] = g;
    e[last] = 0;
}

void diagonalise(RealTridiagonal& t, Span2D<double> vectors) {
    // Two or three sweeps per eigenvalue are usual; 60 are never needed.
    for (std::size_t first = 0; first < t.diagonal.size(); ++first)
        for (int round = 0; round < 60; ++round) {
            const std::size_t last = block_end(t, first);
            if (last == first) break;
            sweep(t, first, last, vectors);
        }
}

void check_hermitian(Span2D<const Complex> a) {
    bool good = a.rows() == a.columns();
    for (const Complex& x : a.flat())
        good = good && std::isfinite(x.real()) && std::isfinite(x.imag());
    if (!good)
        throw InputError("E-num-shape", "eigenvalues of a matrix that is not square and finite",
                         "give a square matrix of finite numbers");
}

}  // namespace

std::vector<double> hermitian_values(Span2D<const Complex> a) {
    check_hermitian(a);
    if (a.rows() == 0) return {};
    RealTridiagonal t = HermitianReduction(a).tridiagonal();
    diagonalise(t, {});
    std::sort(t.diagonal.begin(), t.diagonal.end());
    return t.diagonal;
}

HermitianSystem eigen_hermitian(Span2D<const Complex> a) {
    check_hermitian(a);
    const std::size_t n = a.rows();
    HermitianSystem out{std::vector<double>(n), Array2<Complex>(n, n)};
    if (n == 0) return out;
    const HermitianReduction reduction(a);
    RealTridiagonal t = reduction.tridiagonal();
    Array2<double> real(n, n);
    for (std::size_t i = 0; i < n; ++i) real(i, i) = 1;
    diagonalise(t, real);
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](auto i, auto j) { return t.diagonal[i] < t.diagonal[j]; });
    for (std::size_t i = 0; i < n; ++i) {
        out.values[i] = t.diagonal[order[i]];
        reduction.transform(std::as_const(real).row(order[i]), out.vectors.row(i));
    }
    return out;
}

}  // namespace crucible
