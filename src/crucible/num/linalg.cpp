#include "crucible/num/linalg.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

[[noreturn]] void fail_singular(const char* what) {
    throw InputError("E-num-singular", what, "remove what depends on the rest");
}

/// Rotation that annihilates the off-diagonal element: (cosine, sine, tangent).
struct JacobiRotation {
    double c = 1, s = 0, t = 0;
    JacobiRotation(double app, double aqq, double apq) {
        const double theta = (aqq - app) / (2 * apq);
        t = std::fabs(theta) > 1e150
                ? 0.5 / theta
                : std::copysign(1.0, theta) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        c = 1 / std::sqrt(t * t + 1);
        s = t * c;
    }
};

}  // namespace

EigenSystem eigen_symmetric(Span2D<const double> input) {
    const std::size_t n = input.rows();
    bool good = input.columns() == n;
    for (double v : input.flat()) good = good && std::isfinite(v);
    if (!good)
        throw InputError("E-num-shape", "eigenvalues of a matrix that is not square and finite",
                         "give a square matrix of finite numbers");
    Array2<double> a(n, n), v(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        v(i, i) = 1;
        for (std::size_t j = 0; j < n; ++j) a(i, j) = 0.5 * (input(i, j) + input(j, i));
    }
    for (int sweep = 0; sweep < 60; ++sweep) {
        int rotations = 0;
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q) {
                // Negligible beside both of its diagonal neighbours: relative accuracy is kept.
                if (std::fabs(a(p, q)) <= 1e-17 * std::sqrt(std::fabs(a(p, p) * a(q, q)))) continue;
                if (std::fabs(a(p, q)) < 1e-300) continue;
                ++rotations;
                const JacobiRotation r(a(p, p), a(q, q), a(p, q));
                const double apq = a(p, q);
                a(p, p) -= r.t * apq;
                a(q, q) += r.t * apq;
                a(p, q) = a(q, p) = 0;
                for (std::size_t k = 0; k < n; ++k) {
                    if (k != p && k != q) {
                        const double akp = a(k, p), akq = a(k, q);
                        a(k, p) = a(p, k) = r.c * akp - r.s * akq;
                        a(k, q) = a(q, k) = r.s * akp + r.c * akq;
                    }
                    const double vp = v(p, k), vq = v(q, k);
                    v(p, k) = r.c * vp - r.s * vq;
                    v(q, k) = r.s * vp + r.c * vq;
                }
            }
        if (rotations == 0) break;
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto i, auto j) { return a(i, i) < a(j, j); });
    EigenSystem out{std::vector<double>(n), Array2<double>(n, n)};
    for (std::size_t i = 0; i < n; ++i) {
        out.values[i] = a(order[i], order[i]);
        std::copy_n(v.row(order[i]).begin(), n, out.vectors.row(i).begin());
    }
    return out;
}

Eigen3 eigen_symmetric(const Mat3& m) {
    Array2<double> a(3, 3);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            a(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = m(i, j);
    const EigenSystem e = eigen_symmetric(Span2D<const double>(a));
    Eigen3 out;
    for (int i = 0; i < 3; ++i) {
        const auto u = static_cast<std::size_t>(i);
        out.values[u] = e.values[u];
        out.vectors[i] = {e.vectors(u, 0), e.vectors(u, 1), e.vectors(u, 2)};
    }
    return out;
}

std::vector<double> cholesky_solve(Span2D<const double> a, std::span<const double> b) {
    const std::size_t n = a.rows();
    if (a.columns() != n || b.size() != n)
        throw InputError("E-num-shape", "a linear system whose sizes disagree", "check the shapes");
    Array2<double> l(n, n);
    for (std::size_t j = 0; j < n; ++j)
        for (std::size_t i = j; i < n; ++i) {
            double s = a(i, j);
            for (std::size_t k = 0; k < j; ++k) s -= l(i, k) * l(j, k);
            if (i == j && !(s > 0)) fail_singular("a matrix that is not positive definite");
            l(i, j) = i == j ? std::sqrt(s) : s / l(j, j);
        }
    std::vector<double> x(b.begin(), b.end());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) x[i] -= l(i, k) * x[k];
        x[i] /= l(i, i);
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) x[i] -= l(k, i) * x[k];
        x[i] /= l(i, i);
    }
    return x;
}

