#include "crucible/num/fft.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Prime factors up to 5, pairs of twos as fours; what is left over is returned.
std::size_t take_factors(std::size_t n, std::vector<std::size_t>& radices) {
    for (const std::size_t r : {5u, 4u, 3u, 2u})
        while (n > 0 && n % r == 0) radices.push_back(r), n /= r;
    return n;
}

struct Parts {
    double re, im;
};
inline Parts operator+(Parts a, Parts b) { return {a.re + b.re, a.im + b.im}; }
inline Parts operator-(Parts a, Parts b) { return {a.re - b.re, a.im - b.im}; }
inline Parts operator*(double s, Parts a) { return {s * a.re, s * a.im}; }
inline Parts times(Parts a, Parts b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
inline Parts times_minus_i(Parts a) { return {a.im, -a.re}; }

/// Transforms of 2 to 5 numbers in place.
inline void small_transform(Parts (&x)[2]) {
    const Parts a = x[0] + x[1], b = x[0] - x[1];
    x[0] = a, x[1] = b;
}
inline void small_transform(Parts (&x)[3]) {
    constexpr double s = 0.86602540378443864676;  // sin(2 pi / 3)
    const Parts sum = x[1] + x[2], turn = s * times_minus_i(x[1] - x[2]);
    const Parts rest = x[0] - 0.5 * sum;
    x[0] = x[0] + sum, x[1] = rest + turn, x[2] = rest - turn;
}
inline void small_transform(Parts (&x)[4]) {
    const Parts a = x[0] + x[2], b = x[0] - x[2], c = x[1] + x[3];
    const Parts d = times_minus_i(x[1] - x[3]);
    x[0] = a + c, x[1] = b + d, x[2] = a - c, x[3] = b - d;
}
inline void small_transform(Parts (&x)[5]) {
    constexpr double c1 = 0.30901699437494742410, c2 = -0.80901699437494742410;
    constexpr double s1 = 0.95105651629515357212, s2 = 0.58778525229247312917;
    const Parts a = x[1] + x[4], b = x[2] + x[3];
    const Parts c = times_minus_i(x[1] - x[4]), d = times_minus_i(x[2] - x[3]);
    const Parts p = x[0] + c1 * a + c2 * b, q = x[0] + c2 * a + c1 * b;
    const Parts r = s1 * c + s2 * d, s = s2 * c - s1 * d;
    x[0] = x[0] + a + b, x[1] = p + r, x[2] = q + s, x[3] = q - s, x[4] = p - r;
}

struct Lines {
    const double *re, *im;
    double *re_out, *im_out;
};

/// One stage: n = radix parts, whose elements lie `inner` numbers apart.
template <std::size_t radix>
void stage(const Lines& l, std::size_t parts, std::size_t inner, const std::vector<double>& cosines,
           const std::vector<double>& sines) {
    const std::size_t step = cosines.size() / (radix * parts);
    for (std::size_t p = 0; p < parts; ++p) {
        Parts turn[radix];
        for (std::size_t k = 0; k < radix; ++k)
            turn[k] = {cosines[p * k * step], -sines[p * k * step]};
        const double* __restrict re = l.re + p * inner;
        const double* __restrict im = l.im + p * inner;
        double* __restrict re_out = l.re_out + radix * p * inner;
        double* __restrict im_out = l.im_out + radix * p * inner;
        for (std::size_t q = 0; q < inner; ++q) {
            Parts x[radix];
            for (std::size_t k = 0; k < radix; ++k)
                x[k] = {re[k * parts * inner + q], im[k * parts * inner + q]};
            small_transform(x);
            re_out[q] = x[0].re, im_out[q] = x[0].im;
            for (std::size_t k = 1; k < radix; ++k) {
                const Parts y = times(x[k], turn[k]);
                re_out[k * inner + q] = y.re, im_out[k * inner + q] = y.im;
            }
        }
    }
}

}  // namespace

std::size_t fft_length(std::size_t n) {
    for (n = std::max<std::size_t>(n, 1);; ++n) {
        std::vector<std::size_t> radices;
        if (take_factors(n, radices) == 1) return n;
    }
}

Fft::Fft(std::size_t n) : n_(n), cos_(n), sin_(n) {
    if (n == 0 || take_factors(n, radices_) != 1)
        throw InputError("E-num-length", "no fast transform of length " + std::to_string(n),
                         "pad to " + std::to_string(fft_length(n)));
    for (std::size_t k = 0; k < n; ++k) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n);
        cos_[k] = std::cos(angle), sin_[k] = std::sin(angle);
    }
}

void Fft::forward(double* re, double* im, double* re_scratch, double* im_scratch,
                  std::size_t lines) const {
    double *from_re = re, *from_im = im, *to_re = re_scratch, *to_im = im_scratch;
    std::size_t parts = n_, inner = lines;
    for (const std::size_t radix : radices_) {
        parts /= radix;
        const Lines l{from_re, from_im, to_re, to_im};
        switch (radix) {
            case 2:
                stage<2>(l, parts, inner, cos_, sin_);
                break;
            case 3:
                stage<3>(l, parts, inner, cos_, sin_);
                break;
            case 4:
                stage<4>(l, parts, inner, cos_, sin_);
                break;
            default:
                stage<5>(l, parts, inner, cos_, sin_);
                break;
        }
        inner *= radix;
        std::swap(from_re, to_re), std::swap(from_im, to_im);
    }
    if (from_re == re) return;
    std::copy_n(from_re, n_ * lines, re);
    std::copy_n(from_im, n_ * lines, im);
}

