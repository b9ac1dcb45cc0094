#include "crucible/num/solid_harmonics.hpp"

#include <cmath>
#include <numbers>

namespace crucible {

SolidHarmonics::SolidHarmonics(int l_max)
    : l_max_(l_max), norms_(static_cast<std::size_t>((l_max + 1) * (l_max + 1))) {
    for (int l = 0; l <= l_max; ++l)
        for (int m = 0; m <= l; ++m) {
            double ratio = 1;  // (l - m)! / (l + m)!
            for (int k = l - m + 1; k <= l + m; ++k) ratio /= k;
            double norm = std::sqrt((2 * l + 1) / (4 * std::numbers::pi) * ratio);
            if (m > 0) norm *= std::numbers::sqrt2;
            norms_[place(l, m)] = norms_[place(l, -m)] = norm;
        }
}

void SolidHarmonics::plain(const Vec3& r, double* values) const {
    const double r2 = norm2(r);
    double cosine = 1, sine = 0;  // real and imaginary part of (x + iy)^m
    for (int m = 0; m <= l_max_; ++m) {
        double before = 0, now = 1;  // Pi_l^m from l = m on
        for (int k = 3; k < 2 * m; k += 2) now *= k;
        for (int l = m; l <= l_max_; ++l) {
            values[place(l, m)] = now * cosine;
            if (m > 0) values[place(l, -m)] = now * sine;
            const double next = ((2 * l + 1) * r.z * now - (l + m) * r2 * before) / (l + 1 - m);
            before = now, now = next;
        }
        const double c = r.x * cosine - r.y * sine;
        sine = r.x * sine + r.y * cosine, cosine = c;
    }
}

void SolidHarmonics::at(const Vec3& r, double* values) const {
    plain(r, values);
    for (std::size_t k = 0; k < size(); ++k) values[k] *= norms_[k];
}

// With R_l^m = Pi_l^m (x + iy)^m: d/dz R_l^m = (l + m) R_(l-1)^m, (d/dx + i d/dy) R_l^m =
// -R_(l-1)^(m+1), (d/dx - i d/dy) R_l^m = (l + m)(l + m - 1) R_(l-1)^(m-1).
void SolidHarmonics::at(const Vec3& r, double* values, Vec3* gradients) const {
    plain(r, values);
    gradients[0] = {};
    for (int l = 1; l <= l_max_; ++l) {
        const auto real = [&](int m) { return m < l ? values[place(l - 1, m)] : 0.0; };
        const auto imaginary = [&](int m) {
            return m > 0 && m < l ? values[place(l - 1, -m)] : 0.0;
        };
        gradients[place(l, 0)] = {-real(1), -imaginary(1), l * real(0)};
        for (int m = 1; m <= l; ++m) {
            const double down = (l + m) * (l + m - 1.0), z = l + m;
            gradients[place(l, m)] = {(down * real(m - 1) - real(m + 1)) / 2,
                                      (-down * imaginary(m - 1) - imaginary(m + 1)) / 2,
                                      z * real(m)};
            gradients[place(l, -m)] = {(down * imaginary(m - 1) - imaginary(m + 1)) / 2,
                                       (down * real(m - 1) + real(m + 1)) / 2, z * imaginary(m)};
        }
    }
    for (std::size_t k = 0; k < size(); ++k) {
        values[k] *= norms_[k];
        gradients[k] = gradients[k] * norms_[k];
    }
}

}  // namespace crucible
