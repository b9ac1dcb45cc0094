#include "crucible/descriptors/soap.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/data/json.hpp"

namespace crucible {
namespace {

Structure soap_test_structure(const Value& v) {
    Structure s;
    Mat3 h;
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k)
            h(i, k) = v["lattice"]
                          .list[static_cast<std::size_t>(i)]
                          .list[static_cast<std::size_t>(k)]
                          .real();
    s.cell.h = h;
    for (const Value& n : v["numbers"].list) s.numbers.push_back(static_cast<int>(n.integer));
    for (const Value& p : v["positions"].list)
        s.positions.push_back({p.list[0].real(), p.list[1].real(), p.list[2].real()});
    return s;
}

/// A skewed cell with atoms anywhere in it.
Structure soap_random_structure(std::uint64_t item, int atoms) {
    RandomStream random(7, StreamId::tests, item);
    Structure s;
    Mat3 h;
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) h(i, k) = (i == k ? 4.5 : 0) + 2 * (random.uniform() - 0.5);
    s.cell.h = h;
    for (int a = 0; a < atoms; ++a) {
        s.numbers.push_back(a % 3 == 0 ? 22 : 8);
        s.positions.push_back({6 * random.uniform(), 6 * random.uniform(), 6 * random.uniform()});
    }
    return s;
}

double difference(std::span<const double> a, std::span<const double> b) {
    REQUIRE(a.size() == b.size());
    double d = 0, n = 0;
    for (std::size_t k = 0; k < a.size(); ++k) d += (a[k] - b[k]) * (a[k] - b[k]), n += b[k] * b[k];
    return std::sqrt(d / n);
}

SoapSettings titania(SoapBasis basis = SoapBasis::gto, SoapPairs pairs = SoapPairs::all) {
    SoapSettings s;
    s.species = {8, 22};
    s.basis = basis, s.pairs = pairs;
    return s;
}

