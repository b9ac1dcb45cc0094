#include "crucible/num/product.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "crucible/base/random.hpp"

using namespace crucible;

namespace {
std::vector<float> random_matrix(std::size_t n, std::uint64_t item) {
    RandomStream r(1, StreamId::tests, item);
    std::vector<float> v(n);
    for (float& x : v) x = static_cast<float>(r.normal());
    return v;
}
}  // namespace

TEST_CASE("Large products: packed, transposed and in ranges, as by plain loops") {
    const std::size_t m = 37, n = 208, k = 601;
    const auto a = random_matrix(m * k, 1), b = random_matrix(k * n, 2),
               c0 = random_matrix(m * n, 3);
    for (const bool turned : {false, true})
        for (const int add : {0, 1}) {
            std::vector<float> bt(b);
            if (turned)
                for (std::size_t l = 0; l < k; ++l)
                    for (std::size_t j = 0; j < n; ++j) bt[j * k + l] = b[l * n + j];
            std::vector<float> c = c0;
            Product<float> p{m,        n, k,   a.data(),      k, 1, bt.data(), turned ? 1 : n,
                             c.data(), n, add, turned ? k : 1};
            multiply_large(p, 0, 96);
            multiply_large(p, 96, n);
            double worst = 0;
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t j = 0; j < n; ++j) {
                    double sum = add ? c0[i * n + j] : 0;
                    for (std::size_t l = 0; l < k; ++l) sum += double{a[i * k + l]} * b[l * n + j];
                    worst = std::max(worst, std::abs(sum - c[i * n + j]));
                }
            CHECK(worst < 2e-4);  // 601 products of size 1 in single precision
        }
}
