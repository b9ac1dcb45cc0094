// Natural numbers of any size.

#include "crucible/num/natural.hpp"

#include <doctest/doctest.h>

#include "crucible/base/random.hpp"

using namespace crucible;

TEST_SUITE("num: natural") {
    TEST_CASE("factorials and powers of two") {
        Natural f = 1;
        for (std::uint64_t k = 2; k <= 30; ++k) f *= k;
        CHECK(f.text() == "265252859812191058636308480000000");  // 30!, OEIS A000142
        Natural p = 1;
        for (int k = 0; k < 128; ++k) p += Natural(p);
        CHECK(p.text() == "340282366920938463463374607431768211456");
        CHECK(p.number() == doctest::Approx(3.402823669209385e38).epsilon(1e-15));
    }
    TEST_CASE("Fibonacci's 300th") {
        Natural a = 0, b = 1;
        for (int k = 0; k < 300; ++k) {
            Natural c = a + b;
            a = b;
            b = c;
        }
        // OEIS A000045.
        CHECK(a.text() == "222232244629420445529739893461909967206666939096499764990979600");
    }
    TEST_CASE("machine numbers, order, zeros in the middle") {
        CHECK(Natural().text() == "0");
        CHECK(Natural(0) == Natural());
        CHECK((Natural(7) * Natural(0)).is_zero());
        CHECK(Natural(1'000'000'000'000'000'000).text() == "1000000000000000000");
        CHECK(Natural(4'294'967'296).text() == "4294967296");
        RandomStream random(1, StreamId::tests);
        for (int k = 0; k < 300; ++k) {
            const std::uint64_t a = random.bits64() >> (2 + random.index(60));
            const std::uint64_t b = random.bits64() >> (2 + random.index(60));
            CHECK((Natural(a) + Natural(b)).text() == std::to_string(a + b));
            CHECK((Natural(a) < Natural(b)) == (a < b));
            const std::uint64_t c = random.bits(), d = random.bits();
            CHECK(Natural(c) * Natural(d) == Natural(c * d));
            // (a + b)^2 = a^2 + 2 a b + b^2, beyond 64 bits.
            const Natural x = a, y = b;
            CHECK((x + y) * (x + y) == x * x + Natural(2) * x * y + y * y);
        }
    }
}
