#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/radial_distribution.hpp"
#include "crucible/observe/scattering.hpp"
#include "tests/atoms/random_structure.hpp"
#include "tests/observe/observe_cases.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

constexpr double two_pi = 2 * std::numbers::pi;

std::vector<double> points_of(double first, double last, double step) {
    std::vector<double> out;
    for (int i = 0; first + i * step <= last + 1e-9; ++i) out.push_back(first + i * step);
    return out;
}

}  // namespace

TEST_CASE("atomic factors of X-rays and neutrons") {
    // FF_Rayl(29, 0.5) of xraylib 4.0 through its Python binding; f' and f'' likewise.
    CHECK(xray_form_factor(29, two_pi) == doctest::Approx(13.667).epsilon(0.01 / 13.667));
    CHECK(xray_form_factor(29, 0) == doctest::Approx(29));
    CHECK(anomalous_factor(29, 8.98).real() == doctest::Approx(-4.812).epsilon(1e-3));
    CHECK(anomalous_factor(29, 20).imag() == doctest::Approx(0.999).epsilon(1e-3));
    // Sears, Neutron News 3 (1992) 26.
    CHECK(neutron_length(29) == 7.718);
    CHECK(neutron_length(40) == 7.16);
    CHECK(neutron_length(73) == 6.91);
    CHECK(neutron_length(1) == -3.739);
    CHECK(neutron_length(82) == 9.405);
    CHECK(neutron_length(92) == 8.417);
    for (const int z : {84, 85, 89, 96, 118}) CHECK_THROWS_AS(neutron_length(z), InputError);
    CHECK(code_of([] { xray_form_factor(110, 1); }) == "E-observe-xray");
    CHECK(code_of([] { anomalous_factor(29, -1); }) == "E-observe-xray");
    CHECK(code_of([] { neutron_length(0); }) == "E-observe-neutron");
}

TEST_CASE("pair histogram agrees with the plain one in cells of any shape") {
    for (std::uint64_t item = 0; item < 40; ++item) {
        RandomStream r(71, StreamId::tests, item);
        Structure s =
            random_structure(r, 3 + static_cast<int>(r.index(60)), r.uniform(4, 14), {29, 40, 13});
        const auto grid = RadialGrid::up_to(r.uniform(1, 12), r.uniform(0.01, 0.3));
        CHECK(pair_histogram(s, grid).counts == pair_histogram_reference(s, grid).counts);
    }
    RandomStream r(72, StreamId::tests);
    const Structure big = gas(r, cell_from_parameters({41, 39, 40, 80, 95, 100}), 3000, 0.3);
    for (const double longest : {3.0, 12.0, 18.9, 25.0}) {
        const auto grid = RadialGrid::up_to(longest);
        CHECK(pair_histogram(big, grid).counts == pair_histogram_reference(big, grid).counts);
    }
}

TEST_CASE("histograms refuse what they cannot count") {
    CHECK(RadialGrid::up_to(10, 0.02).bins == 500);
    CHECK(RadialGrid::up_to(0.3, 0.1).bins == 3);
    CHECK(code_of([] { RadialGrid::up_to(10, 0); }) == "E-observe-range");
    CHECK(code_of([] { RadialGrid::up_to(1, 2); }) == "E-observe-range");
    CHECK(code_of([] { RadialGrid::up_to(1e9, 1e-3); }) == "E-observe-range");
    CHECK(code_of([] { RadialGrid::up_to(std::nan("")); }) == "E-observe-range");
    CHECK(code_of([] { ensemble_of({}); }) == "E-observe-frames");
    CHECK(code_of([] { pair_histogram(copper(3.6, 1), {}); }) == "E-observe-range");
    CHECK(code_of([] { pair_histogram(copper(3.6, 1), {1, 5000}); }) == "E-atoms-pairs");
    Structure s = copper(3.6, 1);
    s.cell.periodic[2] = false;
    CHECK(code_of([&] { ensemble_of(s); }) == "E-atoms-periodic");
    const Ensemble e = ensemble_of(copper(3.6, 2));
    CHECK(code_of([&] { e.species(40); }) == "E-observe-element");
    const auto grid = RadialGrid::up_to(6);
    const LinearObservable o = total_g(e, 6, 0.1, grid);
    CHECK(code_of([&] { evaluate(o, copper(3.7, 2)); }) == "E-observe-ensemble");
    CHECK(code_of([&] { evaluate(o, pair_histogram(copper(3.6, 2), RadialGrid::up_to(5))); }) ==
          "E-observe-ensemble");
    CHECK(code_of([&] {
              evaluate(o, pair_histogram(copper(3.6, 2), RadialGrid::up_to(6, 0.01)));
          }) == "E-observe-ensemble");
}

