#include "crucible/num/fft.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;

namespace {

using Complex = std::complex<double>;

Complex turn_of(std::size_t k, std::size_t n) {
    return std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k % n) / double(n));
}

double worst_of_lines(std::size_t n, std::size_t lines, RandomStream& r) {
    std::vector<double> re(n * lines), im(n * lines), a(n * lines), b(n * lines);
    for (std::size_t k = 0; k < re.size(); ++k) re[k] = r.normal(), im[k] = r.normal();
    std::vector<double> re_out = re, im_out = im;
    const Fft fft(n);
    fft.forward(re_out.data(), im_out.data(), a.data(), b.data(), lines);
    double worst = 0;
    for (std::size_t l = 0; l < lines; ++l)
        for (std::size_t j = 0; j < n; ++j) {
            Complex sum = 0;
            for (std::size_t k = 0; k < n; ++k)
                sum += Complex(re[k * lines + l], im[k * lines + l]) * turn_of(j * k, n);
            worst = std::max(worst,
                             std::abs(sum - Complex(re_out[j * lines + l], im_out[j * lines + l])));
        }
    fft.backward(re_out.data(), im_out.data(), a.data(), b.data(), lines);
    for (std::size_t k = 0; k < re.size(); ++k)
        worst = std::max(worst, std::abs(re_out[k] / double(n) - re[k]) +
                                    std::abs(im_out[k] / double(n) - im[k]));
    return worst;
}

}  // namespace

TEST_SUITE("num: fft") {
    TEST_CASE("lengths without large primes") {
        CHECK(fft_length(0) == 1);
        CHECK(fft_length(7) == 8);
        CHECK(fft_length(451) == 480);
        CHECK(fft_length(600) == 600);
        CHECK_THROWS_AS(Fft(14), InputError);
        CHECK_THROWS_AS(Fft(0), InputError);
    }

    TEST_CASE("lines are transformed as by direct sums, and back") {
        RandomStream r(1, StreamId::tests, 540);
        for (const std::size_t n :
             {1u, 2u, 3u, 4u, 5u, 6u, 8u, 9u, 12u, 15u, 20u, 25u, 30u, 32u, 60u, 90u, 125u, 128u})
            for (const std::size_t lines : {1u, 3u, 8u})
                CHECK(worst_of_lines(n, lines, r) < 2e-13 * std::sqrt(double(n)) * 4);
    }

    TEST_CASE("a real volume is transformed as by direct sums, and back") {
        RandomStream r(1, StreamId::tests, 541);
        for (const auto& [planes, rows, columns] :
             {std::array<std::size_t, 3>{4, 3, 5}, {1, 5, 6}, {5, 1, 1}, {3, 9, 8}, {6, 10, 30}}) {
            std::vector<double> x(planes * rows * columns);
            for (double& v : x) v = r.normal();
            const RealFft3 fft(planes, rows, columns);
            Spectrum s = fft.forward([&](std::size_t i, std::size_t j, std::span<double> row) {
                for (std::size_t k = 0; k < row.size(); ++k)
                    row[k] = x[(i * rows + j) * columns + k];
            });
            const std::size_t half = columns / 2 + 1;
            double worst = 0;
            for (std::size_t a = 0; a < planes; ++a)
                for (std::size_t b = 0; b < rows; ++b)
                    for (std::size_t c = 0; c < half; ++c) {
                        Complex sum = 0;
                        for (std::size_t v = 0; v < x.size(); ++v)
                            sum += x[v] * turn_of(a * (v / columns / rows), planes) *
                                   turn_of(b * (v / columns % rows), rows) *
                                   turn_of(c * (v % columns), columns);
                        const std::size_t at = (a * rows + b) * half + c;
                        worst = std::max(worst, std::abs(sum - Complex(s.re[at], s.im[at])));
                    }
            CHECK(worst < 1e-11);
            worst = 0;
            fft.backward(s, [&](std::size_t i, std::size_t j, std::span<const double> row) {
                for (std::size_t k = 0; k < row.size(); ++k)
                    worst = std::max(worst, std::abs(row[k] / double(x.size()) -
                                                     x[(i * rows + j) * columns + k]));
            });
            CHECK(worst < 1e-14);
        }
    }
}