namespace {

constexpr std::size_t lines_at_once = 16;

/// Four arrays of n x lines_at_once in one.
struct FftRoom {
    FftRoom(std::vector<double>& all, std::size_t n)
        : re(all.data()),
          im(re + n * lines_at_once),
          re_scratch(im + n * lines_at_once),
          im_scratch(re_scratch + n * lines_at_once) {}
    double *re, *im, *re_scratch, *im_scratch;
};

}  // namespace

RealFft3::RealFft3(std::size_t planes, std::size_t rows, std::size_t columns)
    : planes_(planes),
      rows_(rows),
      columns_(columns),
      plane_fft_(planes),
      row_fft_(rows),
      column_fft_(columns) {}

/// Two real rows are one complex row; their spectra are its even and odd parts.
void RealFft3::along_columns(Spectrum& s, const RowSource& fill) const {
    const std::size_t n = columns_, all = planes_ * rows_, h = half();
    std::vector<double> room(4 * n * lines_at_once), row(n);
    const FftRoom r(room, n);
    for (std::size_t first = 0; first < all; first += 2 * lines_at_once) {
        const std::size_t count = std::min(all - first, 2 * lines_at_once);
        std::fill_n(r.re, 2 * n * lines_at_once, 0.0);
        for (std::size_t l = 0; l < count; ++l) {
            std::fill(row.begin(), row.end(), 0.0);
            fill((first + l) / rows_, (first + l) % rows_, row);
            double* const to = (l % 2 == 0 ? r.re : r.im) + l / 2;
            for (std::size_t k = 0; k < n; ++k) to[k * lines_at_once] = row[k];
        }
        column_fft_.forward(r.re, r.im, r.re_scratch, r.im_scratch, lines_at_once);
        for (std::size_t l = 0; l < count; ++l) {
            double *re = s.re.data() + (first + l) * h, *im = s.im.data() + (first + l) * h;
            for (std::size_t k = 0; k < h; ++k) {
                const std::size_t a = k * lines_at_once + l / 2;
                const std::size_t b = (n - k) % n * lines_at_once + l / 2;
                if (l % 2 == 0)
                    re[k] = (r.re[a] + r.re[b]) / 2, im[k] = (r.im[a] - r.im[b]) / 2;
                else
                    re[k] = (r.im[a] + r.im[b]) / 2, im[k] = (r.re[b] - r.re[a]) / 2;
            }
        }
    }
}

void RealFft3::strided(Spectrum& s, const Fft& fft, std::size_t first, std::size_t stride,
                       std::size_t lines, Way way, std::vector<double>& room) const {
    const std::size_t n = fft.size();
    const FftRoom r(room, n);
    for (std::size_t l = 0; l < lines; l += lines_at_once) {
        const std::size_t count = std::min(lines - l, lines_at_once), at = first + l;
        for (std::size_t k = 0; k < n; ++k) {
            std::copy_n(s.re.data() + at + k * stride, count, r.re + k * count);
            std::copy_n(s.im.data() + at + k * stride, count, r.im + k * count);
        }
        if (way == Way::forward)
            fft.forward(r.re, r.im, r.re_scratch, r.im_scratch, count);
        else
            fft.backward(r.re, r.im, r.re_scratch, r.im_scratch, count);
        for (std::size_t k = 0; k < n; ++k) {
            std::copy_n(r.re + k * count, count, s.re.data() + at + k * stride);
            std::copy_n(r.im + k * count, count, s.im.data() + at + k * stride);
        }
    }
}

void RealFft3::along_rows_and_planes(Spectrum& s, Way way) const {
    const std::size_t h = half();
    std::vector<double> room(4 * std::max(planes_, rows_) * lines_at_once);
    for (std::size_t i = 0; i < planes_; ++i) strided(s, row_fft_, i * rows_ * h, h, h, way, room);
    for (std::size_t j = 0; j < rows_; ++j) strided(s, plane_fft_, j * h, rows_ * h, h, way, room);
}

Spectrum RealFft3::forward(const RowSource& fill) const {
    Spectrum s;
    s.re.resize(planes_ * rows_ * half());
    s.im.resize(s.re.size());
    along_columns(s, fill);
    along_rows_and_planes(s, Way::forward);
    return s;
}

void RealFft3::backward(Spectrum& s, const RowSink& take) const {
    along_rows_and_planes(s, Way::backward);
    const std::size_t n = columns_, all = planes_ * rows_, h = half();
    std::vector<double> room(4 * n * lines_at_once), row(n);
    const FftRoom r(room, n);
    for (std::size_t first = 0; first < all; first += 2 * lines_at_once) {
        const std::size_t count = std::min(all - first, 2 * lines_at_once);
        std::fill_n(r.re, 2 * n * lines_at_once, 0.0);
        // a + i b of two rows: the upper half follows from the symmetry of real rows.
        for (std::size_t l = 0; l < count; ++l) {
            const double *re = s.re.data() + (first + l) * h, *im = s.im.data() + (first + l) * h;
            for (std::size_t k = 0; k < n; ++k) {
                const double x = k < h ? re[k] : re[n - k], y = k < h ? im[k] : -im[n - k];
                const std::size_t at = k * lines_at_once + l / 2;
                r.re[at] += l % 2 == 0 ? x : -y;
                r.im[at] += l % 2 == 0 ? y : x;
            }
        }
        column_fft_.backward(r.re, r.im, r.re_scratch, r.im_scratch, lines_at_once);
        for (std::size_t l = 0; l < count; ++l) {
            const double* const from = (l % 2 == 0 ? r.re : r.im) + l / 2;
            for (std::size_t k = 0; k < n; ++k) row[k] = from[k * lines_at_once];
            take((first + l) / rows_, (first + l) % rows_, row);
        }
    }
}

}  // namespace crucible