TEST_CASE("copper's shells hold 12, 6, 24 and 12 atoms") {
    const double a = 3.615;
    const Structure s = copper(a, 3);
    const Ensemble e = ensemble_of(s);
    const auto grid = RadialGrid::up_to(8);
    double before = 0;
    const double ends[] = {0.85, 1.1, 1.3, 1.5};
    const double numbers[] = {12, 6, 24, 12};
    for (int shell = 0; shell < 4; ++shell) {
        const double n = evaluate(mean_coordination(e, 29, 29, ends[shell] * a, grid), s)[0];
        CHECK(n - before == doctest::Approx(numbers[shell]));
        before = n;
    }
}

TEST_CASE("an ideal gas scatters like nothing: S = 1") {
    RandomStream r(73, StreamId::tests);
    const Structure s = gas(r, cell_from_parameters({55, 55, 55, 90, 90, 90}), 10000, 0.64);
    const PairHistogram h = pair_histogram(s, RadialGrid::up_to(27.5));
    const auto q = points_of(1, 16, 0.1);
    const auto rms = [](const std::vector<double>& v) {
        double sum = 0;
        for (double x : v) sum += (x - 1) * (x - 1);
        return std::sqrt(sum / static_cast<double>(v.size()));
    };
    CHECK(rms(evaluate(structure_factor(h.ensemble, {}, q, h.grid), h)) < 0.05);
    CHECK(rms(evaluate(structure_factor(h.ensemble, {Radiation::Kind::neutron, {}}, q, h.grid),
                       h)) < 0.05);
    CHECK(rms(evaluate(partial_structure_factor(h.ensemble, 29, 40, q, h.grid), h)) < 0.05);
}

TEST_CASE("S(q) from the histogram is the double sum over pairs") {
    RandomStream r(74, StreamId::tests);
    const Structure s = gas(r, cell_from_parameters({20, 21, 19, 85, 95, 92}), 500, 0.64);
    const auto grid = RadialGrid::up_to(9.5, 0.01);
    const auto q = points_of(0.5, 16, 0.25);
    for (const Radiation& radiation : {Radiation{}, Radiation{Radiation::Kind::xray, 17.9},
                                       Radiation{Radiation::Kind::neutron, {}}}) {
        const auto fast = evaluate(structure_factor(ensemble_of(s), radiation, q, grid), s);
        const auto plain = structure_factor_reference(s, radiation, q, grid.longest());
        for (std::size_t k = 0; k < q.size(); ++k) CHECK(std::fabs(fast[k] - plain[k]) < 2e-3);
    }
}