std::vector<double> least_squares(Span2D<const double> input, std::span<const double> rhs) {
    const std::size_t m = input.rows(), n = input.columns();
    if (rhs.size() != m)
        throw InputError("E-num-shape", "a least-squares problem whose sizes disagree",
                         "give one right-hand side per row");
    if (m < n) fail_singular("fewer equations than unknowns");
    Array2<double> a(m, n);
    std::copy(input.flat().begin(), input.flat().end(), a.flat().begin());
    std::vector<double> b(rhs.begin(), rhs.end());
    for (std::size_t k = 0; k < n; ++k) {
        double original = 0, length = 0;
        for (std::size_t i = 0; i < m; ++i) original = std::hypot(original, input(i, k));
        for (std::size_t i = k; i < m; ++i) length = std::hypot(length, a(i, k));
        if (!(length > 1e-13 * original)) fail_singular("columns that depend on each other");
        const double alpha = a(k, k) > 0 ? -length : length;
        // Householder vector v = x - alpha e_k, kept in the column; v.v / 2 = -alpha v_k.
        a(k, k) -= alpha;
        const double half = -alpha * a(k, k);
        const auto reflect = [&](auto&& at) {
            double dot = 0;
            for (std::size_t i = k; i < m; ++i) dot += a(i, k) * at(i);
            for (std::size_t i = k; i < m; ++i) at(i) -= dot / half * a(i, k);
        };
        for (std::size_t j = k + 1; j < n; ++j)
            reflect([&](std::size_t i) -> double& { return a(i, j); });
        reflect([&](std::size_t i) -> double& { return b[i]; });
        a(k, k) = alpha;  // R's diagonal; the rest of the vector is not needed again
    }
    std::vector<double> x(n);
    for (std::size_t i = n; i-- > 0;) {
        x[i] = b[i];
        for (std::size_t j = i + 1; j < n; ++j) x[i] -= a(i, j) * x[j];
        x[i] /= a(i, i);
    }
    return x;
}

double Polynomial::operator()(double x) const {
    double v = 0;
    for (std::size_t k = coefficients.size(); k-- > 0;) v = v * (x - centre) + coefficients[k];
    return v;
}

double Polynomial::slope(double x) const {
    double v = 0;
    for (std::size_t k = coefficients.size(); k-- > 1;)
        v = v * (x - centre) + static_cast<double>(k) * coefficients[k];
    return v;
}

Polynomial fit_polynomial(std::span<const double> x, std::span<const double> y, int degree,
                          std::span<const double> weights) {
    const std::size_t m = x.size(), n = static_cast<std::size_t>(std::max(degree, 0)) + 1;
    if (y.size() != m || (!weights.empty() && weights.size() != m))
        throw InputError("E-num-shape", "points whose numbers of x, y and weights disagree",
                         "give as many of each");
    if (m < n) fail_singular("fewer points than coefficients");
    // Centred and scaled, or the powers would be nearly parallel.
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    const double centre = 0.5 * (*low + *high), scale = *high > *low ? 0.5 * (*high - *low) : 1;
    Array2<double> a(m, n);
    std::vector<double> b(m);
    for (std::size_t i = 0; i < m; ++i) {
        const double root = weights.empty() ? 1 : std::sqrt(weights[i]);
        double power = root;
        for (std::size_t k = 0; k < n; ++k, power *= (x[i] - centre) / scale) a(i, k) = power;
        b[i] = root * y[i];
    }
    Polynomial out{centre, least_squares(Span2D<const double>(a), b), 0};
    double power = 1;
    for (double& c : out.coefficients) c /= power, power *= scale;
    double sum = 0;
    for (std::size_t i = 0; i < m; ++i) sum += (out(x[i]) - y[i]) * (out(x[i]) - y[i]);
    out.residual = std::sqrt(sum / static_cast<double>(m));
    return out;
}

}  // namespace crucible