TEST_SUITE("SOAP") {
    TEST_CASE("the numbers of DScribe 2.1") {
        // Made with DScribe 2.1.2 (doi:10.1063/5.0151031) from our own relaxed phases of TiO2.
        const Value cases = read_json(TESTS_DIR "/descriptors/dscribe.json");
        REQUIRE(cases.list.size() == 8);
        for (const Value& c : cases.list) {
            CAPTURE(c["name"].text);
            const Value& v = c["settings"];
            SoapSettings s;
            s.species = {8, 22};
            s.basis = v["basis"].text == "gto" ? SoapBasis::gto : SoapBasis::polynomial;
            s.pairs = v["pairs"].text == "all" ? SoapPairs::all : SoapPairs::same;
            s.n_max = static_cast<int>(v["n_max"].integer);
            s.l_max = static_cast<int>(v["l_max"].integer);
            s.sigma = v["sigma"].real(), s.cutoff = v["cutoff"].real();
            const Soap soap(s);
            const Structure at = soap_test_structure(c["structure"]);
            std::vector<double> own, expected;
            if (v["average"].text == "atom") {
                const Array2<double> all = soap.per_atom(at);
                const auto row = all.row(static_cast<std::size_t>(v["atom"].integer));
                own.assign(row.begin(), row.end());
            } else {
                own = soap.average(
                    at, v["average"].text == "inner" ? SoapAverage::inner : SoapAverage::outer);
            }
            for (const Value& x : c["vector"].list) expected.push_back(x.real());
            CHECK(difference(own, expected) < 1e-6);
        }
    }
    TEST_CASE("tables and vectors against exact integrals") {
        for (const SoapBasis basis : {SoapBasis::gto, SoapBasis::polynomial})
            for (std::uint64_t item = 0; item < 3; ++item) {
                const Soap soap(titania(basis));
                const Structure s = soap_random_structure(item, 7);
                const Array2<double> fast = soap.per_atom(s), plain = soap.per_atom_reference(s);
                CHECK(difference(fast.flat(), plain.flat()) < 1e-8);
            }
    }
    TEST_CASE("narrow and wide densities are tabulated as well") {
        for (const SoapBasis basis : {SoapBasis::gto, SoapBasis::polynomial})
            for (const auto& [sigma, cutoff] : {std::pair{0.1, 4.0}, {0.2, 8.0}, {2.0, 3.0}}) {
                SoapSettings s = titania(basis);
                s.sigma = sigma, s.cutoff = cutoff, s.n_max = 4, s.l_max = 4;
                const Soap soap(s);
                const Structure at = soap_random_structure(2, 3);
                CHECK(difference(soap.per_atom(at).flat(), soap.per_atom_reference(at).flat()) <
                      1e-8);
            }
    }
    TEST_CASE("what the numbers are") {
        const Soap all(titania()), same(titania(SoapBasis::gto, SoapPairs::same));
        CHECK(same.size() == 294);
        CHECK(all.size() == 546);
        CHECK(same.size(SoapAverage::element) == 588);
        CHECK(all.features()[0] == SoapFeature{8, 8, 0, 0, 0});
        CHECK(all.features()[1] == SoapFeature{8, 8, 0, 1, 0});
        CHECK(all.features()[21] == SoapFeature{8, 8, 0, 0, 1});
        CHECK(all.features()[147] == SoapFeature{8, 22, 0, 0, 0});
        CHECK(all.features()[153] == SoapFeature{8, 22, 1, 0, 0});
        CHECK(all.features().back() == SoapFeature{22, 22, 5, 5, 6});
    }
    TEST_CASE("turned, moved, doubled and listed in another order it stays the same") {
        const Soap soap(titania());
        const Structure s = soap_random_structure(11, 6);
        const double c = std::cos(0.7), w = std::sin(0.7);
        const auto turn = [&](const Vec3& v) {
            const Vec3 a{c * v.x - w * v.y, w * v.x + c * v.y, v.z};
            return Vec3{a.x, c * a.y - w * a.z, w * a.y + c * a.z};
        };
        Structure other;
        Mat3 h;
        for (int i = 0; i < 3; ++i) h[i] = turn(s.cell.h[i]);
        h[2] = h[2] * 2.0;
        other.cell.h = h;
        for (int copy = 0; copy < 2; ++copy)
            for (std::size_t k = s.size(); k-- > 0;) {
                other.numbers.push_back(s.numbers[k]);
                other.positions.push_back(
                    Position(turn(s.positions[k] + Vec3{0.3, -1, 2}) + h[2] * (copy / 2.0)));
            }
        for (const SoapAverage kind :
             {SoapAverage::outer, SoapAverage::inner, SoapAverage::element})
            CHECK(difference(soap.average(other, kind), soap.average(s, kind)) < 1e-9);
    }
    TEST_CASE("bonds found once in a small cell, and atom after atom in a large one") {
        const Soap soap(titania());
        for (const int atoms : {1, 2, 5}) {
            const Structure s =
                soap_random_structure(20 + static_cast<std::uint64_t>(atoms), atoms);
            constexpr int edge = 5;  // beyond the 64 atoms that count as few
            Structure large;
            large.cell.h = s.cell.h;
            large.cell.h *= edge;
            for (int a = 0; a < edge; ++a)
                for (int b = 0; b < edge; ++b)
                    for (int c = 0; c < edge; ++c)
                        for (std::size_t i = 0; i < s.size(); ++i) {
                            const Vec3 image = s.cell.h[0] * a + s.cell.h[1] * b + s.cell.h[2] * c;
                            large.positions.push_back(Position(s.positions[i] + image));
                            large.numbers.push_back(s.numbers[i]);
                        }
            const Array2<double> once = soap.per_atom(s), twice = soap.per_atom(large);
            for (std::size_t i = 0; i < s.size(); ++i)
                CHECK(difference(once.row(i), twice.row(i)) < 1e-12);
        }
    }
    TEST_CASE("a skewed cell, and one with an atom far outside") {
        const Soap soap(titania());
        Structure s = soap_random_structure(31, 4), other = s;
        other.cell.h[2] = s.cell.h[2] + s.cell.h[0] * 4.0 - s.cell.h[1] * 3.0;
        other.positions[2] = Position(s.positions[2] + s.cell.h[1] * 1000.0 - s.cell.h[0] * 70.0);
        CHECK(difference(soap.average(other, SoapAverage::outer),
                         soap.average(s, SoapAverage::outer)) < 1e-10);
        other.positions[2] = Position(s.positions[2] + s.cell.h[1] * 1e9);
        CHECK_THROWS_AS(soap.average(other, SoapAverage::outer), InputError);
        other.positions[2].x = NAN;
        CHECK_THROWS_AS(soap.average(other, SoapAverage::outer), InputError);
    }
    TEST_CASE("averages by hand") {
        const Soap soap(titania());
        const Structure s = soap_random_structure(3, 5);
        const Array2<double> atoms = soap.per_atom(s);
        std::vector<double> mean(soap.size()), own(soap.size(SoapAverage::element));
        for (std::size_t i = 0; i < s.size(); ++i)
            for (std::size_t k = 0; k < soap.size(); ++k) {
                mean[k] += atoms(i, k) / 5;
                const bool is_ti = s.numbers[i] == 22;
                own[k + (is_ti ? soap.size() : 0)] += atoms(i, k) / (is_ti ? 2 : 3);
            }
        CHECK(difference(soap.average(s, SoapAverage::outer), mean) < 1e-14);
        CHECK(difference(soap.average(s, SoapAverage::element), own) < 1e-14);
        Structure lonely = s;
        lonely.numbers.assign(5, 8);  // no titanium: its part is zero
        const auto half = soap.average(lonely, SoapAverage::element);
        for (std::size_t k = soap.size(); k < half.size(); ++k) CHECK(half[k] == 0);
    }
    TEST_CASE("gradients against differences") {
        for (const SoapBasis basis : {SoapBasis::gto, SoapBasis::polynomial}) {
            const Soap soap(titania(basis));
            Structure s = soap_random_structure(5, 4);
            const auto check = [&](const Array2<double>& gradient, auto&& value) {
                double scale = 0;
                for (const double g : gradient.flat()) scale = std::max(scale, std::abs(g));
                for (std::size_t j = 0; j < s.size(); ++j)
                    for (int k = 0; k < 3; ++k) {
                        constexpr double step = 1e-4;
                        const Position at = s.positions[j];
                        s.positions[j][k] = at[k] + step;
                        const std::vector<double> up = value();
                        s.positions[j][k] = at[k] - step;
                        const std::vector<double> down = value();
                        s.positions[j] = at;
                        double worst = 0;
                        for (std::size_t f = 0; f < up.size(); ++f)
                            worst = std::max(
                                worst, std::abs((up[f] - down[f]) / (2 * step) -
                                                gradient(3 * j + static_cast<std::size_t>(k), f)));
                        CHECK(worst < 1e-6 * scale);
                    }
            };
            for (const SoapAverage kind :
                 {SoapAverage::outer, SoapAverage::inner, SoapAverage::element})
                check(soap.gradient(s, kind), [&] { return soap.average(s, kind); });
            check(soap.gradient(s, 1), [&] {
                const Array2<double> all = soap.per_atom(s);
                return std::vector<double>(all.row(1).begin(), all.row(1).end());
            });
        }
    }
    TEST_CASE("refusals") {
        const auto refuses = [](auto&& change) {
            SoapSettings s = titania();
            change(s);
            CHECK_THROWS_AS(Soap{s}, InputError);
        };
        refuses([](SoapSettings& s) { s.n_max = 0; });
        refuses([](SoapSettings& s) { s.l_max = 21; });
        refuses([](SoapSettings& s) { s.sigma = 0; });
        refuses([](SoapSettings& s) { s.cutoff = 1; });
        refuses([](SoapSettings& s) { s.cutoff = NAN; });
        refuses([](SoapSettings& s) { s.species = {22, 8}; });
        refuses([](SoapSettings& s) { s.species = {}; });
        refuses([](SoapSettings& s) { s.cutoff = 50, s.sigma = 0.2; });
        refuses([](SoapSettings& s) { s.n_max = 20, s.basis = SoapBasis::polynomial; });
        Structure s = soap_random_structure(1, 3);
        s.numbers[0] = 14;
        CHECK_THROWS_AS(Soap(titania()).average(s, SoapAverage::outer), InputError);
    }
}

}  // namespace
}  // namespace crucible