TEST_CASE("the total is the weighted sum of the partials") {
    RandomStream r(75, StreamId::tests);
    const Structure s = gas(r, cell_from_parameters({13, 14, 15, 90, 90, 90}), 120, 0.3);
    const Ensemble e = ensemble_of(s);
    const auto grid = RadialGrid::up_to(6.5, 0.05);
    const auto q = points_of(0.7, 12, 0.3);
    const PairHistogram h = pair_histogram(s, grid);
    const Array2<double> w = scattering_weights(e, {}, q);
    std::vector<double> sum(q.size(), 1);
    for (const auto& [a, b] : {std::pair{29, 29}, {29, 40}, {40, 40}}) {
        const auto partial = evaluate(partial_structure_factor(e, a, b, q, grid), h);
        for (std::size_t k = 0; k < q.size(); ++k)
            sum[k] += w(e.pair(e.species(a), e.species(b)), k) * (partial[k] - 1);
    }
    const auto total = evaluate(structure_factor(e, {}, q, grid), h);
    for (std::size_t k = 0; k < q.size(); ++k) {
        CHECK(total[k] == doctest::Approx(sum[k]));
        CHECK(w(0, k) + w(1, k) + w(2, k) == doctest::Approx(1));
    }
    CHECK(code_of([&] { structure_factor(e, {}, {1, 1}, grid); }) == "E-observe-q");
    CHECK(code_of([&] { structure_factor(e, {}, {0, 1}, grid); }) == "E-observe-q");
    CHECK(code_of([&] { structure_factor(e, {}, {}, grid); }) == "E-observe-q");
    // The null-scattering alloy of titanium and zirconium, 7160 (-3.438) + 3438 (7.16) = 0.
    Ensemble null{{22, 40}, {7160, 3438}, 1e6};
    const Radiation neutrons{Radiation::Kind::neutron, {}};
    CHECK(code_of([&] { structure_factor(null, neutrons, {1, 2}, grid); }) == "E-observe-contrast");
}

TEST_CASE("g(r) as a linear observable is g(r)") {
    RandomStream r(76, StreamId::tests);
    const Structure s = gas(r, cell_from_parameters({13, 14, 15, 80, 90, 100}), 200, 0.4);
    const RadialDistribution g =
        radial_distribution(std::span(&s, 1), {.longest = 6, .width = 0.1});
    const Ensemble e = ensemble_of(s);
    const auto grid = RadialGrid::up_to(6, 0.02);
    const PairHistogram h = pair_histogram(s, grid);
    const auto total = evaluate(total_g(e, 6, 0.1, grid), h);
    const auto mixed = evaluate(partial_g(e, 40, 29, 6, 0.1, grid), h);
    const auto like = evaluate(partial_g(e, 40, 40, 6, 0.1, grid), h);
    REQUIRE(total.size() == g.r.size());
    for (std::size_t k = 0; k < g.r.size(); ++k) {
        CHECK(total[k] == doctest::Approx(g.total[k]));
        CHECK(mixed[k] == doctest::Approx(g.partial(0, 1, k)));
        CHECK(like[k] == doctest::Approx(g.partial(1, 1, k)));
    }
    CHECK(code_of([&] { total_g(e, 6, 0.05, grid); }) == "E-observe-range");
    CHECK(code_of([&] { total_g(e, 7, 0.1, grid); }) == "E-observe-range");
    CHECK(code_of([&] { mean_coordination(e, 29, 40, 9, grid); }) == "E-observe-range");

    // Without a limit in q, G(r) = 4 pi rho r (g - 1); the weights of one element are 1.
    Structure one = s;
    one.numbers.assign(s.size(), 29);
    const Ensemble alike = ensemble_of(one);
    const auto pdf = evaluate(reduced_pdf(alike, {}, g.r, 0, grid), pair_histogram(one, grid));
    for (std::size_t k = 1; k + 1 < g.r.size(); ++k)
        CHECK(pdf[k] == doctest::Approx(2 * two_pi * e.density() * g.r[k] * (g.total[k] - 1)));
    CHECK(code_of([&] { reduced_pdf(e, {}, {1, 7}, 0, grid); }) == "E-observe-range");
    CHECK(code_of([&] { reduced_pdf(e, {}, {2, 1}, 0, grid); }) == "E-observe-range");
    CHECK(code_of([&] { reduced_pdf(e, {}, {1, 2}, -3, grid); }) == "E-observe-q");
}

TEST_CASE("G(r) with an end in q is the sine transform of S(q) up to there") {
    const Structure s = copper(3.615, 3);
    const Ensemble e = ensemble_of(s);
    const auto grid = RadialGrid::up_to(30, 0.01);
    const PairHistogram h = pair_histogram(s, grid);
    // Neutrons: weights do not depend on q. G(r) = 2/pi Int_0^Q q (S - 1) sin(qr) dq, and the
    // S(q) of a sphere of 30 A needs dq well below pi / 30.
    const Radiation neutrons{Radiation::Kind::neutron, {}};
    const double q_max = 15, dq = 0.005;
    const auto q = points_of(dq / 2, q_max - dq / 2, dq);
    const auto sq = evaluate(structure_factor(e, neutrons, q, grid), h);
    const auto r = points_of(1.5, 8, 0.1);
    const auto pdf = evaluate(reduced_pdf(e, neutrons, r, q_max, grid), h);
    double largest = 0;
    for (double v : pdf) largest = std::max(largest, std::fabs(v));
    for (std::size_t i = 0; i < r.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < q.size(); ++k)
            sum += 2 / std::numbers::pi * q[k] * (sq[k] - 1) * std::sin(q[k] * r[i]) * dq;
        CHECK(std::fabs(pdf[i] - sum) < 2e-3 * largest);
    }
}

TEST_CASE("transformed observables are the matrix times the observable") {
    RandomStream r(77, StreamId::tests);
    const Structure s = gas(r, cell_from_parameters({13, 14, 15, 80, 90, 100}), 60, 0.4);
    const auto grid = RadialGrid::up_to(6, 0.1);
    const LinearObservable o = structure_factor(ensemble_of(s), {}, points_of(1, 5, 0.5), grid);
    Array2<double> m(3, o.points());
    for (double& v : m.flat()) v = r.uniform(-1, 1);
    const LinearObservable t = transformed(o, m, {1, 2, 3});
    const auto before = evaluate(o, s), after = evaluate(t, s);
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < before.size(); ++k) sum += m(i, k) * before[k];
        CHECK(after[i] == doctest::Approx(sum));
    }
}

TEST_CASE("Cu64Zr36 glass: where the peaks of g(r) are") {
    REQUIRE_SHARED_DATA("glass/cu64zr36_2048");
    const Structure s = read_structures(shared_data("glass/cu64zr36_2048/glass300.dump"),
                                        {.elements = {29, 40}})[0];
    const Ensemble e = ensemble_of(s);
    CHECK(e.density() == doctest::Approx(0.06134).epsilon(1e-3));
    const auto grid = RadialGrid::up_to(6, 0.05);
    const PairHistogram h = pair_histogram(s, grid);
    const auto peak = [&](const LinearObservable& o) {
        const auto v = evaluate(o, h);
        const auto at = std::max_element(v.begin(), v.end());
        return std::pair{o.x[static_cast<std::size_t>(at - v.begin())], *at};
    };
    // From an independent program (numpy) on the same file, bins of 0.05 A.
    const auto check = [&](const LinearObservable& o, double r, double height) {
        CHECK(peak(o).first == doctest::Approx(r).epsilon(1e-6));
        CHECK(peak(o).second == doctest::Approx(height).epsilon(0.005 / height));
    };
    check(partial_g(e, 29, 29, 6, 0.05, grid), 2.525, 4.16);
    check(partial_g(e, 29, 40, 6, 0.05, grid), 2.825, 4.91);
    check(partial_g(e, 40, 40, 6, 0.05, grid), 3.175, 2.93);
    check(total_g(e, 6, 0.05, grid), 2.775, 3.04);
    const auto neighbours = [&](int a, int b, double cutoff) {
        return evaluate(mean_coordination(e, a, b, cutoff, grid), h)[0];
    };
    CHECK(neighbours(29, 29, 3.38) == doctest::Approx(6.11).epsilon(0.01));
    CHECK(neighbours(29, 40, 3.73) == doctest::Approx(5.47).epsilon(0.01));
    CHECK(neighbours(40, 40, 3.78) == doctest::Approx(4.72).epsilon(0.01));
    const double zr_in_all = e.fraction(1);
    const double total = (1 - zr_in_all) * (neighbours(29, 29, 3.725) + neighbours(29, 40, 3.725)) +
                         zr_in_all * (neighbours(40, 40, 3.725) + neighbours(40, 29, 3.725));
    CHECK(total == doctest::Approx(12.96).epsilon(0.005));
}
